"""Redirect an address that ends in a slash to the same one without it."""

from urllib.parse import quote

from flask import Flask, redirect, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response

IN_QUERY = "!$%&'()*+,;=:@/?"  # RFC 3986, section 3.4, and escapes


def register(app: Flask) -> None:
    @app.before_request
    def remove_slash() -> Response | None:
        """Answer with 308 if only slashes at the end keep the address from being found."""
        path = request.path.rstrip("/")
        if not isinstance(request.routing_exception, NotFound) or path in ("", request.path):
            return None
        try:
            app.url_map.bind("").match(path, method=request.method)
        except HTTPException:
            return None
        # One slash at the beginning: two would lead to another host.
        query = quote(request.query_string, safe=IN_QUERY)
        response = redirect(f"/{quote(path.lstrip('/'))}{'?' if query else ''}{query}", 308)
        response.headers["Cache-Control"] = "no-store"  # the address of a private text is a secret
        return response
