"""The front page: a greeting, a form for an address or a text, recent results."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import get_locale, lazy_gettext
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException
from werkzeug.utils import cached_property
from werkzeug.wrappers import Response as BaseResponse

from models import Result
from results.listing import latest_pages
from web import formats
from web.errors import unavailable
from web.example import Example, example
from web.languages import translated
from web.query import InvalidField
from web.refusal import refuse
from web.respond import Page, respond
from web.source import is_mistyped
from wordcount.analysis.reading_time import speaking_minutes, words_per_minute
from wordcount.errors import InvalidLanguage, PageError

LATEST = 10  # pages on the front page

# Extensions of files that browsers, search engines and scanners request: not names of people.
FILES = tuple(
    ".txt .xml .webmanifest .ico .png .jpg .gif .svg .js .css .map "
    ".html .htm .php .asp .aspx .jsp .cgi .env .git .sql .zip".split()
)

EXAMPLE = lazy_gettext(
    "A word is small, and a page has many. Count every word of a page, and its subject comes to "
    "light: the word it repeats, the word it avoids. Count another page, and compare the two: "
    "a subject leaves its mark on every page."
)

PAGES_TO_TRY = {
    "The Moon": "https://en.wikipedia.org/wiki/Moon",
    "한글": "https://ko.wikipedia.org/wiki/한글",
    "Alice in Wonderland": "https://www.gutenberg.org/cache/epub/11/pg11.txt",
}

blueprint = Blueprint("front", __name__)


@formats.get(blueprint, "/", "/<name>")
def show(name: str = "World") -> Response:
    if name.lower().endswith(FILES):
        abort(404)
    return respond("front.html", FrontPage(name, source=request.args.get("url", "")))


@blueprint.get("/favicon.ico")
def favicon() -> BaseResponse:
    """Redirect browsers, which request this address by themselves and would be greeted by name."""
    return redirect(url_for("static", filename="favicon.ico"), 301)


def refuse_submission(fields: dict[str, object], error: Exception) -> Response:
    """Show the form with the submission and the error. Programs get only the error."""
    source = str(fields.get("url") or fields.get("text") or fields.get("source") or "")
    if not isinstance(error, PageError):
        if formats.wanted_format() != "html":
            raise error
        refused = error if isinstance(error, HTTPException) else unavailable(error)
        return refuse("front.html", FrontPage(source=source), refused, "source", fields)
    page = FrontPage(source=source, error=error)
    refused = InvalidField(field_of(fields, error), translated(str(error)), 422)
    return refuse("front.html", page, refused, refused.field, fields)


def field_of(fields: dict[str, object], error: PageError) -> str:
    """Return the field of the front page that the error is about."""
    if isinstance(error, InvalidLanguage):
        return "language"
    return "file" if isinstance(fields.get("file"), FileStorage) else "source"


@dataclass(frozen=True)
class FrontPage(Page):
    """The front page, with a refused submission and its error, if any."""

    name: str = "World"
    source: str = ""
    error: PageError | None = None

    @property
    def greeting(self) -> str:
        return f"Hello {self.name}!"

    @property
    def speeds(self) -> Mapping[str, Sequence[int]]:
        """Words per minute in English and Korean, for the script that measures a text."""
        return {
            "reading": [words_per_minute(language) for language in ("en", "ko")],
            "speaking": [round(1 / speaking_minutes(1, language)) for language in ("en", "ko")],
        }

    @property
    def may_be_text(self) -> bool:
        """Whether the refused submission may be a text instead of a mistyped address."""
        return self.error is not None and is_mistyped(self.source)

    @cached_property
    def results(self) -> Sequence[Result]:
        return latest_pages(LATEST)

    @property
    def example(self) -> Example:
        return example(str(EXAMPLE), str(get_locale()))

    @property
    def pages_to_try(self) -> Mapping[str, str]:
        return PAGES_TO_TRY

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
