"""The phrases of a corpus, in a sample of its documents."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response
from werkzeug.utils import cached_property

from corpora.postings import counts
from corpora.words import postings_of
from web import formats
from web.corpora.page import CorpusPage, corpus_and_sums, switches_of
from web.corpora.sample import Sample, read_sample
from web.paging import Paging
from web.query import int_arg, range_arg
from web.respond import respond
from wordcount.analysis.phrases import LENGTHS, phrases

blueprint = Blueprint("corpus_phrases", __name__)


@formats.get(blueprint, "/corpora/<corpus:id>/phrases")
def show(id: int) -> Response:
    length, number = range_arg("length", LENGTHS, LENGTHS[0]), int_arg("page")
    return respond("corpora/phrases.html", CorpusPhrasesPage(*corpus_and_sums(id), length, number))


@dataclass(frozen=True)
class CorpusPhrasesPage(CorpusPage):
    """The phrases of `length` words with their counts, most frequent first."""

    length: int
    wanted: int | None

    @cached_property
    def sample(self) -> Sample:
        sizes = postings_of(self.sums, [""]).get("", ())
        return read_sample(self.sums, [position for position, _ in counts(sizes)])

    @cached_property
    def found(self) -> Mapping[str, int]:
        edges = () if self.options.keep_stop_words else self.sample.stop_words
        return phrases(self.sample.tokenized, self.length, edges)

    @property
    def lengths(self) -> Sequence[int]:
        return LENGTHS

    @cached_property
    def paging(self) -> Paging:
        return Paging.of(len(self.found), self.wanted)

    @property
    def phrases(self) -> Sequence[tuple[str, int]]:
        return self.paging.cut([*self.found.items()])

    @property
    def most(self) -> int:
        return next(iter(self.found.values()), 1)

    @property
    def query(self) -> dict[str, Any]:
        return {**super().query, "length": self.length}

    @property
    def switches(self) -> Sequence[str]:
        return switches_of(self, forms=False)

    @property
    def partial(self) -> bool:
        return super().partial or self.sample.is_part

    def to_dict(self) -> Mapping[str, Any]:
        return {
            **self.identity,
            "length": self.length,
            "documents_read": self.sample.read,
            "phrases": self.found,
            "partial": self.partial,
        }

    def rows(self) -> Iterator[Sequence[Any]]:
        yield "phrase", "count"
        yield from self.found.items()
