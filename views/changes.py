"""What changed in a page between two of its counts: words that came, went, rose and fell."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, abort

from models import Result
from web.arguments import wanted_number
from web.lookup import about, has_more_words, two_or_404
from web.respond import respond
from wordcount.analysis.changes import Change, Changes, changes

SHOWN = 100  # words in each list of the page; JSON and CSV have all

blueprint = Blueprint("changes", __name__)


@blueprint.get("/changes")
@blueprint.get("/changes.<any(json, csv):form>")
def show(form: str | None = None) -> Response:
    first, second = wanted_number("from"), wanted_number("to")
    if first is None or second is None:
        abort(400, "Say which counts: /changes?from=7&to=9.")
    before, after = two_or_404(first, second)
    changed = changes_between(before, after)
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
            **{name: map(as_json, words) for name, words in lists.items()},
        },
        table=csv_rows(lists),
        before=before,
        after=after,
        lists=lists,
        is_changed=bool(changed),
        shown=SHOWN,
        partial=has_more_words(before) or has_more_words(after),
    )


def changes_between(before: Result, after: Result) -> Changes:
    """What changed; where not all words were read, of those alone that were read of both.

    A word that was not read may be there: nobody can say that it came or went.
    """
    words_before: dict[str, int] = before.result_all or {}
    words_after: dict[str, int] = after.result_all or {}
    if has_more_words(before) or has_more_words(after):
        both = words_before.keys() & words_after.keys()
        words_before = {word: words_before[word] for word in both}
        words_after = {word: words_after[word] for word in both}
    return changes(words_before, words_after)


def csv_rows(lists: Mapping[str, Sequence[Change]]) -> Iterator[tuple[Any, ...]]:
    yield "change", "word", "before", "after", "difference"
    for name, words in lists.items():
        for each in words:
            yield name, *as_json(each).values()


def as_json(change: Change) -> dict[str, Any]:
    return {
        "word": change.word,
        "before": change.before,
        "after": change.after,
        "difference": change.difference,
    }
