"""The collocates that a request asks for, of a result or of a sample of a corpus, as rows."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from web.query import choice_arg, range_arg
from wordcount.analysis.collocates import WINDOW, WINDOWS, Collocate, collocates
from wordcount.analysis.queries import Hit
from wordcount.words.tokens import TokenizedText

COLUMNS = Collocate._fields
AT_MOST = 10_000  # collocates of an answer; a word of prose has fewer
SORTS = ("log_dice", "g2", "observed")


@dataclass(frozen=True)
class CollocateChoice:
    """Collocates within `window` words on either side, by the column `order`, highest first."""

    window: int
    order: str

    @classmethod
    def of_request(cls) -> "CollocateChoice":
        """Return the choice in the query. Aborts with 400."""
        return cls(range_arg("window", WINDOWS, WINDOW), choice_arg("sort", SORTS, SORTS[0]))

    @property
    def windows(self) -> Sequence[tuple[int, int]]:
        return [(window, window) for window in WINDOWS]

    @property
    def query(self) -> dict[str, Any]:
        """The arguments of the choice in an address, without defaults."""
        order = {} if self.order == SORTS[0] else {"sort": self.order}
        return {**order, **({} if self.window == WINDOW else {"window": self.window})}

    def find(
        self, tokenized: TokenizedText, hits: Sequence[Hit], without: Collection[str]
    ) -> Sequence[Collocate]:
        """Return the collocates of `hits`, except for the words in `without`."""
        found = collocates(tokenized, hits, self.window, without)
        if self.order == SORTS[0]:
            return found
        return sorted(found, key=lambda row: -float(getattr(row, self.order)))


def table(found: Iterable[Collocate]) -> Iterator[Sequence[Any]]:
    yield COLUMNS
    yield from map(round_floats, found)


def to_dicts(found: Iterable[Collocate]) -> Iterator[dict[str, Any]]:
    return (dict(zip(COLUMNS, round_floats(row), strict=True)) for row in found)


def round_floats(row: Collocate) -> Sequence[Any]:
    return [round(each, 4) if isinstance(each, float) else each for each in row]
