"""Watching a page: it is counted again every hour, day or week until it is stopped."""

from flask import Blueprint, abort, jsonify, redirect, url_for
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response

from watches import INTERVALS, Watch
from web.formats import wanted_format
from web.limits import check_limits
from web.respond import respond_error
from web.submission import check_fields, read_fields
from wordcount.errors import PageError

CHOICES = (*INTERVALS, "never")

blueprint = Blueprint("watches", __name__)


@blueprint.post("/watches")
def change() -> Response:
    fields = read_fields("url", "every")
    every = fields.pop("every", None)
    if every not in CHOICES:
        abort(400, f"every must be one of {', '.join(CHOICES)}.")
    try:
        url = check_fields(fields).url
    except PageError as error:
        return respond_error(422, error.code, str(error), "Unprocessable Content")
    assert url  # read_fields accepts no text
    set_interval(url, str(every))
    if wanted_format() == "html":
        return redirect(url_for("pages.show", url=url), 303)
    return jsonify(url=url, every=every)


def set_interval(url: str, every: str) -> None:
    if every == "never":
        Watch.stop(url)
        return
    check_limits()
    if Watch.is_full():
        raise ServiceUnavailable("No more pages can be watched here. Count this one by hand.")
    Watch.start(url, every)
