"""The words of a corpus as a cloud: real text, larger for more frequent words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response
from werkzeug.utils import cached_property

from views.cloud import WORDS, prominence, with_sizes
from web import formats
from web.corpora.page import CorpusPage, corpus_and_sums, switches_of
from web.corpora.words import find_words
from web.respond import respond
from web.word_choice import Choice, choice_args

CANDIDATES = 1_000  # the most frequent words, from which those of the cloud are chosen

blueprint = Blueprint("corpus_cloud", __name__)


@formats.get(blueprint, "/corpora/<corpus:id>/cloud")
def show(id: int) -> Response:
    return respond("corpora/cloud.html", CorpusCloudPage(*corpus_and_sums(id), choice_args()))


@dataclass(frozen=True)
class CorpusCloudPage(CorpusPage):
    """The chosen words with their counts and sizes, in alphabetical order."""

    choice: Choice

    @cached_property
    def words(self) -> Sequence[tuple[str, int, int]]:
        found = find_words(self, self.choice, CANDIDATES).rows
        ranked = [(row.rank, row.word, row.count) for row in found]
        return with_sizes(sorted(ranked, key=prominence)[:WORDS])

    @property
    def query(self) -> dict[str, Any]:
        return {"id": self.corpus.id, **self.choice.query}

    @property
    def switches(self) -> Sequence[str]:
        return switches_of(self, forms=True)

    def to_dict(self) -> Mapping[str, Any]:
        rows = [{"word": word, "count": count, "size": size} for word, count, size in self.words]
        return {**self.identity, "words": rows, "partial": self.partial}

    def rows(self) -> Iterator[Sequence[Any]]:
        yield "word", "count", "size"
        yield from self.words
