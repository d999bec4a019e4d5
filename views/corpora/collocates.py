"""The words that occur near a word in a corpus more often than by chance."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response
from werkzeug.utils import cached_property

from web import formats
from web.collocate_choice import AT_MOST, CollocateChoice, table, to_dicts
from web.corpora.page import corpus_and_sums
from web.corpora.query import query_arg
from web.corpora.sample import Sample, read_sample
from web.corpora.word_page import CorpusWordPage
from web.paging import Paging
from web.query import int_arg
from web.respond import respond
from wordcount.analysis.collocates import Collocate
from wordcount.analysis.queries import Hit, are_cut, find

blueprint = Blueprint("corpus_collocates", __name__)


@formats.get(blueprint, "/corpora/<corpus:id>/collocates")
def show(id: int) -> Response:
    choice, number, found = CollocateChoice.of_request(), int_arg("page"), corpus_and_sums(id)
    page = CorpusCollocatesPage(*found, query_arg(found[1]), choice, number)
    return respond("corpora/collocates.html", page)


@dataclass(frozen=True)
class CorpusCollocatesPage(CorpusWordPage):
    """The collocates of what `asked` looks for, in a sample of documents."""

    choice: CollocateChoice
    wanted: int | None

    @cached_property
    def sample(self) -> Sample:
        return read_sample(self.sums, [*self.places.counts])

    @cached_property
    def hits(self) -> Sequence[Hit]:
        return find(self.sample.tokenized, self.asked)

    @cached_property
    def every(self) -> Sequence[Collocate]:
        without = () if self.options.keep_stop_words else self.sample.stop_words
        return self.choice.find(self.sample.tokenized, self.hits, without)

    @property
    def found(self) -> Sequence[Collocate]:
        return self.every[:AT_MOST]

    @cached_property
    def paging(self) -> Paging:
        return Paging.of(len(self.found), self.wanted)

    @property
    def shown(self) -> Sequence[Collocate]:
        return self.paging.cut(self.found)

    @property
    def query(self) -> dict[str, Any]:
        """The arguments of this page's address, without defaults."""
        return {**self.address, **self.choice.query, **self.options.query}

    @property
    def switches(self) -> Sequence[str]:
        return ["stop_words"] if self.hits and self.sample.stop_words else []

    @property
    def partial(self) -> bool:
        is_cut = self.sample.is_part or are_cut(self.hits, self.sample.tokenized)
        return super().partial or is_cut or len(self.every) > AT_MOST

    def to_dict(self) -> Mapping[str, Any]:
        return {
            **self.identity,
            "word": self.word,
            "count": len(self.hits),
            "window": self.choice.window,
            "documents_with_word": self.sample.documents,
            "documents_read": self.sample.read,
            "collocates": to_dicts(self.found),
            "partial": self.partial,
        }

    def rows(self) -> Iterator[Sequence[Any]]:
        return table(self.found)
