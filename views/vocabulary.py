"""The vocabulary of a result: how varied it is, how it grows, how long it takes to read."""

from flask import Blueprint, Response

from models import Result
from web.charts import Curve, curve, respond_chart
from web.lookup import about, is_cut, reading_or_404
from web.respond import respond
from wordcount.analysis.reading_time import minutes, words_per_minute
from wordcount.analysis.variety import WINDOW, growth, mattr
from wordcount.words.tokens import Reading

# Bytes whose variety stands on the page of a result: it is the same for more, but slower.
GLANCE = 60_000

blueprint = Blueprint("vocabulary", __name__)


@blueprint.get("/results/<int:id>/vocabulary")
@blueprint.get("/results/<int:id>/vocabulary.<any(json, csv):form>")
def show(id: int, form: str | None = None) -> Response:
    result, reading = reading_or_404(id)
    language = result.language or "und"
    total, distinct, once = result.sums()
    figures = {
        "total": total,
        "distinct": distinct,
        "once": once,
        "mattr": mattr(reading.keys),
        "window": WINDOW,
        "reading_minutes": round(minutes(total, language), 2),
        "words_per_minute": words_per_minute(language),
    }
    return respond(
        "vocabulary.html",
        json={**about(result), **figures},
        table=[tuple(figures), tuple(figures.values())],
        result=result,
        figures=figures,
        curve=growth_curve(reading),
        partial=is_cut(result),
    )


@blueprint.get("/results/<int:id>/vocabulary.svg")
def chart(id: int) -> Response:
    """How the vocabulary grows, as a file."""
    _, reading = reading_or_404(id)
    return respond_chart("charts/growth.svg", f"vocabulary-{id}", curve=growth_curve(reading))


def growth_curve(reading: Reading) -> Curve | None:
    words = reading.keys
    return curve([(0, 0), *growth(words)], first="0", last=f"{len(words):,}") if words else None


def variety_at_a_glance(result: Result) -> float | None:
    """The variety of the beginning of a done result, None where it is too short for one."""
    if result.status != "done":
        return None
    _, reading = reading_or_404(result.id, GLANCE)
    return mattr(reading.keys)
