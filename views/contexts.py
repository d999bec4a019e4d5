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
from web.lookup import identity
from web.paging import Paging
from web.query import choice_arg, int_arg, range_arg, text_arg
from web.respond import respond
from web.texts import tokenized_or_404
from web.word_query import WordPage, count_forms, key_of, query_arg
from wordcount.analysis.collocates import WINDOW, WINDOWS, hits_near
from wordcount.analysis.contexts import (
    CONTEXT_WORDS,
    ORDERS,
    WIDTHS,
    Context,
    context_of,
    dispersion,
    sort_hits,
)
from wordcount.analysis.queries import Hit, Query, find
from wordcount.words.tokens import TokenizedText

AT_MOST = 20_000  # contexts of a word: twice as many as the most frequent word of prose has
WORDS_AT_MOST = 340_000  # in all of them, so that there are fewer if they are wide
USUAL_WIDTHS = (4, CONTEXT_WORDS, 12, 20)

blueprint = Blueprint("contexts", __name__)


@formats.get(blueprint, "/results/<result:id>/contexts")
def show(id: int) -> Response:
    order, width = choice_arg("sort", ORDERS, "position"), range_arg("width", WIDTHS, CONTEXT_WORDS)
    window = range_arg("window", WINDOWS, WINDOW)
    if known := not_modified(id):
        return known
    result, tokenized = tokenized_or_404(id)
    query, near = query_arg(result, tokenized), text_arg("near")
    return respond(
        "contexts.html",
        ContextsPage(result, tokenized, query, order, width, near, window, int_arg("page")),
    )


@blueprint.get("/results/<result:id>/contexts.svg")
def chart(id: int) -> Response:
    """The dispersion of the word in the text, as a file."""
    result, tokenized = tokenized_or_404(id)
    page = ContextsPage(result, tokenized, query_arg(result, tokenized))
    return respond_chart("charts/dispersion.svg", f"dispersion-{id}", page)


@dataclass(frozen=True)
class ContextsPage(WordPage):
    """The occurrences of what `asked` looks for, each with `width` words on either side.

    With `near`, only those that have this word within `window` words. `number` is that of the page.
    """

    result: Result
    tokenized: TokenizedText
    asked: Query
    order: str = "position"
    width: int = CONTEXT_WORDS
    near: str = ""
    window: int = WINDOW
    number: int | None = 1

    @property
    def at_most(self) -> int:
        return min(AT_MOST, WORDS_AT_MOST // (2 * self.width + 1))

    @property
    def key(self) -> str:
        return key_of(self.word, self.result)

    @cached_property
    def hits(self) -> Sequence[Hit]:
        hits = find(self.tokenized, self.asked)
        word = key_of(self.near, self.result)
        return hits_near(self.tokenized, hits, word, self.window) if word else hits

    @cached_property
    def positions(self) -> Sequence[int]:
        return [hit.position for hit in self.hits]

    @cached_property
    def sorted_hits(self) -> Sequence[Hit]:
        return sort_hits(self.tokenized, self.hits[: self.at_most], self.order, self.width)

    def contexts(self, hits: Sequence[Hit]) -> Iterator[Context]:
        return (context_of(self.tokenized, hit, self.width) for hit in hits)

    @property
    def query(self) -> dict[str, Any]:
        """The arguments of this page's address, without defaults."""
        asked = {"near": self.near}
        asked |= {"sort": "" if self.order == "position" else self.order}
        asked |= {"width": "" if self.width == CONTEXT_WORDS else str(self.width)}
        asked |= {"window": str(self.window) if self.near and self.window != WINDOW else ""}
        return {**self.address, **{name: value for name, value in asked.items() if value}}

    @property
    def widths(self) -> Sequence[tuple[int, int]]:
        return [(width, width) for width in sorted({*USUAL_WIDTHS, self.width})]

    @cached_property
    def shown(self) -> Sequence[Context]:
        return [*self.contexts(self.paging.cut(self.sorted_hits))]

    @cached_property
    def paging(self) -> Paging:
        return Paging.of(len(self.sorted_hits), self.number)

    @property
    def total(self) -> int:
        return len(self.tokenized.tokens)

    @cached_property
    def dispersion(self) -> float | None:
        return dispersion(self.positions, self.total)

    @cached_property
    def forms(self) -> Mapping[str, int]:
        return count_forms(self.asked, self.tokenized)

    @property
    def ticks(self) -> str:
        return ticks(self.positions, self.total)

    def to_dict(self) -> Mapping[str, Any]:
        return {
            **identity(self.result),
            "word": self.key,
            **({"forms": self.forms} if self.forms else {}),
            "count": len(self.positions),
            "dispersion": self.dispersion and round(self.dispersion, 4),
            "contexts": map(to_dict, self.contexts(self.sorted_hits)),
            "partial": self.partial,
        }

    def rows(self) -> Iterator[Sequence[Any]]:
        yield "position", "left", "word", "right"
        for context in self.contexts(self.sorted_hits):
            yield tuple(to_dict(context).values())


def to_dict(context: Context) -> dict[str, Any]:
    return {
        "position": context.position,
        "left": context.left,
        "word": context.word,
        "right": context.right,
    }
