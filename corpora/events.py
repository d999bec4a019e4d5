"""Events of a watched corpus: pages that have appeared, changed their text, or are gone."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from db import database, read_sql

CHECKS = 20  # of a watched corpus in its feed
EVENTS = 2_000  # in all of them
NEWEST_FIRST = "checked_at DESC, kind, position"

# Main texts are compared if the page had one before and has one now.
RECORD = """
    INSERT INTO corpus_events (corpus_id, checked_at, kind, position, result_id, previous_id)
    SELECT corpora.id, followed_at, CASE outcome WHEN 'gone' THEN 'gone' ELSE 'changed' END,
        position, result, earlier
    FROM unnest(%(corpora)s::integer[], %(outcomes)s::text[], %(positions)s::integer[],
        %(results)s::integer[], %(earlier)s::integer[])
        AS given(corpus, outcome, position, result, earlier)
    JOIN corpora ON corpora.id = corpus AND followed_at IS NOT NULL
    LEFT JOIN results AS old ON old.id = earlier
    LEFT JOIN results AS new ON new.id = result
    WHERE outcome = 'gone' OR CASE WHEN old.main_rule = new.main_rule
        THEN coalesce(old.main_fingerprint <> new.main_fingerprint,
            old.fingerprint <> new.fingerprint)
        ELSE old.fingerprint <> new.fingerprint END
"""
LATEST = f"""
    SELECT checked_at, kind, position, url, title, events.result_id, previous_id
    FROM corpus_events AS events JOIN corpus_documents USING (corpus_id, position)
    WHERE corpus_id = %(corpus)s AND checked_at >= (
        SELECT min(checked_at) FROM (
            SELECT DISTINCT checked_at FROM corpus_events WHERE corpus_id = %(corpus)s
            ORDER BY checked_at DESC LIMIT {CHECKS}) AS latest)
    ORDER BY {NEWEST_FIRST} LIMIT {EVENTS}
"""


@dataclass(frozen=True)
class Event:
    """A change of a watched page, which has "appeared", has "changed", or is "gone"."""

    checked_at: dt.datetime
    kind: str
    position: int
    url: str | None
    title: str | None
    result_id: int | None
    previous_id: int | None


class Recount(NamedTuple):
    """A recounted document: its new status, "done" or "gone", and its new and earlier result."""

    corpus: int
    outcome: str
    position: int
    result: int | None
    earlier: int | None


def latest_events(corpus: int) -> Sequence[Event]:
    """Return the events of the latest CHECKS of a watched corpus, newest first."""
    return [Event(*row) for row in read_sql(LATEST, {"corpus": corpus})]


def record_changes(recounts: Iterable[Recount]) -> None:
    """Record which documents of watched corpora have another text than before, or are gone."""
    if rows := [*recounts]:
        names = ("corpora", "outcomes", "positions", "results", "earlier")
        columns = ([*column] for column in zip(*rows, strict=True))
        database.execute_sql(RECORD, dict(zip(names, columns, strict=True)))
