"""Search every stored result: by word, title, site and language."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, url_for

from models import MAX_ID, PAGE_LENGTH, Result
from search import Criteria, counts_in, find
from web.arguments import wanted_number, wanted_text
from web.respond import respond
from wordcount.words.tokens import read

COLUMNS = ("id", "url", "created_at", "title", "language", "total", "distinct")

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
@blueprint.get("/search.<any(json, csv):form>")
def show(form: str | None = None) -> Response:
    asked = {name: wanted_text(name) for name in ("word", "title", "site", "language")}
    criteria = criteria_of(**asked)
    before = wanted_number("before", most=MAX_ID)
    found = find(criteria, before) if criteria else []
    results = found[:PAGE_LENGTH]
    last = results[-1].id if len(found) > PAGE_LENGTH else None
    query: dict[str, Any] = {name: text for name, text in asked.items() if text}
    rows = [as_json(result, criteria) for result in results]
    return respond(
        "search.html",
        json={
            "words": criteria.words,
            "results": rows,
            "next": last and url_for("search.show", form="json", before=last, **query),
        },
        table=list_table(rows, criteria),
        results=results,
        rows=rows,
        asked=asked,
        is_asked=bool(criteria),
        words=criteria.words,
        query=query,
        next_url=last and url_for("search.show", before=last, **query),
        newer_url=before and url_for("search.show", **query),
    )


def criteria_of(word: str, title: str, site: str, language: str) -> Criteria:
    """What was typed, as it is stored: keys of words, a host out of an address, a subtag."""
    subtag = language.partition("-")[0].lower()
    words = read(word, subtag or "und").keys
    return Criteria(tuple(dict.fromkeys(words)), title, host_of(site), subtag)


def host_of(site: str) -> str:
    """The host in a host or an address, without "www."."""
    site = "".join(site.lower().split())
    scheme, slashes, rest = site.partition("//")
    if slashes and scheme in ("", "http:", "https:"):
        site = rest
    return site.partition("/")[0].removeprefix("www.")


def as_json(result: Result, criteria: Criteria) -> dict[str, Any]:
    """A result in a list, with the words that were looked for, as counts and shares."""
    summary = result.summary()
    counts = counts_in(result, criteria.words)
    total = result.total or 0
    return {
        **{column: summary[column] for column in COLUMNS},
        "counts": counts,
        "per_thousand": {
            word: round(count * 1000 / total, 4) if total else None
            for word, count in counts.items()
        },
    }


def list_table(rows: Iterable[dict[str, Any]], criteria: Criteria) -> Iterable[tuple[Any, ...]]:
    yield *COLUMNS, *criteria.words
    for row in rows:
        yield *(row[column] for column in COLUMNS), *row["counts"].values()
