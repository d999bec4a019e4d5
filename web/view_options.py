"""What a visitor wants to see of a result: stop words or not, which part, which forms.

The address says so. For pages, a cookie supplies what the address leaves out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode

from flask import Flask, Response, abort, g, request

from web.formats import wanted_format
from web.once import once_in_request
from web.query import field_arg, not_one_of

# The values of each option: the default of files, the default of pages, and others.
OPTIONS = {
    "stop_words": ("keep", "drop"),
    "part": ("page", "main"),
    "forms": ("written", "written", "dictionary"),
}

COOKIE = "view"
COOKIE_AGE = 400 * 24 * 60 * 60  # seconds; browsers keep none for longer
MAX_COOKIE = 200  # characters


@dataclass(frozen=True)
class ViewOptions:
    """`part` is "page" or "main", `forms` is "written" or "dictionary".

    `has_parts` says whether the result has a main text that differs from the whole page. `without`
    contains the visitor's own stop words, as typed; pages that show all words only pass them on.
    """

    keep_stop_words: bool = True
    part: str = "page"
    forms: str = "written"
    has_parts: bool = False
    without: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The arguments with which an address shows the same in any browser and any format."""
        part = {"part": self.part} if self.has_parts else {}
        forms = {} if self.forms == "written" else {"forms": self.forms}
        without = {"without": self.without} if self.without else {}
        stop_words = "keep" if self.keep_stop_words else "drop"
        return {"stop_words": stop_words, **part, **forms, **without}


AS_STORED = ViewOptions()  # the default of programs


@once_in_request
def view_options() -> ViewOptions:
    """Read the options from the address, or else from the cookie. Aborts with 400."""
    kept = cookie_options() if is_for_people() else {}
    asked = {name: option_arg(name, kept.get(name)) for name in OPTIONS}
    keep_stop_words, without = asked["stop_words"] == "keep", field_arg("without")
    return ViewOptions(keep_stop_words, asked["part"], asked["forms"], without=without)


def set_part(part: str, has_parts: bool) -> None:
    """Set the part that this request shows, after web/parts.py has seen what the result has."""
    g.view_options = replace(view_options(), part=part, has_parts=has_parts)


def option_arg(name: str, kept: str | None) -> str:
    values = OPTIONS[name]
    option = request.args.get(name) or kept or values[is_for_people()]
    if option not in values:
        abort(400, not_one_of(name, dict.fromkeys(values)))
    return option


def is_for_people() -> bool:
    return wanted_format() == "html" and not request.path.endswith((".svg", ".zip"))


def cookie_options() -> Mapping[str, str]:
    """Return the options in the visitor's cookie, except those that no longer exist."""
    kept = parse_qs(request.cookies.get(COOKIE, "")[:MAX_COOKIE])
    return {name: kept[name][0] for name in OPTIONS if kept.get(name, [""])[0] in OPTIONS[name]}


def register(app: Flask) -> None:
    app.add_template_global(view_options)
    app.after_request(remember)


def remember(response: Response) -> Response:
    """Keep the options of the address in the visitor's browser.

    A link from another site, which Sec-Fetch-Site reports, changes nothing.
    """
    chosen = {name: request.args[name] for name in OPTIONS if request.args.get(name)}
    is_ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    if not (chosen and is_ours and response.status_code in (200, 304) and is_for_people()):
        return response
    kept = {**{name: values[1] for name, values in OPTIONS.items()}, **cookie_options()}
    options = {**kept, **chosen}
    if options != kept:
        text = urlencode(options)
        response.set_cookie(
            COOKIE, text, COOKIE_AGE, secure=request.is_secure, httponly=True, samesite="Lax"
        )
    return response
