"""The words near a word in the documents of a corpus, more often than by chance."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from typing import Any

from flask import Blueprint, Response
from werkzeug.utils import cached_property

from corpora.finding import Places, find_terms, merge_places
from web import formats
from web.corpus_page import CorpusPage, corpus_and_sums
from web.corpus_query import address_of, query_arg
from web.corpus_sample import Sample, read_sample
from web.paging import Paging
from web.query import choice_arg, int_arg, range_arg
from web.respond import respond
from wordcount.analysis.collocates import WINDOW, WINDOWS, Collocate, collocates
from wordcount.analysis.queries import Hit, Query, find
from wordcount.language.stopwords import stop_words

COLUMNS = [field.name for field in fields(Collocate)]
SORTS = ("log_dice", "g2", "observed")

blueprint = Blueprint("corpus_collocates", __name__)


@formats.get(blueprint, "/corpora/<corpus:id>/collocates")
def show(id: int) -> Response:
    window, order = range_arg("window", WINDOWS, WINDOW), choice_arg("sort", SORTS, SORTS[0])
    number, found = int_arg("page"), corpus_and_sums(id)
    page = CorpusCollocatesPage(*found, query_arg(found[1]), window, order, number)
    return respond("corpus_collocates.html", page)


@dataclass(frozen=True)
class CorpusCollocatesPage(CorpusPage):
    """The collocates of what `asked` looks for, within `window` words, in a sample of documents."""

    asked: Query
    window: int
    order: str
    wanted: int | None

    @property
    def word(self) -> str:
        return self.asked.text

    @cached_property
    def places(self) -> Places:
        return merge_places([*find_terms(self.sums, self.asked.terms).values()])

    @cached_property
    def sample(self) -> Sample:
        return read_sample(self.sums, [*self.places.counts])

    @cached_property
    def hits(self) -> Sequence[Hit]:
        return find(self.sample.reading, self.asked)

    @cached_property
    def found(self) -> Sequence[Collocate]:
        without = () if self.options.keep_stop_words else stop_words(self.language)
        found = collocates(self.sample.reading, self.hits, self.window, without)
        return sorted(found, key=lambda row: -float(getattr(row, self.order)))

    @cached_property
    def paging(self) -> Paging:
        return Paging.of(len(self.found), self.wanted)

    @property
    def windows(self) -> Sequence[tuple[int, int]]:
        return [(window, window) for window in WINDOWS]

    @property
    def address(self) -> dict[str, Any]:
        return address_of(self.corpus.id, self.asked)

    @property
    def query(self) -> dict[str, Any]:
        """What the address of this page asks for; what is usual is left out."""
        window = {} if self.window == WINDOW else {"window": self.window}
        order = {} if self.order == SORTS[0] else {"sort": self.order}
        return {**self.address, **window, **order, **self.options.query}

    @property
    def switches(self) -> Sequence[str]:
        return ["stop_words"] if self.hits and stop_words(self.language) else []

    @property
    def partial(self) -> bool:
        return self.sample.is_part

    def to_dict(self) -> Mapping[str, Any]:
        return {
            **self.identity,
            "word": self.word,
            "count": len(self.hits),
            "window": self.window,
            "documents_with_word": self.sample.documents,
            "documents_read": self.sample.read,
            "collocates": (dict(zip(COLUMNS, rounded(row), strict=True)) for row in self.found),
            "partial": self.partial,
        }

    def rows(self) -> Iterator[Sequence[Any]]:
        yield COLUMNS
        yield from map(rounded, self.found)


def rounded(row: Collocate) -> Sequence[Any]:
    return [round(value, 4) if isinstance(value, float) else value for value in astuple(row)]
