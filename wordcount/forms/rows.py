"""Dictionary forms as rows: of JSON, CSV and the command line."""

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
        if [*self.forms] == [self.word]:
            return ""
        return ", ".join(f"{form} {count}" for form, count in self.forms.items())

    def to_dict(self) -> dict[str, Any]:
        return {"word": self.word, "count": self.count, "forms": dict(self.forms)}


def form_rows(forms: Mapping[str, Mapping[str, int]]) -> Iterator[FormRow]:
    """The rows of what `dictionary_forms` returns."""
    return (FormRow(word, counts) for word, counts in forms.items())


def csv_rows(rows: Iterable[FormRow]) -> Iterator[tuple[str, int, str]]:
    return ((row.word, row.count, row.details) for row in rows)
