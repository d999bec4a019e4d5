"""The front page: a greeting, a field for an address, what was counted lately."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from db import read
from models import Result
from web.respond import respond
from wordcount.errors import PageError

LATELY = 10  # results on the front page

blueprint = Blueprint("front", __name__)


@blueprint.get("/")
@blueprint.get("/<name>")
@blueprint.get("/<name>.<any(json, csv):form>")
def show(name: str = "World", form: str | None = None) -> Response:
    return respond_front(name=name, address=request.args.get("url", ""))


@blueprint.get("/favicon.ico")
def favicon() -> BaseResponse:
    """Where browsers look unasked; without it they would be greeted as "favicon.ico"."""
    return redirect(url_for("static", filename="favicon.ico"), 301)


def respond_front(
    *,
    name: str = "World",
    address: str = "",
    text: str = "",
    error: PageError | None = None,
    status: int = 200,
) -> Response:
    """The front page, with what was typed before and what was wrong with it."""
    results = read(Result.recent(limit=LATELY))
    greeting = f"Hello {name}!"
    return respond(
        "front.html",
        json={"greeting": greeting, "results": [result.summary() for result in results]},
        table=[("greeting",), (greeting,)],
        status=status,
        name=name,
        address=address,
        text=text,
        error=error,
        results=results,
    )
