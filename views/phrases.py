"""The phrases of a result: two to five words that follow one another, twice or more."""

from math import ceil

from flask import Blueprint, Response, abort, request

from web.arguments import wanted_number
from web.lookup import about, is_cut, reading_or_404
from web.respond import respond
from wordcount.analysis.phrases import LENGTHS, phrases
from wordcount.language.stopwords import stop_words

PER_PAGE = 100

blueprint = Blueprint("phrases", __name__)


@blueprint.get("/results/<int:id>/phrases")
@blueprint.get("/results/<int:id>/phrases.<any(json, csv):form>")
def show(id: int, form: str | None = None) -> Response:
    length = wanted_number("length") or 2
    if length not in LENGTHS:
        abort(400, f"length must be from {LENGTHS[0]} to {LENGTHS[-1]}.")
    result, reading = reading_or_404(id)
    stops = stop_words(result.language or "und")
    keep_stop_words = request.args.get("stop_words") != "drop"
    found = phrases(reading, length, () if keep_stop_words else stops)
    pages = max(1, ceil(len(found) / PER_PAGE))
    page = min(wanted_number("page") or 1, pages)
    return respond(
        "phrases.html",
        json={**about(result), "length": length, "phrases": found},
        table=[("phrase", "count"), *found.items()],
        result=result,
        phrases=list(found.items())[(page - 1) * PER_PAGE : page * PER_PAGE],
        found=len(found),
        most=next(iter(found.values()), 1),
        first=(page - 1) * PER_PAGE + 1,
        length=length,
        lengths=LENGTHS,
        keep_stop_words=keep_stop_words,
        has_stop_words=bool(stops),
        page=page,
        pages=pages,
        partial=is_cut(result),
    )
