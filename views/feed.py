"""What changed in a page, as an Atom feed (RFC 4287): an entry for each count that is new."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, render_template

from db import read
from models import Result
from views.pages import is_same_text, wanted_addresses
from wordcount.changes import Change, Changes, changes

COUNTS = 20  # the latest, of which those that changed have an entry
WORDS = 12  # named in each list of an entry

# What no XML may hold, however it is escaped (XML 1.0, section 2.2).
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

blueprint = Blueprint("feed", __name__)


@dataclass(frozen=True)
class Entry:
    """A count whose text is not that of the count before; the first one has nothing before."""

    result: Result
    previous: Result | None
    changes: Changes | None

    @property
    def lists(self) -> dict[str, list[Change]]:
        """The words that changed, by what became of them; without empty lists."""
        if self.changes is None:
            return {}
        lists = {
            "came": self.changes.came,
            "went": self.changes.went,
            "more often": self.changes.rose,
            "less often": self.changes.fell,
        }
        return {name: words for name, words in lists.items() if words}


@blueprint.get("/pages.atom")
def show() -> Response:
    urls = wanted_addresses()
    latest = read(Result.of_page(urls))[: COUNTS + 1]
    newest = latest[0] if latest else abort(404, "That address has not been counted.")
    drawn = render_template(
        "feed.xml", url=urls[0], newest=newest, entries=list(entries(latest)), most=WORDS
    )
    return Response(FORBIDDEN.sub("\ufffd", drawn), content_type="application/atom+xml")


def entries(latest: Sequence[Result]) -> Iterator[Entry]:
    """Entries for all but the last of the `latest` counts, unless that is the very first."""
    new = [
        (result, earlier)
        for result, earlier in zip(latest, [*latest[1:], None], strict=True)
        if earlier is None or not is_same_text(result, earlier)
    ]
    ids = {each.id for pair in new for each in pair if each is not None}
    words = {each.id: each.result_all or {} for each in read(Result.counts(*ids))}
    for result, earlier in new[:COUNTS]:
        if earlier is None:
            yield Entry(result, None, None)
        else:
            yield Entry(result, earlier, changes(words[earlier.id], words[result.id]))
