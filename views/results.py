"""Results: send a page or a text to be counted, see one, see them all."""

import time
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

import jobs
from db import read, release
from models import MAX_ID, PAGE_LENGTH, Result
from views.front import respond_front
from views.vocabulary import variety_at_a_glance
from web.arguments import wanted_number
from web.limits import check_limits, may_wait, memory_for_request, place_to_wait
from web.respond import WrittenJSON, respond, respond_error, wanted_form
from web.stored_words import StoredWords
from web.submission import check_fields, read_fields, wanted_wait
from web.word_table import csv_rows, word_table
from wordcount.errors import PageError
from wordcount.language.names import language_name
from wordcount.language.stopwords import stop_words

LOOK_EVERY = 0.05  # seconds between two looks at a result that somebody waits for

NO_RESULT = "There is no result of that number."

HOW_KNOWN = {"declared": "as the page says", "detected": "as its text shows"}

LIST_COLUMNS = ("id", "url", "status", "created_at", "title", "language", "total", "distinct")

blueprint = Blueprint("results", __name__)


@blueprint.post("/results")
def create() -> BaseResponse:
    with memory_for_request() as is_large:
        fields = read_fields("url", "text")
        try:
            submission = check_fields(fields)
        except PageError as error:
            return refuse(fields, error)
        check_limits()
        result = jobs.submit(submission.url, submission.text)
    # What is large stays in memory while it is answered, so it is answered at once.
    wait = 0 if is_large else wanted_wait()
    with place_to_wait(wait > 0) as has_place:
        if has_place:
            result = wait_until_finished(result, wait)
    address = url_for("results.show", id=result.id)
    if wanted_form() == "html":
        response: BaseResponse = redirect(address, 303)
    else:
        response = respond_result(result, status=200 if result.is_finished else 202)
        response.location = address
    if has_place:
        response.headers["Preference-Applied"] = f"wait={wait}"
    return response


@blueprint.get("/results")
@blueprint.get("/results.<any(json, csv):form>")
def index(form: str | None = None) -> Response:
    before = wanted_number("before", most=MAX_ID)
    found = read(Result.recent(before, limit=PAGE_LENGTH + 1))
    results = found[:PAGE_LENGTH]
    last = results[-1].id if len(found) > PAGE_LENGTH else None
    summaries = [result.summary() for result in results]
    return respond(
        "results.html",
        json={
            "results": summaries,
            "next": last and url_for("results.index", form="json", before=last),
        },
        table=list_table(summaries),
        results=results,
        next_url=last and url_for("results.index", before=last),
        newer_url=before and url_for("results.index"),
    )


@blueprint.get("/results/<int:id>")
@blueprint.get("/results/<int:id>.<any(json, csv):form>")
def show(id: int, form: str | None = None) -> Response:
    return respond_result(result_or_404(id))


def result_or_404(id: int) -> Result:
    """The result; one that is finished may come from the follower, where it never changes."""
    if id > MAX_ID:
        abort(404, NO_RESULT)
    finished = read(Result.finished(id))
    return finished[0] if finished else Result.with_id(id).get_or_none() or abort(404, NO_RESULT)


def respond_result(result: Result, status: int = 200) -> Response:
    if wanted_form() != "html":
        stored = StoredWords(result)
        return respond(
            "result.html",
            json=to_dict(result, stored),
            table=csv_rows(stored),
            status=status,
            streamed=True,
        )
    keep_stop_words = request.args.get("stop_words") != "drop"
    page = wanted_number("page") or 1
    table = word_table(result, keep_stop_words=keep_stop_words, page=page)
    return respond(
        "result.html",
        json={},
        table=[],
        status=status,
        result=result,
        words=table.rows,
        shown_total=table.distinct,
        page=table.page,
        pages=table.pages,
        keep_stop_words=keep_stop_words,
        language_name=language_name(result.language or ""),
        how_known=HOW_KNOWN.get(result.language_source or ""),
        # The Alembic version left stop words out without saying of which language.
        has_stop_words=bool(stop_words(result.language or "und"))
        or result.types(Result.result_no_stop_words) != result.lengths()[1],
        variety=variety_at_a_glance(result),
    )


def to_dict(result: Result, stored: StoredWords) -> dict[str, Any]:
    """The whole result as JSON gives it, its words the most frequent first."""
    summary = result.summary()
    error = summary.pop("error")
    return {
        **summary,
        "result_all": WrittenJSON(stored.compact(Result.result_all)),
        "result_no_stop_words": WrittenJSON(stored.compact(Result.result_no_stop_words)),
        "error": error,
    }


def refuse(fields: dict[str, object], error: PageError) -> Response:
    """What was sent cannot be counted: say why, and keep what was typed."""
    if wanted_form() != "html":
        return respond_error(422, error.code, str(error), "Unprocessable Content")
    address, text = str(fields.get("url", "")), str(fields.get("text", ""))
    return respond_front(address=address, text=text, error=error, status=422)


def wait_until_finished(result: Result, seconds: int) -> Result:
    """The result as it is when it is done or failed, or after `seconds`, whichever is first.

    A server that is about to stop lets nobody wait. And nobody waits with a connection in hand:
    between two looks it is back in the pool.
    """
    deadline = time.monotonic() + seconds
    while not result.is_finished and time.monotonic() < deadline and may_wait():
        release()
        time.sleep(LOOK_EVERY)
        result = Result.finished(result.id).get_or_none() or result
    return result


def list_table(summaries: Iterable[dict[str, Any]]) -> Iterable[tuple[Any, ...]]:
    """A list of results as CSV gives it: a head, then a row each."""
    yield *LIST_COLUMNS, "error"
    for summary in summaries:
        error = summary["error"]
        yield *(summary[column] for column in LIST_COLUMNS), error and error["code"]
