"""Every occurrence of a word of a result in its context, and its dispersion."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response
from werkzeug.utils import cached_property

from models import Result
from web import formats
from web.charts import respond_chart, ticks
from web.etags import not_modified
from web.lookup import identity, is_cut, reading_or_404
from web.paging import Paging
from web.query import choice_arg, int_arg, text_arg
from web.respond import Page, respond
from wordcount.analysis.contexts import ORDERS, Context, contexts, dispersion, positions_of
from wordcount.words.tokens import Reading, query_keys

AT_MOST = 20_000  # contexts of a word: twice as many as a text that is read has of its commonest

blueprint = Blueprint("contexts", __name__)


@formats.get(blueprint, "/results/<result:id>/contexts")
def show(id: int) -> Response:
    order = choice_arg("sort", ORDERS, "position")
    if known := not_modified(id):
        return known
    result, reading = reading_or_404(id)
    page = ContextsPage(result, reading, words_arg(result, reading), order, int_arg("page"))
    return respond("contexts.html", page)


@blueprint.get("/results/<result:id>/contexts.svg")
def chart(id: int) -> Response:
    """The places of the word in the text, as a file."""
    result, reading = reading_or_404(id)
    page = ContextsPage(result, reading, words_arg(result, reading))
    return respond_chart("charts/dispersion.svg", f"dispersion-{id}", page)


def words_arg(result: Result, reading: Reading) -> list[str]:
    """The keys of the word, or of the words of the phrase, in the query."""
    return query_keys(text_arg("word"), result.language or "und", reading)


@dataclass(frozen=True)
class ContextsPage(Page):
    """The places of `words`, a word or a phrase; `number` is the wanted page of its contexts."""

    result: Result
    reading: Reading
    words: Sequence[str]
    order: str = "position"
    number: int | None = 1

    @property
    def at_most(self) -> int:
        return AT_MOST

    @property
    def word(self) -> str:
        return " ".join(self.words)

    @cached_property
    def positions(self) -> Sequence[int]:
        return positions_of(self.reading, self.words)

    @cached_property
    def found(self) -> Sequence[Context]:
        positions = self.positions[: self.at_most]
        return contexts(self.reading, positions, len(self.words), self.order)

    @property
    def shown(self) -> Sequence[Context]:
        return self.paging.cut(self.found)

    @cached_property
    def paging(self) -> Paging:
        return Paging.of(len(self.found), self.number)

    @property
    def total(self) -> int:
        return len(self.reading.tokens)

    @cached_property
    def dispersion(self) -> float | None:
        return dispersion(self.positions, self.total)

    @property
    def ticks(self) -> str:
        return ticks(self.positions, self.total)

    @property
    def made_of(self) -> Sequence[Result]:
        return [self.result]

    @property
    def partial(self) -> bool:
        return is_cut(self.result)

    def to_dict(self) -> Mapping[str, Any]:
        return {
            **identity(self.result),
            "word": self.word,
            "count": len(self.positions),
            "dispersion": self.dispersion and round(self.dispersion, 4),
            "contexts": map(to_dict, self.found),
            "partial": self.partial,
        }

    def rows(self) -> Iterator[Sequence[Any]]:
        yield "position", "left", "word", "right"
        for context in self.found:
            yield tuple(to_dict(context).values())


def to_dict(context: Context) -> dict[str, Any]:
    return {
        "position": context.position,
        "left": context.left,
        "word": context.word,
        "right": context.right,
    }
