"""The token by which a visitor owns subscriptions: in a cookie, a form, JSON or a secret link."""

from datetime import date

from flask import Response, abort, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from web.client import client_digest
from web.query import text_arg
from web.tokens import IS_TOKEN

COOKIE = "watcher"
COOKIE_AGE = 400 * 24 * 60 * 60  # seconds; browsers keep none for longer
MONTHS = 4  # in which the subscriptions of today began


def token_of(text: object) -> str | None:
    """Return the token in a field or an argument, or that of the cookie. Aborts with 400."""
    if not text:
        kept = request.cookies.get(COOKIE, "")
        return kept if IS_TOKEN.fullmatch(kept) else None
    if not isinstance(text, str) or not IS_TOKEN.fullmatch(text):
        abort(
            400, gettext("token must be one that an earlier answer returned; it has 22 characters.")
        )
    return text


def token_arg() -> str | None:
    return token_of(text_arg("token"))


def is_of_others(token: str | None) -> bool:
    """Whether the request has the token from a secret link, and not from its cookie."""
    return token is not None and token != token_of(None)


def remember(response: BaseResponse, token: str) -> None:
    """Keep the token in the visitor's browser."""
    response.set_cookie(
        COOKIE, token, COOKIE_AGE, secure=request.is_secure, httponly=True, samesite="Lax"
    )


def keep_private(response: Response) -> Response:
    """Keep the answer out of shared caches and search engines."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.vary.add("Cookie")
    return response


def client_digests(today: date) -> list[bytes]:
    """Return the digests of the client, which change each month, for the last MONTHS months."""
    months = [today.year * 12 + today.month - 1 - ago for ago in range(MONTHS)]
    return [client_digest(date(month // 12, month % 12 + 1, 1)) for month in months]
