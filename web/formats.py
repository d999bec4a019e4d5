"""The format of an answer: a page, JSON or CSV.

The extension of the address (`.json`, `.csv`) decides, otherwise the Accept header. A request that
sends JSON gets JSON by default, others get a page.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, request

from web.once import once_in_request

HTML, JSON, CSV = "text/html", "application/json", "text/csv"
FORMATS = {HTML: "html", JSON: "json", CSV: "csv"}

View = Callable[..., Any]


def register(app: Flask) -> None:
    """Call every view of `app` without the format in its address."""

    @app.url_value_preprocessor
    def remove_format(endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values:
            values.pop("format", None)


def get(blueprint: Blueprint, *rules: str) -> Callable[[View], View]:
    """Route GET requests for `rules`, and for the last one with an extension, to a view."""

    def add(view: View) -> View:
        for rule in (*rules, f"{rules[-1]}.<any(json, csv):format>"):
            blueprint.add_url_rule(rule, view.__name__, view)
        return view

    return add


@once_in_request
def wanted_format() -> str:
    """Return the format of this request's answer: `html`, `json` or `csv`."""
    ending = request.path.rpartition(".")[2]
    if ending in ("json", "csv"):
        return ending
    if ending == "ndjson":
        return "json"
    preferred = (JSON, HTML, CSV) if request.is_json else (HTML, JSON, CSV)
    best = request.accept_mimetypes.best_match(preferred, default=preferred[0])
    return FORMATS[best]
