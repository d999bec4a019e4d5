"""The addresses of results: /results/7, and /results/7-<22 characters> of a private text.

Views only see ids: the results that a request names are checked before its view is called. The
addresses in the answer include the secrets that the request has named.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from types import NoneType
from typing import Any

from flask import Flask, Response, abort, g, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.routing import BaseConverter

from models import MAX_ID
from results.privacy import secret_hashes
from web.tokens import TOKEN, is_token

ADDRESS = re.compile(rf"([0-9]{{1,18}})(?:-({TOKEN}))?", re.ASCII)
IN_PATH = re.compile(r"(/[0-9]+-|/alerts/)[^/.]*")  # secrets, and what was meant as one
ARGUMENTS = ("a", "b", "from", "to", "with", "result")  # of the query, which name results
MAX_NAMED = 60  # results in one request
MAX_BUILT = 10_000  # addresses without a secret that a process keeps, in 2 MB
MAX_VALUE = 20  # characters of a value in one that is kept
BUILT_FOR = ("GET", "HEAD", "POST")  # methods: strangers may name any

NO_RESULT = lazy_gettext("There is no result with that number.")

Named = tuple[int, str | None]


class ResultConverter(BaseConverter):
    """Converts `<result:id>` in a rule: an id, and the secret if the text is private."""

    regex = f"[0-9]{{1,18}}(?:-{TOKEN})?"

    def to_url(self, value: Any) -> str:
        return write(value)


def register(app: Flask) -> None:
    """Check the results that requests name. Call this before registering blueprints."""
    app.url_map.converters["result"] = ResultConverter
    app.before_request(check_named_results)
    app.after_request(keep_private)
    app.url_defaults(write_arguments)
    app.add_template_global(template_url_for, "url_for")
    app.add_template_filter(write, "named")


def check_named_results() -> None:
    """Abort with 404 unless each named result is public, or named with its secret.

    The view gets only the id.
    """
    named = list(named_results())
    if len(named) > MAX_NAMED:
        abort(400, gettext("A request can name %(most)s results at most.", most=MAX_NAMED))
    hashes = secret_hashes({id for id, _ in named if id <= MAX_ID}) if named else {}
    for id, secret in named:
        if id not in hashes or not matches(secret, hashes[id]):
            abort(404, NO_RESULT)
        if secret:
            remember(id, secret)
    if request.view_args and isinstance(request.view_args.get("id"), str):
        request.view_args["id"] = parse(request.view_args["id"])[0]


def readable_id(id: int) -> int:
    """The id of a result that is public, or whose secret this request has; else abort with 404.

    Whatever way an id comes into a view, its words and text are not read without this.
    """
    if id > MAX_ID or (id not in g.get("secrets", {}) and secret_hashes({id}).get(id) is not None):
        abort(404, NO_RESULT)
    return id


def named_results() -> Iterable[Named]:
    values = [value for name in ARGUMENTS for value in request.args.getlist(name)]
    if request.url_rule and request.url_rule.rule.startswith("/results/"):
        values.append(str((request.view_args or {}).get("id", "")))
    return (parse(each) for each in values if ADDRESS.fullmatch(each))


def parse(text: str) -> Named:
    """Split "7-<secret>" into an id and a secret, which is None for "7"."""
    id, _, secret = text.partition("-")
    return int(id), secret or None


def matches(secret: str | None, hash: bytes | memoryview | None) -> bool:
    return secret is None if hash is None else is_token(secret, hash)


def remember(id: int, secret: str) -> None:
    """Include the secret of a private result in its addresses in this answer."""
    g.setdefault("secrets", {})[id] = secret


def write(id: Any) -> str:
    """Return an id as addresses have it: with its secret, if this request has named that."""
    secret = g.get("secrets", {}).get(id)
    return f"{id}-{secret}" if secret else str(id)


def address_of(id: int) -> str:
    return url_for("results.show", id=id)


def template_url_for(endpoint: str, **values: Any) -> str:
    """Flask's `url_for`, which builds an address without a secret once: it takes long."""
    kept = vars(g._get_current_object())  # quicker than the proxy
    depends_on_request = "secrets" in kept or "_external" in values or endpoint.startswith(".")
    current = request._get_current_object()  # type: ignore[attr-defined]  # a proxy
    depends_on_request |= current.method not in BUILT_FOR
    if depends_on_request or not all(map(is_short, values.values())):
        return url_for(endpoint, **values)
    return build(current.root_path, current.method, endpoint, **values)


def is_short(value: Any) -> bool:
    return len(value) <= MAX_VALUE if type(value) is str else type(value) in (int, NoneType)


@lru_cache(MAX_BUILT, typed=True)
def build(root_path: str, method: str, endpoint: str, /, **values: Any) -> str:
    return url_for(endpoint, **values)


def write_arguments(endpoint: str, values: dict[str, Any]) -> None:
    for name in ARGUMENTS:
        if (value := values.get(name)) is None:
            continue
        values[name] = [write(each) for each in value] if isinstance(value, list) else write(value)


def parse_id(text: str) -> int | None:
    """Return the id in the last part of a result's address, or None if that is malformed."""
    return parse(text)[0] if ADDRESS.fullmatch(text) else None


def id_arg(name: str) -> int | None:
    """Return the id of the result in the argument `name`, or None if it is missing.

    Aborts with 400.
    """
    text = request.args.get(name)
    if text is None:
        return None
    if not ADDRESS.fullmatch(text):
        abort(
            400,
            gettext(
                "%(name)s must be the number of a result, or the end of a private address.",
                name=name,
            ),
        )
    return parse(text)[0]


def keep_private(response: Response) -> Response:
    """Keep answers about private texts out of caches and search engines."""
    if "secrets" in g:
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def without_secret(path: str) -> str:
    """Return a path without secrets, for logs."""
    return IN_PATH.sub(r"\1*", path)
