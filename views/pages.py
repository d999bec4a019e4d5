"""The history of a page: every count of one address, and the frequency of a word over time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, url_for
from flask_babel import gettext
from werkzeug.utils import cached_property

from db import read
from models import MAX_ID, PAGE_LENGTH, Result, rfc3339
from results.history import frequency_over_time
from watches import INTERVALS, Subscription, Watch
from web import formats, watcher
from web.charts import Curve, respond_chart
from web.dictionary import offered_forms
from web.history_chart import PointLink, curve_of, dated, point_links
from web.limits import wait_for_turn
from web.parts import choose_part, have_main
from web.query import field_arg, int_arg, text_arg
from web.respond import Page, respond
from web.rules import Comparability
from web.spellings import spellings
from web.texts import text_tag
from web.tokens import hash_token
from web.view_options import view_options
from wordcount.words.tokens import typed_keys

MAX_CHART_POINTS = 1_000  # counts, the latest
# Different words of the latest counts; looking up a word in more takes up to 0.1 seconds.
SERIALIZE_WORDS_FROM = 200_000

blueprint = Blueprint("pages", __name__)


@formats.get(blueprint, "/pages")
def show() -> Response:
    urls = addresses_arg()
    return respond("pages.html", history_or_404(urls, int_arg("before", most=MAX_ID)))


@blueprint.get("/pages.svg")
def chart() -> Response:
    """The number of words of the page, or the frequency of a word, over time, as a file."""
    return respond_chart("charts/course.svg", "course", history_or_404(addresses_arg()))


def history_or_404(urls: Sequence[str], before: int | None = None) -> "HistoryPage":
    found = read(Result.of_page(urls, before)) or abort(
        404, gettext("That address has not been counted.")
    )
    word, id, start = word_arg(found[0]), int_arg("result"), int_arg("from")
    page = HistoryPage(urls, word, before, found, id, start)
    choose_part(page.result)
    return page


def addresses_arg() -> list[str]:
    """Return the address in the query, in each spelling that may be stored. Aborts with 400."""
    text = text_arg("url") or abort(
        400, gettext("Name a page, for example /pages?url=https://example.com/.")
    )
    return spellings(text)


def word_arg(result: Result) -> str:
    """Return the key of the word in the query, in the language of the page."""
    return " ".join(typed_keys(field_arg("word"), text_tag(result))[:1])


@dataclass(frozen=True)
class HistoryPage(Page):
    """The counts `found` of an address, newest first; beyond PAGE_LENGTH, there are older ones."""

    urls: Sequence[str]
    word: str
    before: int | None
    found: Sequence[Result]
    id: int | None = None
    start: int | None = None
    intervals: Sequence[str] = tuple(INTERVALS)

    @property
    def url(self) -> str:
        """The address of the newest count, with the scheme that worked."""
        return str(self.result.url)

    @cached_property
    def result(self) -> Result:
        """The result whose tabs this page has: the one with the `id`, or the newest."""
        return next((each for each in self.found if each.id == self.id), self.found[0])

    @cached_property
    def forms(self) -> tuple[Mapping[str, int], bool]:
        """Other forms of the word, in `result`, and whether there may be more."""
        return offered_forms(self.result.id, self.word) if self.word else ({}, False)

    @property
    def query(self) -> dict[str, Any]:
        optional = {"word": self.word, "result": self.id}
        asked = {name: value for name, value in optional.items() if value}
        return {"url": self.url, **asked, **view_options().query}

    @cached_property
    def points(self) -> Sequence[Any]:
        word, is_main = self.word or None, view_options().part == "main"
        if word and sum(result.distinct or 0 for result in self.found) > SERIALIZE_WORDS_FROM:
            wait_for_turn()
        return read(frequency_over_time(self.urls, word, MAX_CHART_POINTS, is_main=is_main))

    @cached_property
    def counts(self) -> list[dict[str, Any]]:
        previous = [*self.found[1:], None]
        pairs = zip(self.found, previous, strict=True)
        counts = [to_dict(*pair, view_options().part) for pair in pairs][:PAGE_LENGTH]
        if self.word:
            frequencies = {result.id: result.count or 0 for result in self.points}
            counts = [{**count, "count": frequencies.get(count["id"])} for count in counts]
        return counts

    @property
    def partial(self) -> bool:
        """Whether the word was not looked up in all of these counts."""
        return any("count" in count and count["count"] is None for count in self.counts)

    @cached_property
    def rules(self) -> Comparability:
        """Whether the counts of this page and of its chart are comparable."""
        return Comparability([*self.found, *self.points])

    @property
    def recounted_ids(self) -> list[int]:
        """The ids of the outdated counts of this page, newest first."""
        outdated = {*self.rules.outdated}
        return [result.id for result in self.found if result.id in outdated][:PAGE_LENGTH]

    @cached_property
    def curve(self) -> Curve | None:
        return curve_of(self.points, self.word)

    @property
    def occurs(self) -> bool:
        """Whether the word occurs in one of the counts."""
        return any(result.count for result in self.points)

    @property
    def has_course(self) -> bool:
        """Whether the chart shows more than a single point, or a word that never occurs."""
        has_points = self.curve is not None and len(self.curve.points) > 1
        return has_points and (not self.word or self.occurs)

    @cached_property
    def links(self) -> Sequence[PointLink]:
        return point_links(dated(self.points), self.start, self.query)

    @cached_property
    def subscription(self) -> Subscription | None:
        """The visitor's own."""
        token = watcher.token_of(None)
        if token is None:
            return None
        Subscription.renew(hash_token(token))
        return Subscription.of_page([self.url], hash_token(token))

    @cached_property
    def watch(self) -> Watch | None:
        watch: Watch | None = Watch.get_or_none(Watch.url == self.url)
        return watch

    @property
    def needs_seconds(self) -> bool:
        """Whether two counts of this page were made in the same minute."""
        minutes = [
            each.created_at.replace(second=0, microsecond=0)
            for each in self.found
            if each.created_at
        ]
        return len({*minutes}) < len(minutes)

    def next(self, format: str | None = None) -> str | None:
        if len(self.found) <= PAGE_LENGTH:
            return None
        return url_for("pages.show", format=format, before=self.counts[-1]["id"], **self.query)

    @property
    def newest(self) -> str | None:
        return url_for("pages.show", **self.query) if self.before else None

    def to_dict(self) -> Mapping[str, Any]:
        return {
            "url": self.url,
            "word": self.word or None,
            "part": view_options().part,
            "comparable": self.rules.comparable,
            "counts": self.counts,
            "partial": self.partial,
            "next": self.next(format="json"),
        }

    def rows(self) -> Iterator[Sequence[Any]]:
        yield tuple(self.counts[0])
        for count in self.counts:
            yield tuple(count.values())


def to_dict(result: Result, earlier: Result | None, part: str) -> dict[str, Any]:
    """Return a count as in JSON, and whether its text is that of the `earlier` one, if any.

    Main texts are compared if both have one.
    """
    is_main = part == "main"
    return {
        "id": result.id,
        "created_at": rfc3339(result.created_at),
        "total": result.main_total if is_main else result.total,
        "distinct": result.main_distinct if is_main else result.distinct,
        "unchanged": None if earlier is None else is_same_text(result, earlier, is_main=is_main),
        "previous": earlier and earlier.id,
        **result.rules,
        "comparable": earlier and Comparability([result, earlier]).comparable,
    }


def is_same_text(result: Result, other: Result, *, is_main: bool = True) -> bool | None:
    """Whether two counts have the same text, or None while a fingerprint is missing.

    With `is_main`, their main texts are compared if both have one.
    """
    if is_main and have_main([result, other]):
        return bool(result.main_fingerprint == other.main_fingerprint)
    if result.fingerprint is None or other.fingerprint is None:
        return None
    same: bool = result.fingerprint == other.fingerprint
    return same
