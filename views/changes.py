"""What changed in a page between two of its counts: words that came, went, rose and fell."""

from typing import Any

from flask import Blueprint, Response, abort

from views.arguments import wanted_number
from views.lookup import about, two_or_404
from views.respond import respond
from wordcount.changes import Change, changes

SHOWN = 100  # words in each list of the page; JSON and CSV have all

blueprint = Blueprint("changes", __name__)


@blueprint.get("/changes")
@blueprint.get("/changes.<any(json, csv):form>")
def show(form: str | None = None) -> Response:
    first, second = wanted_number("from"), wanted_number("to")
    if first is None or second is None:
        abort(400, "Say which counts: /changes?from=7&to=9.")
    before, after = two_or_404(first, second)
    changed = changes(before.result_all or {}, after.result_all or {})
    lists = {
        "came": changed.came,
        "went": changed.went,
        "rose": changed.rose,
        "fell": changed.fell,
    }
    return respond(
        "changes.html",
        json={
            "from": about(before),
            "to": about(after),
            **{name: [as_json(each) for each in words] for name, words in lists.items()},
        },
        table=[
            ("change", "word", "before", "after", "difference"),
            *((name, *as_json(each).values()) for name, words in lists.items() for each in words),
        ],
        before=before,
        after=after,
        lists=lists,
        is_changed=bool(changed),
        shown=SHOWN,
    )


def as_json(change: Change) -> dict[str, Any]:
    return {
        "word": change.word,
        "before": change.before,
        "after": change.after,
        "difference": change.difference,
    }
