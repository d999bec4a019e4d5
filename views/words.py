"""The words of a result: filtered, sorted, with or without stop words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response
from werkzeug.utils import cached_property

from models import Result
from web import formats
from web.dictionary import Words, forms_switch, words_of
from web.etags import not_modified
from web.lookup import counts_or_404, identity
from web.paging import Paging
from web.query import int_arg
from web.respond import AnalysisPage, respond
from web.result_facts import ResultFacts
from web.unusual import Ranked, unusual, why_not_unusual
from web.word_choice import Choice, choice_args, choose
from web.word_table import WordRow
from wordcount.analysis.keyness import Keyness
from wordcount.forms.rows import details

blueprint = Blueprint("words", __name__)


@formats.get(blueprint, "/results/<result:id>/words")
def show(id: int) -> Response:
    return not_modified(id) or respond("result.html", WordsPage.with_id(id))


@dataclass(frozen=True)
class WordsPage(ResultFacts, AnalysisPage):
    """The `chosen` ones of all words of a result, which has `total` words."""

    result: Result
    every: Words
    choice: Choice
    total: int
    chosen: Sequence[Ranked]
    paging: Paging

    @classmethod
    def with_id(cls, id: int) -> "WordsPage":
        """Return the page that the query asks for. Aborts with 404 or 400."""
        result, choice, number = counts_or_404(id), choice_args(), int_arg("page")
        every = words_of(result, choice.options)
        chosen = choose(result, every, choice)
        return cls(result, every, choice, result.total or 1, chosen, Paging.of(len(chosen), number))

    @cached_property
    def words(self) -> list[WordRow]:
        """The rows of this page. Their bars have the same scale on all pages."""
        most = max((count for _, _, count in self.chosen), default=1)
        return [
            WordRow(rank, word, count, count / self.total, count / most, self.every.of(word))
            for rank, word, count in self.paging.cut(self.chosen)
        ]

    @property
    def chosen_words(self) -> int:
        return len(self.chosen)

    @property
    def query(self) -> dict[str, Any]:
        return {"id": self.result.id, **self.choice.query}

    @property
    def switches(self) -> Sequence[str]:
        return [*(["stop_words"] if self.has_stop_words else []), *forms_switch(self.result)]

    def to_dict(self) -> Mapping[str, Any]:
        return {
            **identity(self.result),
            **self.every.source,
            "words": self.dictionaries(),
            "partial": self.partial,
        }

    def rows(self) -> Iterator[Sequence[Any]]:
        forms = [] if self.every.forms is None else ["forms"]
        compared = ("log_ratio", "log_likelihood")
        yield "word", "rank", "count", "per_thousand", "stop_word", *compared, *forms
        for row in self.dictionaries():
            yield *list(row.values())[:7], *(details(row[name]) for name in forms)

    @cached_property
    def unusual(self) -> Mapping[str, Keyness]:
        """The keyness of the words. The reference has no dictionary forms."""
        return {} if self.every.forms is not None else unusual(self.result, self.chosen)

    @property
    def why_not_unusual(self) -> str | None:
        """Why the words are sorted by frequency, if the most unusual ones were to come first."""
        if self.choice.sort != "unusual":
            return None
        return why_not_unusual(self.result.language, has_forms=self.every.forms is not None)

    def dictionaries(self) -> Iterator[dict[str, Any]]:
        """Yield each chosen word as in JSON."""
        every, compared = self.every, self.unusual
        without_stop_words: Mapping[str, int] = self.result.result_no_stop_words or {}
        is_stop_word = without_stop_words.keys().isdisjoint
        for rank, word, count in self.chosen:
            keyness = compared.get(word)
            yield {
                "word": word,
                "rank": rank,
                "count": count,
                "per_thousand": round(count * 1000 / self.total, 4),
                "stop_word": is_stop_word(every.names(word)),
                "log_ratio": keyness and round(keyness.log_ratio, 2),
                "log_likelihood": keyness and round(keyness.g2, 2),
                **every.to_dict(word),
            }
