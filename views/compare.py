"""Two results side by side: the words that set them apart, and those they share."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, abort, request

from db import read
from models import Result
from web.arguments import wanted_number
from web.lookup import about, about_or_404, has_more_words, two_or_404
from web.respond import respond, wanted_form
from wordcount.analysis.keyness import SIGNIFICANT, Comparison, Keyness, compare

SHOWN = 50  # words in each table of the page; JSON and CSV have all
OFFERED = 20  # results to compare with

blueprint = Blueprint("compare", __name__)


@blueprint.get("/compare")
@blueprint.get("/compare.<any(json, csv):form>")
def show(form: str | None = None) -> Response:
    first, second = wanted_number("a"), wanted_number("b")
    if first is None or second is None:
        return offer(first)
    a, b = two_or_404(first, second)
    keep_stop_words = request.args.get("stop_words") != "drop"
    words_a, words_b = (words_of(result, keep_stop_words) for result in (a, b))
    if not words_a or not words_b:
        abort(404, "One of these has no words that could be compared.")
    compared = compare(words_a, words_b)
    return respond(
        "compare.html",
        json={"a": about(a), "b": about(b), **as_json(compared)},
        table=csv_rows(compared),
        a=a,
        b=b,
        compared=compared,
        total_a=sum(words_a.values()),
        total_b=sum(words_b.values()),
        keep_stop_words=keep_stop_words,
        shown=SHOWN,
        significant=SIGNIFICANT,
        partial=has_more_words(a) or has_more_words(b),
    )


def offer(id: int | None) -> Response:
    """The page that asks what to compare the result with."""
    if id is None or wanted_form() != "html":
        abort(400, "Say which results: /compare?a=7&b=9.")
    result = about_or_404(id)
    others = [other for other in read(Result.done_lately(OFFERED + 1)) if other.id != id]
    return respond("compare_with.html", json={}, table=[], result=result, others=others[:OFFERED])


def words_of(result: Result, keep_stop_words: bool) -> Mapping[str, int]:
    words = result.result_all if keep_stop_words else result.result_no_stop_words
    return words or {}


def as_json(compared: Comparison) -> dict[str, Iterator[dict[str, Any]]]:
    return {
        "more_in_a": map(row_as_json, compared.more_in_a),
        "more_in_b": map(row_as_json, compared.more_in_b),
        "shared": map(row_as_json, compared.shared),
    }


def csv_rows(compared: Comparison) -> Iterator[tuple[Any, ...]]:
    yield "list", "word", "count_a", "count_b", "log_likelihood", "log_ratio"
    for name, rows in as_json(compared).items():
        for row in rows:
            yield name, *row.values()


def row_as_json(row: Keyness) -> dict[str, Any]:
    return {
        "word": row.word,
        "a": row.a,
        "b": row.b,
        "log_likelihood": round(row.g2, 2),
        "log_ratio": round(row.log_ratio, 2),
    }
