"""The frequencies of a list of terms in a result, or in each count of an address."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from flask import Blueprint, Response, abort
from flask_babel import gettext
from werkzeug.utils import cached_property

from db import read
from models import Result, rfc3339
from web import formats
from web.etags import not_modified
from web.limits import wait_for_turn
from web.lookup import identity
from web.query import text_arg
from web.respond import AnalysisPage, Page, respond
from web.spellings import spellings
from web.term_list import parse_terms, terms_text
from web.texts import text_or_404, text_tag, tokenized_or_404
from web.view_options import view_options
from wordcount.analysis.queries import parse_query
from wordcount.analysis.term_list import NamedTerm, count_in
from wordcount.line_ranges import select_lines
from wordcount.words.tokens import TokenizedText, tokenize

LONGEST = 60_000  # characters of one text of a history
# Bytes of a history that are read, and words after which no text is: 0.2 seconds at most.
READ, WORDS = 160_000, 23_000

blueprint = Blueprint("terms", __name__)


@formats.get(blueprint, "/results/<result:id>/terms")
def show(id: int) -> Response:
    text = terms_text()
    if known := not_modified(id):
        return known
    result, tokenized = tokenized_or_404(id)
    return respond("terms.html", TermsPage(result, tokenized, text))


@formats.get(blueprint, "/pages/terms")
def show_history() -> Response:
    """Count the terms in the latest counts of an address."""
    url = text_arg("url") or abort(
        400, gettext("Name a page, for example /pages/terms?url=https://example.com/.")
    )
    found = read(Result.of_page(spellings(url))) or abort(
        404, gettext("That address has not been counted.")
    )
    return respond("terms_history.html", TermsHistoryPage(url, found, terms_text()))


@dataclass(frozen=True)
class TermsPage(AnalysisPage):
    """The frequencies of the terms in the list `text` in a result."""

    result: Result
    tokenized: TokenizedText
    text: str

    @cached_property
    def terms(self) -> Sequence[NamedTerm]:
        parse = partial(parse_query, language=text_tag(self.result), tokenized=self.tokenized)
        return parse_terms(self.text, parse)

    @property
    def words_read(self) -> int:
        return len(self.tokenized.keys)

    @cached_property
    def counted(self) -> Sequence[tuple[NamedTerm, int, float]]:
        """Each term with its count, and its count per 1,000 words."""
        total = self.words_read or 1
        counts = count_in(self.tokenized, self.terms)
        return [(term, n, n * 1000 / total) for term, n in zip(self.terms, counts, strict=True)]

    @property
    def query(self) -> dict[str, Any]:
        return {"id": self.result.id, "terms": self.text, **view_options().query}

    def to_dict(self) -> Mapping[str, Any]:
        rows = [
            {"term": term.name, "count": count, "per_thousand": round(rate, 4)}
            for term, count, rate in self.counted
        ]
        return {**identity(self.result), "terms": rows, "partial": self.partial}

    def rows(self) -> Iterator[Sequence[Any]]:
        yield "term", "count", "per_thousand"
        yield from ((term.name, count, round(rate, 4)) for term, count, rate in self.counted)


class CountedTerms(NamedTuple):
    """The `total` words of a result, or of their beginning if they were cut, and the terms'."""

    result: Result
    total: int
    counts: Sequence[int]
    is_cut: bool


@dataclass(frozen=True)
class TermsHistoryPage(Page):
    """The frequencies of the terms in the list `text` in the counts of an address, newest first."""

    url: str
    found: Sequence[Result]
    text: str

    @property
    def result(self) -> Result:
        """The result whose tabs this page has."""
        return self.found[0]

    @cached_property
    def terms(self) -> Sequence[NamedTerm]:
        nothing = TokenizedText("")
        parse = partial(parse_query, language=text_tag(self.result), tokenized=nothing)
        return parse_terms(self.text, parse)

    @cached_property
    def counted(self) -> Sequence[CountedTerms]:
        """The counts that were read."""
        wait_for_turn()
        counted: list[CountedTerms] = []
        size = words = 0
        for result in self.found if self.terms else ():
            text, is_cut = text_of(result)
            size += len(text.encode())
            if counted and size > READ:
                break
            tokenized = tokenize(text, text_tag(result))
            counts = count_in(tokenized, self.terms)
            counted.append(CountedTerms(result, len(tokenized.keys), counts, is_cut))
            words += len(tokenized.keys)
            if words > WORDS:
                break
        return counted

    @property
    def query(self) -> dict[str, Any]:
        return {"url": self.url, "terms": self.text, **view_options().query}

    @property
    def partial(self) -> bool:
        return self.has_more or self.is_cut

    @property
    def has_more(self) -> bool:
        """Whether there are counts that were not read."""
        return bool(self.terms) and len(self.counted) < len(self.found)

    @property
    def is_cut(self) -> bool:
        """Whether only the beginning of some texts was read."""
        return any(each.is_cut for each in self.counted)

    def to_dict(self) -> Mapping[str, Any]:
        rows = [
            {
                "id": each.result.id,
                "created_at": rfc3339(each.result.created_at),
                "total": each.total,
                "counts": each.counts,
            }
            for each in self.counted
        ]
        names = [term.name for term in self.terms]
        return {"url": self.url, "terms": names, "counts": rows, "partial": self.partial}

    def rows(self) -> Iterator[Sequence[Any]]:
        yield "id", "created_at", "total", *(term.name for term in self.terms)
        for each in self.counted:
            yield each.result.id, rfc3339(each.result.created_at), each.total, *each.counts


def text_of(result: Result) -> tuple[str, bool]:
    """Return the beginning of the text of a count, and whether there is more of it.

    It is that of the main text if that is requested.
    """
    stored = text_or_404(result.id, LONGEST + 1)
    text = stored.text or ""
    beginning, is_cut = text[:LONGEST], len(text) > LONGEST
    if view_options().part == "main" and stored.main_lines is not None:
        return select_lines(beginning, stored.main_lines), is_cut
    return beginning, is_cut
