"""What became of a page's words between two counts: which came, went, rose and fell."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """A word's count `before` and `after`."""

    word: str
    before: int
    after: int

    @property
    def difference(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class Changes:
    """The words that changed, in each list those with the largest difference first."""

    came: list[Change]
    went: list[Change]
    rose: list[Change]
    fell: list[Change]

    def __bool__(self) -> bool:
        return any((self.came, self.went, self.rose, self.fell))


def changes(before: Mapping[str, int], after: Mapping[str, int]) -> Changes:
    """Compare two counts of one page."""
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
