"""The changes of a watched corpus as an Atom feed (RFC 4287), with an entry for each check."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from flask import Blueprint, Response, render_template

from corpora import reports
from corpora.events import Event, latest_events
from corpora.reports import Report
from views.feed import id_of
from web.corpora.lookup import corpus_or_404
from web.xml_response import respond_xml

SHOWN = 50  # pages of one kind in an entry
KINDS = ("appeared", "changed", "gone")

blueprint = Blueprint("corpus_feed", __name__)


@dataclass(frozen=True)
class Entry:
    """What one check has found: the number of pages of each kind, the first of them, and terms."""

    events: Sequence[Event]
    report: Report
    kinds: Mapping[str, tuple[int, Sequence[Event]]] = field(init=False)

    def __post_init__(self) -> None:
        found = {kind: [each for each in self.events if each.kind == kind] for kind in KINDS}
        kinds = {kind: (len(each), each[:SHOWN]) for kind, each in found.items() if each}
        object.__setattr__(self, "kinds", kinds)


@blueprint.get("/corpora/<corpus:id>.atom")
def show(id: int) -> Response:
    corpus = corpus_or_404(id)
    entries = entries_of(latest_events(id), reports.reports(id))
    drawn = render_template("corpora/feed.xml", corpus=corpus, entries=entries, id_of=id_of)
    return respond_xml(drawn, "application/atom+xml")


def entries_of(
    events: Sequence[Event], reports: Mapping[dt.datetime, Report]
) -> Mapping[dt.datetime, Entry]:
    """An entry for each check that has found something, the newest first."""
    checks = {at: list(found) for at, found in groupby(events, attrgetter("checked_at"))}
    moments = sorted(checks.keys() | reports.keys(), reverse=True)
    return {at: Entry(checks.get(at, []), reports.get(at, Report())) for at in moments}
