"""Recount a result from its stored text by the rules of this release, in the background."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NoReturn

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests
from werkzeug.wrappers import Response

from capacity.shares import Key
from jobs import recounts
from jobs.recounts import Recount
from models import PAGE_LENGTH, Result
from views.results import ResultPage
from web import formats
from web.addresses import ADDRESS, parse
from web.client import client_digest
from web.limits import check_limits
from web.lookup import result_or_404
from web.query import choice_arg
from web.respond import respond

RETRY_AFTER = 60  # seconds

blueprint = Blueprint("recounts", __name__)


@blueprint.post("/results/<result:id>/recount")
def create(id: int) -> Response:
    """Recount the result with that id, and the results in `with` that it is compared with."""
    result = result_or_404(id)
    ids = [id, *others_arg()]
    back = address_of(result, ids, choice_arg("then", ("result", *PAIRS, "history"), "result"))
    request_recounts(ids)
    if formats.wanted_format() == "html":
        return redirect(back, 303)
    response = respond("result.html", ResultPage(id), 202)
    response.location = url_for("results.show", id=id)
    return response


# The views that compare two results, and their arguments.
PAIRS = {"compare": ("a", "b"), "changes": ("from", "to")}


def address_of(result: Result, ids: Sequence[int], view: str) -> str:
    """Return the address of the page with the button that was pressed."""
    if view == "history" and result.url:
        return url_for("pages.show", url=result.url)
    if view in PAIRS and len(ids) == 2:
        query: dict[str, Any] = dict(zip(PAIRS[view], ids, strict=True))
        return url_for(f"{view}.show", **query)
    return url_for("results.show", id=result.id)


def others_arg() -> list[int]:
    """Return the ids in `with`, at most PAGE_LENGTH. Aborts with 400."""
    ids = request.args.getlist("with")
    if len(ids) > PAGE_LENGTH or not all(map(ADDRESS.fullmatch, ids)):
        abort(
            400,
            gettext(
                "with must be the number of a result, and occur at most %(most)s times.",
                most=PAGE_LENGTH,
            ),
        )
    return [parse(id)[0] for id in ids]


def request_recounts(ids: Sequence[int]) -> None:
    """Request recounts of outdated results. Raises TooManyRequests or ServiceUnavailable."""
    client = client_digest(dt.datetime.now(dt.UTC).date())
    for id in recounts.outdated(ids):
        if full := Recount.first_full(client, current_app.config["QUEUE_LIMIT"]):
            refuse(full)
        check_limits()
        recounts.request([id], client=client)


def refuse(full: Key) -> NoReturn:
    if full[1]:
        message = gettext("Too many of your recounts are waiting. Try again in a minute.")
        raise TooManyRequests(message, retry_after=RETRY_AFTER)
    message = gettext("Too many recounts are waiting. Try again in a minute.")
    raise ServiceUnavailable(message, retry_after=RETRY_AFTER)
