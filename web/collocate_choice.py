"""Which collocates a request asks for, and their rows: of a result, or of a sample of a corpus."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from web.query import choice_arg, range_arg
from wordcount.analysis.collocates import WINDOW, WINDOWS, Collocate, collocates
from wordcount.analysis.queries import Hit
from wordcount.words.tokens import Reading

COLUMNS = [field.name for field in fields(Collocate)]
SORTS = ("log_dice", "g2", "observed")


@dataclass(frozen=True)
class CollocateChoice:
    """Those within `window` words on either side, in descending order of a column."""

    window: int
    order: str

    @classmethod
    def of_request(cls) -> "CollocateChoice":
        """Aborts with 400."""
        return cls(range_arg("window", WINDOWS, WINDOW), choice_arg("sort", SORTS, SORTS[0]))

    @property
    def windows(self) -> Sequence[tuple[int, int]]:
        return [(window, window) for window in WINDOWS]

    @property
    def query(self) -> dict[str, Any]:
        """What an address says of it; defaults are left out."""
        order = {} if self.order == SORTS[0] else {"sort": self.order}
        return {**order, **({} if self.window == WINDOW else {"window": self.window})}

    def find(
        self, reading: Reading, hits: Sequence[Hit], without: Collection[str]
    ) -> Sequence[Collocate]:
        """The collocates of `hits` but for the words in `without`."""
        found = collocates(reading, hits, self.window, without)
        return sorted(found, key=lambda row: -float(getattr(row, self.order)))


def table(found: Iterable[Collocate]) -> Iterator[Sequence[Any]]:
    yield COLUMNS
    yield from map(rounded, found)


def to_dicts(found: Iterable[Collocate]) -> Iterator[dict[str, Any]]:
    return (dict(zip(COLUMNS, rounded(row), strict=True)) for row in found)


def rounded(row: Collocate) -> Sequence[Any]:
    # `astuple` copies each value, and would take longer than all else.
    return [round(each, 4) if isinstance(each, float) else each for each in vars(row).values()]
