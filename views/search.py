"""Search every stored result: by word, title, site and language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, current_app, url_for
from flask_babel import gettext
from werkzeug.utils import cached_property

from models import MAX_ID, Result
from results.search import MAX_WORDS, PORTS, Criteria, Found, counts_in, search
from web import formats
from web.addresses import id_arg
from web.dictionary import offered_forms
from web.language_names import find_language
from web.limits import wait_for_turn
from web.query import InvalidField, field_arg, int_arg
from web.refusal import refusal
from web.respond import Page, respond
from web.search_notes import notes_on
from wordcount.packs import japanese_segmenter, with_segmenter
from wordcount.words.tokens import join_digit_groups, tokenize

COLUMNS = ("id", "url", "created_at", "title", "language", "total", "distinct")

# These languages have their own rules for lower case or elisions; az has those of tr.
OTHER_LANGUAGES = ("tr", "fr", "it", "ca")

blueprint = Blueprint("search", __name__)


@formats.get(blueprint, "/search")
def show() -> Response:
    asked = {name: field_arg(name) for name in ("word", "title", "site", "language")}
    criteria = criteria_of(**asked)
    before = int_arg("before", most=MAX_ID)
    found = Found()
    if criteria and not refusal():
        found = search(criteria, before, wait_for_turn=wait_for_turn)
    return respond("search.html", SearchPage(asked, criteria, before, found, id_arg("result")))


def criteria_of(word: str, title: str, site: str, language: str) -> Criteria:
    """Return the criteria: words as keys, the host of the site, the primary subtag of the language.

    Raises InvalidField if there are more than MAX_WORDS words.
    """
    subtag = find_language(language) or language.partition("-")[0].lower()
    words = words_of(word, subtag or "und")
    if len(words) > MAX_WORDS:
        raise InvalidField("word", too_many_words(len(words)))
    languages = [subtag] if subtag else ["und", *OTHER_LANGUAGES]
    if subtag in ("", "ja"):  # for results that the segmenter of the language pack has cut
        languages.append(with_segmenter("ja", japanese_segmenter()))
    asked = dict.fromkeys((word, join_digit_groups(word)))
    others = dict.fromkeys(words_of(text, each) for each in languages for text in asked)
    alternatives = tuple(other for other in others if other != words)
    return Criteria(words, title, host_of(site), subtag, alternatives, ports_of(host_of(site)))


def too_many_words(number: int) -> str:
    return str(
        gettext(
            "A search can have at most %(most)s words. This one has %(number)s.",
            most=MAX_WORDS,
            number=number,
        )
    )


def words_of(text: str, language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tokenize(text, language).keys))


def host_of(site: str) -> str:
    """Return the host in `site`, a host or an address, without "www."."""
    site = "".join(site.lower().split())
    scheme, slashes, rest = site.partition("//")
    if slashes and scheme in ("", "http:", "https:"):
        site = rest
    return site.partition("/")[0].removeprefix("www.")


def ports_of(host: str) -> tuple[int, ...]:
    """Return the ports of a host at which pages may have been counted."""
    if not host:
        return PORTS
    allowed = (port for name, port in current_app.config["FETCH_ALLOW"] if name == host)
    return (*PORTS, *allowed)


@dataclass(frozen=True)
class SearchPage(Page):
    """The results `found`, newest first."""

    asked: Mapping[str, str]
    criteria: Criteria
    before: int | None
    found: Found
    id: int | None = None

    @cached_property
    def forms(self) -> tuple[Mapping[str, int], bool]:
        """Other forms of a single word, in the result that the visitor came from.

        The second value is whether the result may have more forms.
        """
        words = self.criteria.words
        return offered_forms(self.id, words[0]) if self.id and len(words) == 1 else ({}, False)

    @property
    def results(self) -> Sequence[Result]:
        return self.found.results

    @cached_property
    def matches(self) -> list[dict[str, Any]]:
        return [to_dict(result, self.criteria) for result in self.results]

    @property
    def notes(self) -> list[str]:
        """Sentences about what was ignored, or may have been meant differently."""
        return notes_on(self.asked, self.criteria)

    @property
    def query(self) -> dict[str, Any]:
        asked = {**self.asked, "result": self.id}
        return {name: value for name, value in asked.items() if value}

    def next(self, format: str | None = None) -> str | None:
        if not self.found.has_older:
            return None
        return url_for("search.show", format=format, before=self.results[-1].id, **self.query)

    @property
    def newest(self) -> str | None:
        return url_for("search.show", **self.query) if self.before else None

    def to_dict(self) -> Mapping[str, Any]:
        return {
            "words": self.criteria.words,
            "notes": self.notes,
            "results": self.matches,
            "next": self.next(format="json"),
        }

    def rows(self) -> Iterator[Sequence[Any]]:
        words = self.criteria.all_words
        yield *COLUMNS, *words
        for match in self.matches:
            counts = match["counts"]
            yield *(match[column] for column in COLUMNS), *(counts.get(word) for word in words)


def to_dict(result: Result, criteria: Criteria) -> dict[str, Any]:
    """Return a result as in JSON lists, with the frequencies of the searched words."""
    summary = result.summary()
    counts = counts_in(result, criteria)
    total = result.total or 0
    return {
        **{column: summary[column] for column in COLUMNS},
        "counts": counts,
        "per_thousand": {
            word: round(count * 1000 / total, 4) if total else None
            for word, count in counts.items()
        },
    }
