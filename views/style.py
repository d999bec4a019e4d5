"""The style sheet, joined from its files so that a page needs only one request for it."""

from flask import Blueprint, Response, request

from settings import ROOT

FILES = ("base", "components", "media")  # later rules override earlier ones

blueprint = Blueprint("style", __name__)


@blueprint.get("/static/style.css")
def show() -> Response:
    folder = ROOT / "static" / "style"
    parts = [(folder / f"{name}.css").read_bytes() for name in FILES]
    response = Response(b"".join(parts), mimetype="text/css")
    response.cache_control.no_cache = True
    response.add_etag()
    response.make_conditional(request)
    return response
