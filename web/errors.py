"""Answer failed requests with a code and a sentence, never with a traceback."""

from flask import Flask, Response, request
from flask_babel import gettext, lazy_gettext
from werkzeug.exceptions import Conflict, HTTPException, ServiceUnavailable

from corpora.places import BatchGone
from db import UNAVAILABLE, took_too_long
from web.error_page import respond_error
from web.query import InvalidField
from web.refusal import show_again
from wordcount.messages import N_

# Stable codes and sentences; None means the description of the error itself.
MESSAGES = {
    400: ("bad_request", None),
    403: ("forbidden", None),
    404: ("not_found", lazy_gettext("There is nothing at this address. Check its spelling.")),
    405: ("method_not_allowed", lazy_gettext("This address does not accept that method.")),
    409: ("conflict", None),
    413: (
        "request_too_large",
        lazy_gettext("That request is too large: the limit is 10 MB."),
    ),
    421: ("misdirected_request", None),
    429: ("too_many_requests", None),
    415: ("unsupported_media_type", lazy_gettext("Send a form, or JSON as application/json.")),
    500: ("internal_error", lazy_gettext("Something went wrong on our side. Try again later.")),
    507: ("storage_full", None),
    503: ("unavailable", lazy_gettext("The database does not answer. Try again in a moment.")),
}
# The names of statuses as they are in Werkzeug, to be translated in error.html.
NAMES = (
    N_("Bad Request"),
    N_("Conflict"),
    N_("Content Too Large"),
    N_("Forbidden"),
    N_("Insufficient Storage"),
    N_("Internal Server Error"),
    N_("Method Not Allowed"),
    N_("Misdirected Request"),
    N_("Not Found"),
    N_("Request Entity Too Large"),
    N_("Service Unavailable"),
    N_("Too Many Requests"),
    N_("Unprocessable Content"),
    N_("Unprocessable Entity"),
    N_("Unsupported Media Type"),
)
RETRY_AFTER = 5  # seconds, while the database is away


def register(app: Flask) -> None:
    """Answer every error of `app` with these handlers, including unknown addresses."""
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(InvalidField, show_invalid_field)
    app.register_error_handler(BatchGone, show_changed)
    for error in UNAVAILABLE:
        app.register_error_handler(error, show_unavailable)


def show_http_error(error: HTTPException) -> Response:
    forget_frames(error)
    status = error.code or 500
    code, message = MESSAGES.get(status, (f"http_{status}", None))
    if error.description != type(error).description:
        message = error.description  # one of ours, which is more specific
    headers = [
        (name, value)
        for name, value in error.get_headers(request.environ)
        if name not in ("Content-Type", "Content-Length")
    ]
    message = message or error.description or error.name
    return respond_error(status, code, str(message), error.name, headers)


def show_invalid_field(error: InvalidField) -> Response:
    """Show the form again, if there is one."""
    return show_again(error) or show_http_error(error)


def show_changed(error: BatchGone) -> Response:
    return show_http_error(
        Conflict(gettext("The words of this corpus have changed. Start the download again."))
    )


def show_unavailable(error: Exception) -> Response:
    forget_frames(error)
    return show_http_error(unavailable(error))


def forget_frames(error: BaseException | None) -> None:
    """Forget where an error and its causes were raised, once they are logged.

    The frames refer to all that the request sent, and often to the error: it would take the garbage
    collector hours to free them.
    """
    while error is not None:
        error.__traceback__ = None
        error = getattr(error, "original_exception", None) or error.__cause__ or error.__context__


def unavailable(error: Exception) -> ServiceUnavailable:
    """Return the HTTP error for an error of the database, one of UNAVAILABLE."""
    message = MESSAGES[503][1]
    if took_too_long(error):
        message = gettext(
            "The database took too long to answer this. Ask for less, or try again later."
        )
    return ServiceUnavailable(str(message), retry_after=RETRY_AFTER)
