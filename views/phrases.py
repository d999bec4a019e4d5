"""The phrases of a result: two to five consecutive words that occur at least twice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort
from werkzeug.utils import cached_property

from models import Result
from web import formats
from web.etags import not_modified
from web.lookup import identity
from web.paging import Paging
from web.query import int_arg, out_of_range
from web.respond import AnalysisPage, respond
from web.texts import tokenized_or_404
from web.view_options import ViewOptions, view_options
from wordcount.analysis.phrases import LENGTHS, phrases
from wordcount.language.stopwords import stop_words
from wordcount.words.tokens import TokenizedText

blueprint = Blueprint("phrases", __name__)


@formats.get(blueprint, "/results/<result:id>/phrases")
def show(id: int) -> Response:
    length = int_arg("length") or 2
    if length not in LENGTHS:
        abort(400, out_of_range("length", LENGTHS))
    if known := not_modified(id):
        return known
    result, tokenized = tokenized_or_404(id)
    page = PhrasesPage.of(result, tokenized, length, view_options(), int_arg("page"))
    return respond("phrases.html", page)


@dataclass(frozen=True)
class PhrasesPage(AnalysisPage):
    """The phrases of `length` words with their counts, most frequent first."""

    result: Result
    length: int
    options: ViewOptions
    has_stop_words: bool
    words_read: int
    found: Mapping[str, int]
    paging: Paging
    lengths: Sequence[int] = LENGTHS

    @classmethod
    def of(
        cls,
        result: Result,
        tokenized: TokenizedText,
        length: int,
        options: ViewOptions,
        number: int | None,
    ) -> "PhrasesPage":
        stops = stop_words(result.language or "und")
        found = phrases(tokenized, length, () if options.keep_stop_words else stops)
        paging = Paging.of(len(found), number)
        words_read = len(tokenized.keys)
        return cls(result, length, options, bool(stops), words_read, found, paging)

    @cached_property
    def phrases(self) -> Sequence[tuple[str, int]]:
        return self.paging.cut(list(self.found.items()))

    @property
    def most(self) -> int:
        return next(iter(self.found.values()), 1)

    @property
    def query(self) -> dict[str, Any]:
        return {"id": self.result.id, "length": self.length, **self.options.query}

    @property
    def switches(self) -> Sequence[str]:
        return ["stop_words"] if self.has_stop_words else []

    def to_dict(self) -> Mapping[str, Any]:
        return {
            **identity(self.result),
            "length": self.length,
            "phrases": self.found,
            "partial": self.partial,
        }

    def rows(self) -> Iterator[Sequence[Any]]:
        yield "phrase", "count"
        yield from self.found.items()
