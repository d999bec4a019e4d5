"""Delete documents of corpora, with the results that nobody else has asked for."""

from collections.abc import Sequence

from corpora import queue
from corpora.events import CHECKS, EVENTS, NEWEST_FIRST
from corpora.outcomes import WAS_DELETED
from corpora.progress import update_progress
from db import database
from models import OF_CORPORA

RESULTS = f"""
    DELETE FROM results WHERE id IN (
        SELECT result_id FROM corpus_documents WHERE id = ANY(%(ids)s) AND result_id IS NOT NULL)
    AND priority = {OF_CORPORA} AND is_shared IS NULL AND NOT EXISTS (
        SELECT FROM corpus_documents AS other
        WHERE other.result_id = results.id AND other.id <> ALL(%(ids)s))
"""
DOCUMENTS = "DELETE FROM corpus_documents WHERE id = ANY(%(ids)s)"

# Pages that left a sitemap long ago. One whose result was deleted would come back as a new one if
# it is still listed, so these go last.
LONG_GONE = f"""
    SELECT id FROM corpus_documents
    WHERE corpus_id = %(corpus)s AND status = 'gone' AND summed_in IS NULL
    ORDER BY error_message = '{WAS_DELETED}' DESC, position DESC
    OFFSET %(most)s LIMIT %(batch)s
"""
EARLIER = """
    DELETE FROM {0} WHERE corpus_id = %(corpus)s AND checked_at < (
        SELECT min(checked_at) FROM (
            SELECT DISTINCT checked_at FROM {0} WHERE corpus_id = %(corpus)s
            ORDER BY checked_at DESC LIMIT %(checks)s) AS latest)
"""
# A page may be gone and appear again at each check, for which nobody is charged.
BEYOND_FEED = f"""
    DELETE FROM corpus_events WHERE id IN (
        SELECT id FROM corpus_events WHERE corpus_id = %(corpus)s
        ORDER BY {NEWEST_FIRST} OFFSET %(events)s)
"""
BATCH = 1_000  # documents in one step


def forget_documents(ids: Sequence[int]) -> None:
    """Delete these documents, and their results unless somebody else has asked for them.

    The caller holds the lock of the queue: what is being opened meanwhile is not seen.
    """
    database.execute_sql(RESULTS, {"ids": list(ids)})
    database.execute_sql(DOCUMENTS, {"ids": list(ids)})


def forget_old(corpus: int, most: int) -> None:
    """Delete what a watched corpus does not show any more.

    These are pages that are gone, except the last `most`, and events and counts of terms that are
    too old or too many for its feed.
    """
    values = {"corpus": corpus, "most": most, "batch": BATCH}
    values |= {"checks": CHECKS + 1, "events": EVENTS}
    with database.atomic():
        queue.lock()
        if ids := [id for (id,) in database.execute_sql(LONG_GONE, values)]:
            forget_documents(ids)
            update_progress([corpus])
    for table in ("corpus_events", "corpus_term_counts"):
        database.execute_sql(EARLIER.format(table), values)
    database.execute_sql(BEYOND_FEED, values)
