"""The front page: a greeting, a form for an address or a text, recent results."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.utils import cached_property
from werkzeug.wrappers import Response as BaseResponse

from listing import latest
from models import Result
from web import formats
from web.respond import Page, respond
from wordcount.errors import PageError

LATEST = 10  # results on the front page

# Ends of files that browsers, search engines and scanners ask for; they are no names of people.
FILES = tuple(
    ".txt .xml .webmanifest .ico .png .jpg .gif .svg .js .css .map "
    ".html .htm .php .asp .aspx .jsp .cgi .env .git .sql .zip".split()
)

blueprint = Blueprint("front", __name__)


@formats.get(blueprint, "/", "/<name>")
def show(name: str = "World") -> Response:
    if name.lower().endswith(FILES):
        abort(404)
    return respond("front.html", FrontPage(name, address=request.args.get("url", "")))


@blueprint.get("/favicon.ico")
def favicon() -> BaseResponse:
    """Browsers request this address unasked; without it they would be greeted as its name."""
    return redirect(url_for("static", filename="favicon.ico"), 301)


@dataclass(frozen=True)
class FrontPage(Page):
    """The page for a visitor, with what was submitted and the error in it, if any."""

    name: str = "World"
    address: str = ""
    text: str = ""
    error: PageError | None = None

    @property
    def greeting(self) -> str:
        return f"Hello {self.name}!"

    @cached_property
    def results(self) -> Sequence[Result]:
        return latest(limit=LATEST)

    def to_dict(self) -> Mapping[str, Any]:
        if self.error:
            return {"error": {"code": self.error.code, "message": str(self.error)}}
        results = [result.summary() for result in self.results]
        return {"greeting": self.greeting, "results": results}

    def rows(self) -> Iterator[Sequence[Any]]:
        if self.error:
            yield from [("code", "message"), (self.error.code, str(self.error))]
        else:
            yield from [("greeting",), (self.greeting,)]
