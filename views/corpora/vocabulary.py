"""The vocabulary of a corpus: its size, its growth and its length."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response
from werkzeug.utils import cached_property

from corpora.lengths import sum_lengths
from web import formats
from web.charts import Curve, curve, number_ticks, respond_chart
from web.corpora.page import CorpusPage, corpus_and_sums
from web.respond import respond
from wordcount.analysis.reading_time import minutes

blueprint = Blueprint("corpus_vocabulary", __name__)


@formats.get(blueprint, "/corpora/<corpus:id>/vocabulary")
def show(id: int) -> Response:
    return respond("corpora/vocabulary.html", CorpusVocabularyPage(*corpus_and_sums(id)))


@blueprint.get("/corpora/<corpus:id>/vocabulary.svg")
def chart(id: int) -> Response:
    """The growth of the vocabulary, as a file."""
    page = CorpusVocabularyPage(*corpus_and_sums(id))
    return respond_chart("charts/growth.svg", f"vocabulary-corpus-{id}", page)


@dataclass(frozen=True)
class CorpusVocabularyPage(CorpusPage):
    @cached_property
    def figures(self) -> Mapping[str, Any]:
        figures = self.sums.figures
        return {
            "once": figures.once,
            "words_per_document": round(figures.total / (figures.documents or 1), 1),
            "reading_minutes": round(minutes(figures.total, self.language), 2),
            **(self.lengths if self.sums.part == "page" else {}),
        }

    @property
    def lengths(self) -> Mapping[str, Any]:
        return self.sums.lengths or sum_lengths(self.corpus.id)

    @property
    def curve(self) -> Curve | None:
        growth = self.sums.figures.growth
        if len(growth) < 3 or not growth[-1][0]:
            return None
        return curve([(total, distinct) for total, distinct in growth], number_ticks(growth[-1][0]))

    def to_dict(self) -> Mapping[str, Any]:
        return {
            **self.identity,
            **self.figures,
            "growth": self.sums.figures.growth,
            "partial": self.partial,
        }

    def rows(self) -> Iterator[Sequence[Any]]:
        figures = {**self.identity, **self.figures}
        yield tuple(figures)
        yield tuple(figures.values())
