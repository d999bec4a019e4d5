"""Compare two counts of one page: words added, removed, and more or less frequent."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One word and how often it occurred `before` and `after`."""

    word: str
    before: int
    after: int

    @property
    def difference(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class Changes:
    """The words that changed. Each list is sorted by the size of the difference, largest first.

    `came` and `went` are words that were added and removed; `rose` and `fell` are words that
    became more and less frequent.
    """

    came: list[Change]
    went: list[Change]
    rose: list[Change]
    fell: list[Change]

    def __bool__(self) -> bool:
        return any((self.came, self.went, self.rose, self.fell))


def changes(before: Mapping[str, int], after: Mapping[str, int]) -> Changes:
    """Compare two mappings from word to number of occurrences."""
    rows = [
        Change(word, before.get(word, 0), after.get(word, 0))
        for word in before.keys() | after.keys()
    ]
    rows = [row for row in rows if row.difference]
    rows.sort(key=lambda row: (-abs(row.difference), row.word))
    return Changes(
        came=[row for row in rows if not row.before],
        went=[row for row in rows if not row.after],
        rose=[row for row in rows if row.before and row.difference > 0],
        fell=[row for row in rows if row.after and row.difference < 0],
    )
