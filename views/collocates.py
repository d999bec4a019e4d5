"""The words that occur near a word of a result more often than by chance."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from typing import Any

from flask import Blueprint, Response
from werkzeug.utils import cached_property

from models import Result
from web import formats
from web.etags import not_modified
from web.lookup import identity, reading_or_404
from web.paging import Paging
from web.query import choice_arg, int_arg, range_arg
from web.respond import respond
from web.view_options import ViewOptions, view_options
from web.word_query import WordPage, key_of, language_of, query_arg
from wordcount.analysis.collocates import WINDOW, WINDOWS, Collocate, collocates
from wordcount.analysis.queries import Hit, Query, find
from wordcount.language.stopwords import stop_words
from wordcount.words.tokens import Reading

COLUMNS = [field.name for field in fields(Collocate)]
SORTS = ("log_dice", "g2", "observed")

blueprint = Blueprint("collocates", __name__)


@formats.get(blueprint, "/results/<result:id>/collocates")
def show(id: int) -> Response:
    window, order = range_arg("window", WINDOWS, WINDOW), choice_arg("sort", SORTS, SORTS[0])
    options, number = view_options(), int_arg("page")
    if known := not_modified(id):
        return known
    result, reading = reading_or_404(id)
    asked = query_arg(result, reading)
    page = CollocatesPage(result, reading, asked, window, order, options, number)
    return respond("collocates.html", page)


@dataclass(frozen=True)
class CollocatesPage(WordPage):
    """The collocates of what `asked` looks for, within `window` words on either side."""

    result: Result
    reading: Reading
    asked: Query
    window: int
    order: str
    options: ViewOptions
    wanted: int | None

    @cached_property
    def hits(self) -> Sequence[Hit]:
        return find(self.reading, self.asked)

    @cached_property
    def found(self) -> Sequence[Collocate]:
        without = () if self.options.keep_stop_words else stop_words(language_of(self.result))
        found = collocates(self.reading, self.hits, self.window, without)
        return sorted(found, key=lambda row: -float(getattr(row, self.order)))

    @cached_property
    def paging(self) -> Paging:
        return Paging.of(len(self.found), self.wanted)

    @property
    def windows(self) -> Sequence[tuple[int, int]]:
        return [(window, window) for window in WINDOWS]

    @property
    def shown(self) -> Sequence[Collocate]:
        return self.paging.cut(self.found)

    @property
    def query(self) -> dict[str, Any]:
        """What the address of this page asks for; what is usual is left out."""
        asked = {"sort": "" if self.order == SORTS[0] else self.order}
        asked |= {"window": "" if self.window == WINDOW else str(self.window)}
        asked = {name: value for name, value in asked.items() if value}
        return {**self.address, **asked}

    @property
    def switches(self) -> Sequence[str]:
        drops = self.hits and stop_words(language_of(self.result))
        return [*(["stop_words"] if drops else []), *super().switches]

    def to_dict(self) -> Mapping[str, Any]:
        rows = (dict(zip(COLUMNS, rounded(row), strict=True)) for row in self.found)
        return {
            **identity(self.result),
            "word": key_of(self.word, self.result),
            "count": len(self.hits),
            "window": self.window,
            "collocates": rows,
            "partial": self.partial,
        }

    def rows(self) -> Iterator[Sequence[Any]]:
        yield COLUMNS
        yield from map(rounded, self.found)


def rounded(row: Collocate) -> Sequence[Any]:
    return [round(value, 4) if isinstance(value, float) else value for value in astuple(row)]
