"""Show a refused form again, with what was typed and the error beside its field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, g, request
from markupsafe import Markup
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException

from web.query import InvalidField
from web.respond import Page, respond
from web.view_options import is_for_people


@dataclass
class Refusal:
    """Why the `field` of a form was refused, and what was typed into the form."""

    field: str
    message: str
    typed: Mapping[str, Any]
    status: int
    is_shown: bool = False


def register(app: Flask) -> None:
    app.add_template_global(refusal)
    app.add_template_global(as_typed)
    app.add_template_global(refused)


def refusal(field: str | None = None) -> Refusal | None:
    """Return the refusal of this request, if it is about that field."""
    found: Refusal | None = g.get("refusal")
    if found is None or field is None:
        return found
    if found.field != field:
        return None
    found.is_shown = True
    return found


def refused(field: str, help: str = "") -> Markup:
    """Return the attributes of a field if it was refused. `help` is the id of its description."""
    found = refusal(field)
    attributes = Markup(' aria-invalid="true" autofocus') if found else Markup()
    if described := " ".join([f"{field}-error"] * bool(found) + [help] * bool(help)):
        attributes += Markup(' aria-describedby="{}"').format(described)
    return attributes


def as_typed(field: str, value: str = "") -> str:
    """Return what was typed into the field if its form was refused, or else its `value`."""
    found = refusal(field)
    return str(found.typed.get(field) or "") if found else value


def refuse(
    template: str, page: Page, error: HTTPException, field: str, typed: Mapping[str, Any]
) -> Response:
    """Show the page of a submitted form again, with the error."""
    g.refusal = Refusal(field, error.description or "", typed, error.code or 400)
    response = respond(template, page)
    response.headers.extend(
        (name, value) for name, value in error.get_headers(request.environ) if name == "Retry-After"
    )
    return response


def show_again(error: InvalidField) -> Response | None:
    """Show the requested page as if the field were empty, with the error.

    Return None if the answer is not a page, or if the page does not have that field.
    """
    if request.method not in ("GET", "HEAD") or not is_for_people() or refusal():
        return None
    g.refusal = Refusal(error.field, error.description or "", request.args, error.code or 400)
    rest = [each for each in request.args.items(multi=True) if each[0] != error.field]
    request.args = ImmutableMultiDict(rest)
    try:
        response = current_app.make_response(current_app.dispatch_request())
    except HTTPException:
        response = None
    return response if g.pop("refusal").is_shown else None
