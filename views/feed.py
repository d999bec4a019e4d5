"""The changes of a page as an Atom feed (RFC 4287), with an entry for each count that differs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flask import Blueprint, Response, abort, render_template

from db import read
from models import Result
from views.changes import changes_between
from views.pages import addresses_arg, is_same_text
from web.lookup import load_counts
from web.rules import Comparability
from wordcount.analysis.changes import Changes

COUNTS = 20  # the latest, of which those that changed have an entry
WORDS = 12  # named in each list of an entry

# Characters that XML forbids, even escaped (XML 1.0, section 2.2).
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

blueprint = Blueprint("feed", __name__)


@dataclass(frozen=True)
class Entry:
    """A count whose text differs from that of the previous one; the first count has none.

    `lists` maps each kind of change to the number of its words and the first of them.
    """

    result: Result
    previous: Result | None
    lists: dict[str, tuple[int, list[str]]]

    @property
    def rules(self) -> Comparability:
        return Comparability([self.result, *([self.previous] if self.previous else [])])


@blueprint.get("/pages.atom")
def show() -> Response:
    urls = addresses_arg()
    latest = read(Result.of_page(urls))[: COUNTS + 1]
    newest = latest[0] if latest else abort(404, "That address has not been counted.")
    drawn = render_template("feed.xml", url=urls[0], newest=newest, entries=list(entries(latest)))
    return Response(FORBIDDEN.sub("\ufffd", drawn), content_type="application/atom+xml")


def entries(latest: Sequence[Result]) -> Iterator[Entry]:
    """Entries for all but the last of the `latest` counts, unless that is the very first."""
    new = [
        (result, earlier)
        for result, earlier in zip(latest, [*latest[1:], None], strict=True)
        if earlier is None or not is_same_text(result, earlier)
    ]
    counted = lru_cache(maxsize=2)(load_counts)  # what is earlier here is mostly the next result
    for result, earlier in new[:COUNTS]:
        if earlier is None:
            yield Entry(result, None, {})
        else:
            changes = changes_between(counted(earlier.id), counted(result.id))
            yield Entry(result, earlier, lists_of(changes))


def lists_of(changes: Changes) -> dict[str, tuple[int, list[str]]]:
    """How many words changed, and the first of them; without empty lists."""
    lists = {
        "came": changes.came,
        "went": changes.went,
        "more often": changes.rose,
        "less often": changes.fell,
    }
    return {
        name: (len(words), [change.word for change in words[:WORDS]])
        for name, words in lists.items()
        if words
    }
