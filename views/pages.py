"""The history of a page: every count of one address, its course, and that of any word."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, current_app, url_for

from db import read
from models import MAX_ID, PAGE_LENGTH, Result, in_utc, rfc3339
from watches import INTERVALS, Watch
from web.arguments import wanted_number, wanted_text
from web.charts import Curve, curve, respond_chart
from web.respond import respond
from wordcount.errors import PageError
from wordcount.fetching.address import DEFAULT_PORTS, check_address
from wordcount.words.tokens import read as read_tokens

LONGEST = 1_000  # counts in a chart, the latest

blueprint = Blueprint("pages", __name__)


@blueprint.get("/pages")
@blueprint.get("/pages.<any(json, csv):form>")
def show(form: str | None = None) -> Response:
    urls = wanted_addresses()
    before = wanted_number("before", most=MAX_ID)
    found = read(Result.of_page(urls, before)) or abort(404, "That address has not been counted.")
    word = wanted_word(found[0])
    counts = [
        as_json(result, earlier) for result, earlier in zip(found, [*found[1:], None], strict=True)
    ][:PAGE_LENGTH]
    last = counts[-1]["id"] if len(found) > PAGE_LENGTH else None
    query: dict[str, Any] = {"url": urls[0], **({"word": word} if word else {})}
    course = read(Result.course(urls, word or None, LONGEST))
    if word:
        add_word(counts, course)
    return respond(
        "pages.html",
        json={
            "url": urls[0],
            "word": word or None,
            "counts": counts,
            "next": last and url_for("pages.show", form="json", before=last, **query),
        },
        table=[tuple(counts[0]), *(tuple(count.values()) for count in counts)],
        result=found[0],
        url=urls[0],
        word=word,
        counts=list(zip(found, counts, strict=False)),
        curve=course_curve(course, word),
        watch=Watch.get_or_none(Watch.url == urls[0]),
        intervals=INTERVALS,
        query=query,
        next_url=last and url_for("pages.show", before=last, **query),
        newer_url=before and url_for("pages.show", **query),
    )


@blueprint.get("/pages.svg")
def chart() -> Response:
    """The course of the page, or of a word in it, as a file."""
    urls = wanted_addresses()
    newest = read(Result.of_page(urls)) or abort(404, "That address has not been counted.")
    word = wanted_word(newest[0])
    course = read(Result.course(urls, word or None, LONGEST))
    return respond_chart("charts/course.svg", "course", curve=course_curve(course, word), word=word)


def wanted_addresses() -> list[str]:
    """The address asked for, in the ways it may have been stored. Aborts with 400."""
    text = wanted_text("url") or abort(400, "Say which page: /pages?url=https://example.com/.")
    try:
        url = check_address(text, current_app.config["FETCH_ALLOW"])
    except PageError:
        return [text]  # it may have been stored under other rules
    if "://" in url:
        return list(dict.fromkeys([url, text]))
    return [f"{scheme}://{url}" for scheme in DEFAULT_PORTS]


def wanted_word(result: Result) -> str:
    """The word whose course is asked for, as it is compared in the page's language."""
    return " ".join(read_tokens(wanted_text("word"), result.language or "und").keys[:1])


def as_json(result: Result, earlier: Result | None) -> dict[str, Any]:
    """A count, and whether its text is that of the count before it (None: there is none)."""
    return {
        "id": result.id,
        "created_at": rfc3339(result.created_at),
        "total": result.total,
        "distinct": result.distinct,
        "unchanged": None if earlier is None else is_same_text(result, earlier),
        "previous": earlier and earlier.id,
    }


def is_same_text(result: Result, other: Result) -> bool:
    # What a query adds to the columns is an attribute that the class does not know.
    fingerprints = {getattr(each, "fingerprint", None) for each in (result, other)}
    return len(fingerprints) == 1 and None not in fingerprints


def add_word(counts: list[dict[str, Any]], course: Sequence[Any]) -> None:
    in_course = {result.id: result.count or 0 for result in course}
    for count in counts:
        count["count"] = in_course.get(count["id"])


def course_curve(course: Sequence[Any], word: str) -> Curve | None:
    """The words of each count, or how often `word` is in a thousand of them, over time."""
    dated = [result for result in reversed(course) if result.created_at and result.total]
    if not dated:
        return None
    values = [
        (
            result.created_at.timestamp(),
            (result.count or 0) * 1000 / result.total if word else result.total,
        )
        for result in dated
    ]
    first, last = (in_utc(dated[end].created_at).strftime("%Y-%m-%d") for end in (0, -1))
    return curve(values, first, last)
