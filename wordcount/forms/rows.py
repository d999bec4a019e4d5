"""Dictionary forms as rows: of JSON, CSV and the command line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FormRow:
    """A dictionary form, and how often each of its `forms` occurs, the most frequent first."""

    word: str
    forms: Mapping[str, int]

    @property
    def count(self) -> int:
        return sum(self.forms.values())

    @property
    def details(self) -> str:
        """The forms with their counts: "goes 12, went 11"; empty where the only one is `word`."""
        return "" if [*self.forms] == [self.word] else details(self.forms)

    def to_dict(self) -> dict[str, Any]:
        return {"word": self.word, "count": self.count, "forms": dict(self.forms)}


def form_rows(forms: Mapping[str, Mapping[str, int]]) -> Iterator[FormRow]:
    """The rows of what `dictionary_forms` returns."""
    return (FormRow(word, counts) for word, counts in forms.items())


def details(forms: Mapping[str, int]) -> str:
    return ", ".join(f"{form} {count}" for form, count in forms.items())


def merge_counts(*counts: Mapping[str, int]) -> dict[str, int]:
    """How often each form occurs in all of `counts` together, the most frequent first."""
    merged: Counter[str] = Counter()
    for each in counts:
        merged.update(each)
    return dict(sorted(merged.items(), key=lambda item: (-item[1], item[0])))


def csv_rows(rows: Iterable[FormRow]) -> Iterator[tuple[str, int, str]]:
    return ((row.word, row.count, row.details) for row in rows)
