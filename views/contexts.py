"""Every occurrence of a word of a result in its context, and its dispersion."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response
from werkzeug.utils import cached_property

from models import Result
from web import formats
from web.charts import respond_chart, ticks
from web.dictionary import forms_of, has_forms
from web.etags import not_modified
from web.lookup import identity, is_cut, reading_or_404, text_tag
from web.paging import Paging
from web.query import choice_arg, int_arg, text_arg
from web.respond import Page, respond
from web.view_options import ViewOptions
from wordcount.analysis.contexts import ORDERS, Context, contexts, dispersion, positions_of
from wordcount.words.tokens import Reading, query_keys

FORMS = ("written", "dictionary")
AT_MOST = 20_000  # contexts of a word: twice as many as a text that is read has of its commonest

blueprint = Blueprint("contexts", __name__)


@formats.get(blueprint, "/results/<result:id>/contexts")
def show(id: int) -> Response:
    order = choice_arg("sort", ORDERS, "position")
    if known := not_modified(id):
        return known
    result, reading = reading_or_404(id)
    words = words_arg(result, reading)
    forms = forms_arg(result, reading, words)
    page = ContextsPage(result, reading, words, forms, order, int_arg("page"))
    return respond("contexts.html", page)


@blueprint.get("/results/<result:id>/contexts.svg")
def chart(id: int) -> Response:
    """The places of the word in the text, as a file."""
    result, reading = reading_or_404(id)
    words = words_arg(result, reading)
    page = ContextsPage(result, reading, words, forms_arg(result, reading, words))
    return respond_chart("charts/dispersion.svg", f"dispersion-{id}", page)


def words_arg(result: Result, reading: Reading) -> list[str]:
    """The keys of the word, or of the words of the phrase, in the query."""
    return query_keys(text_arg("word"), text_tag(result), reading)


def forms_arg(result: Result, reading: Reading, words: Sequence[str]) -> Sequence[str]:
    """The words with the dictionary form in the query, where all of them are wanted."""
    wanted = ViewOptions(forms=choice_arg("forms", FORMS, "written"))
    if len(words) != 1 or not has_forms([result], wanted):
        return []
    return forms_of(result, words[0], list(dict.fromkeys(reading.keys)))


@dataclass(frozen=True)
class ContextsPage(Page):
    """The places of `words`, a word or a phrase, or of any of `forms`, where there are some.

    `number` is the wanted page of its contexts.
    """

    result: Result
    reading: Reading
    words: Sequence[str]
    forms: Sequence[str] = ()
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
        if self.forms:
            forms = {*self.forms}
            return [place for place, key in enumerate(self.reading.keys, 1) if key in forms]
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

    @cached_property
    def counted_forms(self) -> Mapping[str, int]:
        """How often each of `forms` occurs, the most frequent first."""
        counts = Counter(self.reading.keys)
        return {
            form: counts[form]
            for form in sorted(self.forms, key=lambda form: (-counts[form], form))
        }

    @property
    def query(self) -> dict[str, Any]:
        forms = {"forms": "dictionary"} if self.forms else {}
        return {"id": self.result.id, "word": self.word, **forms}

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
            **({"forms": self.counted_forms} if self.forms else {}),
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
