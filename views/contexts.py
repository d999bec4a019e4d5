"""A word of a result in its contexts, and where in the page it stands."""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any

from flask import Blueprint, Response

from models import Result
from web.arguments import wanted_number, wanted_option, wanted_text
from web.charts import respond_chart, ticks
from web.lookup import about, is_cut, reading_or_404
from web.respond import respond
from wordcount.analysis.contexts import ORDERS, Context, contexts, dispersion, positions_of
from wordcount.words.tokens import read

PER_PAGE = 100
AT_MOST = 20_000  # contexts of a word: twice as many as a text that is read has of its commonest

blueprint = Blueprint("contexts", __name__)


@blueprint.get("/results/<int:id>/contexts")
@blueprint.get("/results/<int:id>/contexts.<any(json, csv):form>")
def show(id: int, form: str | None = None) -> Response:
    order = wanted_option("sort", ORDERS, "position")
    result, reading = reading_or_404(id)
    words = wanted_words(result)
    positions = positions_of(reading, words)
    found = contexts(reading, positions[:AT_MOST], len(words), order)
    spread = dispersion(positions, len(reading.tokens))
    pages = max(1, ceil(len(found) / PER_PAGE))
    page = min(wanted_number("page") or 1, pages)
    return respond(
        "contexts.html",
        json={
            **about(result),
            "word": " ".join(words),
            "count": len(positions),
            "dispersion": spread and round(spread, 4),
            "contexts": map(as_json, found),
        },
        table=csv_rows(found),
        result=result,
        word=" ".join(words),
        contexts=found[(page - 1) * PER_PAGE : page * PER_PAGE],
        count=len(positions),
        at_most=AT_MOST,
        total=len(reading.tokens),
        spread=spread,
        path=ticks(positions, len(reading.tokens)),
        order=order,
        page=page,
        pages=pages,
        partial=is_cut(result),
    )


@blueprint.get("/results/<int:id>/contexts.svg")
def chart(id: int) -> Response:
    """Where in the page the word stands, as a file."""
    result, reading = reading_or_404(id)
    words = wanted_words(result)
    positions = positions_of(reading, words)
    return respond_chart(
        "charts/dispersion.svg",
        f"dispersion-{id}",
        path=ticks(positions, len(reading.tokens)),
        word=" ".join(words),
        count=len(positions),
    )


def wanted_words(result: Result) -> list[str]:
    """What is asked for as it is compared: a word or several."""
    return read(wanted_text("word"), result.language or "und").keys


def csv_rows(found: Sequence[Context]) -> Iterator[tuple[Any, ...]]:
    yield "position", "left", "word", "right"
    for context in found:
        yield tuple(as_json(context).values())


def as_json(context: Context) -> dict[str, Any]:
    return {
        "position": context.position,
        "left": context.left,
        "word": context.word,
        "right": context.right,
    }
