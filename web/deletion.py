"""Permission to delete a result.

Anyone with the address of a private text may delete it. A file of a corpus needs the token of the
corpus, because all readers of the corpus have the file's address. The client that submitted a page
gets a signed token, with which it may delete the result within MAX_AGE, unless another client has
submitted the page, too.
"""

from flask import current_app, g, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from corpora import Corpus
from models import Result
from web.corpora.lookup import is_own

MAX_AGE = 60 * 60  # seconds


def token_for(result: Result) -> str | None:
    """Return a token for the client that submitted a page, or None if others did, too."""
    if result.url is None or result.is_shared:
        return None
    return str(serializer().dumps(result.id))


def serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="delete a result")


def may_delete(result: Result, token: object = None) -> bool:
    """Whether this request may delete the result, by `token` or by the token in its cookie."""
    if result.url is None:
        corpus = Corpus.of_file(result.id)
        return result.id in g.get("secrets", {}) and (corpus is None or is_own(corpus, token))
    token = token or request.cookies.get(cookie_name(result.id))
    if result.is_shared or not isinstance(token, str) or not token.isascii():
        return False
    try:
        return bool(serializer().loads(token, max_age=MAX_AGE) == result.id)
    except BadSignature:
        return False


def remember(response: Response, id: int, token: str) -> None:
    """Keep the token in the visitor's browser, which sends it only to this result."""
    response.set_cookie(
        cookie_name(id),
        token,
        MAX_AGE,
        path=url_for("results.show", id=id),
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def cookie_name(id: int) -> str:
    return f"delete-{id}"
