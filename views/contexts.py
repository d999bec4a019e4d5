"""Every occurrence of a word of a result in its context, and its dispersion."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from flask import Blueprint, Response
from werkzeug.utils import cached_property

from models import Result
from web import formats
from web.charts import respond_chart, ticks
from web.context_choice import USUAL, ContextChoice
from web.etags import not_modified
from web.limits import wait_for_turn
from web.lookup import identity
from web.paging import Paging
from web.query import choice_arg, int_arg
from web.respond import respond
from web.texts import tokenized_or_404
from web.word_query import WordPage, count_forms, key_of, query_arg
from wordcount.analysis.contexts import (
    ORDERS,
    Context,
    characters_of,
    context_of,
    dispersion,
    sort_hits,
)
from wordcount.analysis.queries import Hit, Query, are_cut, find
from wordcount.words.tokens import TokenizedText

AT_MOST = 10_000  # contexts of a word: more than the most frequent word of prose has
WORDS_AT_MOST = 120_000  # in all of them, so that there are fewer if they are wide
CHARACTERS_AT_MOST = 1_200_000  # in all of them; WORDS_AT_MOST words of prose have fewer
SERIALIZE_CONTEXTS_FROM = 200_000  # characters; writing them takes about 0.05 seconds

blueprint = Blueprint("contexts", __name__)


@formats.get(blueprint, "/results/<result:id>/contexts")
def show(id: int) -> Response:
    order, choice = choice_arg("sort", ORDERS, "position"), ContextChoice.of_request()
    if known := not_modified(id):
        return known
    result, tokenized = tokenized_or_404(id)
    asked = query_arg(result, tokenized)
    page = ContextsPage(result, tokenized, asked, order, choice, int_arg("page"))
    return respond("contexts.html", page)


@blueprint.get("/results/<result:id>/contexts.svg")
def chart(id: int) -> Response:
    """The dispersion of the word in the text, as a file."""
    result, tokenized = tokenized_or_404(id)
    page = ContextsPage(result, tokenized, query_arg(result, tokenized))
    return respond_chart("charts/dispersion.svg", f"dispersion-{id}", page)


@dataclass(frozen=True)
class ContextsPage(WordPage):
    """The contexts of what `asked` looks for; `number` is that of the page."""

    result: Result
    tokenized: TokenizedText
    asked: Query
    order: str = "position"
    choice: ContextChoice = USUAL
    number: int | None = 1

    @cached_property
    def sizes(self) -> Sequence[int]:
        """For each context, how many characters it and all contexts before it have."""
        width = self.choice.width
        hits = self.hits[: min(AT_MOST, WORDS_AT_MOST // (2 * width + 1))]
        return [*accumulate(characters_of(self.tokenized, hit, width) for hit in hits)]

    @property
    def at_most(self) -> int:
        """The number of hits that are listed."""
        return bisect_right(self.sizes, CHARACTERS_AT_MOST)

    @property
    def key(self) -> str:
        return key_of(self.word, self.result)

    @cached_property
    def every_hit(self) -> Sequence[Hit]:
        return find(self.tokenized, self.asked)

    @cached_property
    def hits(self) -> Sequence[Hit]:
        near = key_of(self.choice.near, self.result)
        return self.choice.find(self.tokenized, self.every_hit, near)

    @cached_property
    def positions(self) -> Sequence[int]:
        return [hit.position for hit in self.hits]

    @cached_property
    def sorted_hits(self) -> Sequence[Hit]:
        hits = self.hits[: self.at_most]
        return sort_hits(self.tokenized, hits, self.order, self.choice.width)

    def contexts(self, hits: Sequence[Hit]) -> Iterator[Context]:
        return (context_of(self.tokenized, hit, self.choice.width) for hit in hits)

    def every(self) -> Iterator[Context]:
        """Return all contexts that are listed. Requests for long lists take turns."""
        if self.sizes and self.sizes[-1] > SERIALIZE_CONTEXTS_FROM:
            wait_for_turn()
        return self.contexts(self.sorted_hits)

    @property
    def query(self) -> dict[str, Any]:
        """The arguments of this page's address, without defaults."""
        order = {} if self.order == "position" else {"sort": self.order}
        return {**self.address, **order, **self.choice.query}

    @cached_property
    def shown(self) -> Sequence[Context]:
        return [*self.contexts(self.paging.cut(self.sorted_hits))]

    @cached_property
    def paging(self) -> Paging:
        return Paging.of(len(self.sorted_hits), self.number)

    @property
    def is_cut(self) -> bool:
        """Whether only the beginning of the text was read."""
        return self.result.has_more_text or are_cut(self.every_hit, self.tokenized)

    @property
    def partial(self) -> bool:
        return super().partial or self.is_cut or len(self.positions) > self.at_most

    @cached_property
    def dispersion(self) -> float | None:
        return dispersion(self.positions, self.words_read)

    @cached_property
    def forms(self) -> Mapping[str, int]:
        return count_forms(self.asked, self.tokenized)

    @property
    def ticks(self) -> str:
        return ticks(self.positions, self.words_read)

    def to_dict(self) -> Mapping[str, Any]:
        return {
            **identity(self.result),
            "word": self.key,
            **({"forms": self.forms} if self.forms else {}),
            "count": len(self.positions),
            "dispersion": self.dispersion and round(self.dispersion, 4),
            "contexts": map(to_dict, self.every()),
            "partial": self.partial,
        }

    def rows(self) -> Iterator[Sequence[Any]]:
        yield "position", "left", "word", "right"
        for context in self.every():
            yield tuple(to_dict(context).values())


def to_dict(context: Context) -> dict[str, Any]:
    return {
        "position": context.position,
        "left": context.left,
        "word": context.word,
        "right": context.right,
    }
