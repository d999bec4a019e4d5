"""The style sheet, joined from its files so that a page needs only one request for it."""

from functools import cache
from hashlib import sha256

from flask import Blueprint, Response, request, url_for

from settings import ROOT

FILES = ("base", "components", "media")  # later rules override earlier ones
YEAR = 365 * 24 * 60 * 60  # seconds

blueprint = Blueprint("style", __name__)


@blueprint.get("/static/style.css")
def show() -> Response:
    """The sheet; browsers keep it, without asking again, under the address of its version."""
    sheet = read()
    response = Response(sheet, mimetype="text/css")
    if request.args.get("v") == version(sheet):
        response.cache_control.max_age = YEAR
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.app_template_global()
@cache
def style_address() -> str:
    return url_for("style.show", v=version(read()))


def read() -> bytes:
    return b"".join((ROOT / "static" / "style" / f"{name}.css").read_bytes() for name in FILES)


def version(sheet: bytes) -> str:
    return sha256(sheet).hexdigest()[:12]
