"""The words that occur near a word of a result more often than by chance."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response
from werkzeug.utils import cached_property

from models import Result
from web import formats
from web.collocate_choice import AT_MOST, CollocateChoice, table, to_dicts
from web.etags import not_modified
from web.lookup import identity
from web.paging import Paging
from web.query import int_arg
from web.respond import respond
from web.texts import tokenized_or_404
from web.view_options import ViewOptions, view_options
from web.word_query import WordPage, key_of, language_of, query_arg
from wordcount.analysis.collocates import Collocate
from wordcount.analysis.queries import Hit, Query, are_cut, find
from wordcount.language.stopwords import stop_words
from wordcount.words.tokens import TokenizedText

blueprint = Blueprint("collocates", __name__)


@formats.get(blueprint, "/results/<result:id>/collocates")
def show(id: int) -> Response:
    choice, options, number = CollocateChoice.of_request(), view_options(), int_arg("page")
    if known := not_modified(id):
        return known
    result, tokenized = tokenized_or_404(id)
    asked = query_arg(result, tokenized)
    page = CollocatesPage(result, tokenized, asked, choice, options, number)
    return respond("collocates.html", page)


@dataclass(frozen=True)
class CollocatesPage(WordPage):
    """The collocates of what `asked` looks for."""

    result: Result
    tokenized: TokenizedText
    asked: Query
    choice: CollocateChoice
    options: ViewOptions
    wanted: int | None

    @cached_property
    def hits(self) -> Sequence[Hit]:
        return find(self.tokenized, self.asked)

    @cached_property
    def every(self) -> Sequence[Collocate]:
        without = () if self.options.keep_stop_words else stop_words(language_of(self.result))
        return self.choice.find(self.tokenized, self.hits, without)

    @property
    def found(self) -> Sequence[Collocate]:
        return self.every[:AT_MOST]

    @cached_property
    def paging(self) -> Paging:
        return Paging.of(len(self.found), self.wanted)

    @property
    def shown(self) -> Sequence[Collocate]:
        return self.paging.cut(self.found)

    @property
    def query(self) -> dict[str, Any]:
        """The arguments of this page's address, without defaults."""
        return {**self.address, **self.choice.query}

    @property
    def switches(self) -> Sequence[str]:
        drops = self.hits and stop_words(language_of(self.result))
        return [*(["stop_words"] if drops else []), *super().switches]

    @property
    def is_cut(self) -> bool:
        """Whether only the beginning of the text was read."""
        return self.result.has_more_text or are_cut(self.hits, self.tokenized)

    @property
    def partial(self) -> bool:
        return super().partial or self.is_cut or len(self.every) > AT_MOST

    def to_dict(self) -> Mapping[str, Any]:
        return {
            **identity(self.result),
            "word": key_of(self.word, self.result),
            "count": len(self.hits),
            "window": self.choice.window,
            "collocates": to_dicts(self.found),
            "partial": self.partial,
        }

    def rows(self) -> Iterator[Sequence[Any]]:
        return table(self.found)
