"""Redirect addresses that end in a slash to those without it."""

from urllib.parse import quote

from flask import Flask, redirect, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response

IN_QUERY = "!$%&'()*+,;=:@/?"  # RFC 3986, section 3.4, and escapes


def register(app: Flask) -> None:
    @app.before_request
    def remove_slash() -> Response | None:
        """Redirect with 308 if the address would be found without its trailing slashes."""
        path = request.path.rstrip("/")
        if not isinstance(request.routing_exception, NotFound) or path in ("", request.path):
            return None
        try:
            app.url_map.bind("").match(path, method=request.method)
        except HTTPException:
            return None
        # With two slashes at its beginning, the target would be another host.
        query = quote(request.query_string, safe=IN_QUERY)
        response = redirect(f"/{quote(path.lstrip('/'))}{'?' if query else ''}{query}", 308)
        response.headers["Cache-Control"] = "no-store"  # the address of a private text is a secret
        return response
