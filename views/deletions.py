"""Delete a result: a private text, or a page that its only submitter has just counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, g, request
from flask_babel import lazy_gettext

from results.retention import forget_unshared
from web.corpora.lookup import NOT_YOURS
from web.deletion import may_delete
from web.fields import read_fields
from web.lookup import result_or_404
from web.respond import Page, respond

MAX_REQUEST = 1_000  # bytes
NOT_ALLOWED = lazy_gettext(
    "Only the browser or program that submitted this page can delete its result, within an hour, "
    "and only if nobody else submitted the page. Otherwise, ask the operator of this server."
)

blueprint = Blueprint("deletions", __name__)


@blueprint.post("/results/<result:id>/delete")
def create(id: int) -> Response:
    token = read_fields("token", most=MAX_REQUEST).get("token") if request.content_length else None
    result = result_or_404(id)
    if not may_delete(result, token) or not forget_unshared(id):
        result_or_404(id)  # another request may have deleted it meanwhile
        abort(403, NOT_YOURS if id in g.get("secrets", {}) else NOT_ALLOWED)
    return respond("deleted.html", DeletedPage(id))


@dataclass(frozen=True)
class DeletedPage(Page):
    id: int

    def to_dict(self) -> Mapping[str, Any]:
        return {"id": self.id, "deleted": True}

    def rows(self) -> Sequence[Sequence[Any]]:
        return [("id", "deleted"), (self.id, True)]
