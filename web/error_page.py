"""The page of a failed request."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for

from web.respond import Page, respond

# The view that has the forms of a blueprint.
FORMS = {"alerts": "watches.index", "watches": "watches.index", "corpora": "corpora.index"}


@dataclass(frozen=True)
class ErrorPage(Page):
    """A failed request: a stable code and a sentence under a title."""

    status: int
    code: str
    message: str
    title: str

    @property
    def back(self) -> str | None:
        """The page of the form that was sent, or None. Our pages send no referrer."""
        endpoint = FORMS.get(request.blueprint or "") if request.method == "POST" else None
        return url_for(endpoint) if endpoint else None

    def to_dict(self) -> Mapping[str, Any]:
        return {"error": {"code": self.code, "message": self.message}}

    def rows(self) -> Iterable[Sequence[Any]]:
        return [("code", "message"), (self.code, self.message)]


def respond_error(
    status: int, code: str, message: str, title: str, headers: Iterable[tuple[str, str]] = ()
) -> Response:
    """Answer with an error in the format that is wanted."""
    response = respond("error.html", ErrorPage(status, code, message, title), status)
    response.headers.extend(headers)
    return response
