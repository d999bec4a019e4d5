"""The changes of a page as an Atom feed (RFC 4287), with an entry for each count that changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import md5
from uuid import NAMESPACE_URL, uuid5

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext
from werkzeug.http import quote_etag

from db import read
from models import Result
from views.pages import addresses_arg, is_same_text
from web.change_lists import ChangeLists, Lists
from web.parts import have_main
from web.rules import Comparability
from web.xml_response import respond_xml

COUNTS = 20  # the latest; those that changed have an entry

blueprint = Blueprint("feed", __name__)


@dataclass(frozen=True)
class Entry:
    """A count whose text differs from that of the previous one, if there is one.

    `lists` maps each kind of change to the number of its words and the first of them. It is None if
    comparing the two takes too long for a feed.
    """

    result: Result
    previous: Result | None
    lists: Lists | None

    @property
    def is_main(self) -> bool:
        """Whether the lists are of the main texts."""
        return self.previous is not None and have_main([self.result, self.previous])

    @property
    def rules(self) -> Comparability:
        return Comparability([self.result, *([self.previous] if self.previous else [])])


@blueprint.get("/pages.atom")
def show() -> Response:
    urls = addresses_arg()
    latest = read(Result.of_page(urls))[: COUNTS + 1]
    newest = latest[0] if latest else abort(404, gettext("That address has not been counted."))
    tag = tag_of(latest)
    if request.if_none_match.contains_weak(tag):
        return Response(status=304, headers={"ETag": quote_etag(tag, weak=True)})
    new = list(entries(latest))
    drawn = render_template("feed.xml", url=newest.url, newest=newest, entries=new, id_of=id_of)
    response = respond_xml(drawn, "application/atom+xml")
    if all(entry.lists is not None for entry in new):  # otherwise the next answer has more
        response.set_etag(tag, weak=True)
    return response


def id_of(*parts: object) -> str:
    """Return an identifier that is the same under all names of this server (RFC 4287, 4.2.6)."""
    return uuid5(NAMESPACE_URL, " ".join(map(str, parts))).urn


def tag_of(latest: Sequence[Result]) -> str:
    """Return a digest of everything that the feed is made of."""
    made_of = [
        (each.id, each.fingerprint, each.main_fingerprint, each.title, each.total, each.rules)
        for each in latest
    ]
    # `request.url` would decode the host, which fails for some.
    asked = request.scheme, request.host, request.full_path
    return md5(repr((asked, made_of)).encode(), usedforsecurity=False).hexdigest()


def entries(latest: Sequence[Result]) -> Iterator[Entry]:
    """Yield an entry for each count whose text changed, and for the first count of the page."""
    new = [
        (result, earlier)
        for result, earlier in zip(latest, [*latest[1:], None], strict=True)
        if earlier is None or is_same_text(result, earlier) is False
    ][:COUNTS]
    lists = ChangeLists([(earlier, result) for result, earlier in new if earlier is not None])
    for result, earlier in new:
        yield Entry(result, earlier, lists.between(earlier, result) if earlier else {})
