"""A word of a result in its contexts, and where in the page it stands."""

from math import ceil
from typing import Any

from flask import Blueprint, Response

from models import Result
from views.arguments import wanted_number, wanted_option, wanted_text
from views.charts import respond_chart, ticks
from views.lookup import about, is_cut, reading_or_404
from views.respond import respond
from wordcount.contexts import ORDERS, Context, contexts, dispersion
from wordcount.tokens import Reading, read

PER_PAGE = 100

blueprint = Blueprint("contexts", __name__)


@blueprint.get("/results/<int:id>/contexts")
@blueprint.get("/results/<int:id>/contexts.<any(json, csv):form>")
def show(id: int, form: str | None = None) -> Response:
    order = wanted_option("sort", ORDERS, "position")
    result, reading = reading_or_404(id)
    word, found = find(result, reading, order)
    positions = [context.position for context in found]
    spread = dispersion(positions, len(reading.tokens))
    pages = max(1, ceil(len(found) / PER_PAGE))
    page = min(wanted_number("page") or 1, pages)
    return respond(
        "contexts.html",
        json={
            **about(result),
            "word": word,
            "count": len(found),
            "dispersion": spread and round(spread, 4),
            "contexts": [as_json(context) for context in found],
        },
        table=[
            ("position", "left", "word", "right"),
            *(tuple(as_json(context).values()) for context in found),
        ],
        result=result,
        word=word,
        contexts=found[(page - 1) * PER_PAGE : page * PER_PAGE],
        count=len(found),
        total=len(reading.tokens),
        spread=spread,
        path=ticks(positions, len(reading.tokens)),
        order=order,
        page=page,
        pages=pages,
        cut=is_cut(result),
    )


@blueprint.get("/results/<int:id>/contexts.svg")
def chart(id: int) -> Response:
    """Where in the page the word stands, as a file."""
    result, reading = reading_or_404(id)
    word, found = find(result, reading, "position")
    path = ticks((context.position for context in found), len(reading.tokens))
    return respond_chart(
        "charts/dispersion.svg", f"dispersion-{id}", path=path, word=word, count=len(found)
    )


def find(result: Result, reading: Reading, order: str) -> tuple[str, list[Context]]:
    """What is asked for as it is compared, a word or several, and its contexts."""
    words = read(wanted_text("word"), result.language or "und").keys
    return " ".join(words), contexts(reading, words, order) if words else []


def as_json(context: Context) -> dict[str, Any]:
    return {
        "position": context.position,
        "left": context.left,
        "word": context.word,
        "right": context.right,
    }
