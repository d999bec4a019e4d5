"""The vocabulary of a result: lexical diversity, growth, length and reading time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response
from werkzeug.utils import cached_property

from models import Result
from results.frequencies import count_hapaxes
from web import formats
from web.charts import Curve, curve, number_ticks, respond_chart
from web.etags import not_modified
from web.lookup import identity
from web.respond import AnalysisPage, respond
from web.texts import length_of, tokenized_or_404
from web.view_options import view_options
from wordcount.analysis.readability import figures
from wordcount.analysis.reading_time import is_studied, minutes, words_per_minute
from wordcount.analysis.variety import WINDOW, growth, mattr
from wordcount.words.tokens import TokenizedText

LENGTHS = (
    *("characters", "characters_no_spaces", "bytes", "sentences", "paragraphs", "lines"),
    *("speaking_minutes", "words_per_sentence", "lix"),
)

blueprint = Blueprint("vocabulary", __name__)


@formats.get(blueprint, "/results/<result:id>/vocabulary")
def show(id: int) -> Response:
    return not_modified(id) or respond("vocabulary.html", VocabularyPage(*tokenized_or_404(id)))


@blueprint.get("/results/<result:id>/vocabulary.svg")
def chart(id: int) -> Response:
    """The growth of the vocabulary, as a file."""
    page = VocabularyPage(*tokenized_or_404(id))
    return respond_chart("charts/growth.svg", f"vocabulary-{id}", page)


@dataclass(frozen=True)
class VocabularyPage(AnalysisPage):
    result: Result
    tokenized: TokenizedText

    @cached_property
    def figures(self) -> dict[str, Any]:
        language = self.result.language or "und"
        total = self.result.total or 0
        measured = figures(total, length_of(self.result) or {}, language)
        return {
            "total": total,
            "distinct": self.result.distinct or 0,
            "once": count_hapaxes(self.result),
            "mattr": mattr(self.tokenized.keys),
            "window": WINDOW,
            "reading_minutes": round(minutes(total, language), 2),
            "words_per_minute": words_per_minute(language),
            **{name: measured.get(name) for name in LENGTHS},
        }

    @property
    def speed_is_known(self) -> bool:
        """Whether the reading speed is one for the language of the text."""
        return is_studied(self.result.language or "und")

    @cached_property
    def curve(self) -> Curve | None:
        words = self.tokenized.keys
        if not words:
            return None
        return curve([(0, 0), *growth(words)], number_ticks(len(words)))

    @property
    def query(self) -> dict[str, Any]:
        return {"id": self.result.id, **view_options().query}

    def to_dict(self) -> Mapping[str, Any]:
        return {**identity(self.result), **self.figures, "partial": self.partial}

    def rows(self) -> Iterator[Sequence[Any]]:
        figures = self.figures
        yield tuple(figures)
        yield tuple(figures.values())
