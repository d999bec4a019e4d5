"""The pages of a long table."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TypeVar

ROWS = 100  # of one page

Row = TypeVar("Row")


@dataclass(frozen=True)
class Paging:
    """Page `number` of `pages`, both at least 1."""

    number: int
    pages: int

    @classmethod
    def of(cls, rows: int, number: int | None) -> "Paging":
        """Return page `number` of a table with that many `rows`, or its last page."""
        pages = max(1, ceil(rows / ROWS))
        return cls(min(number or 1, pages), pages)

    @property
    def first(self) -> int:
        """The rank of the first row, from 1."""
        return (self.number - 1) * ROWS + 1

    @property
    def last(self) -> int:
        return self.number * ROWS

    def cut(self, table: Sequence[Row]) -> Sequence[Row]:
        """The rows of this page."""
        return table[self.first - 1 : self.last]
