"""Delete documents of corpora, and their results unless another client requested them."""

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

# Pages that left a sitemap long ago. Those whose results were deleted are last, because they would
# come back as new pages if the sitemap still lists them.
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
    """Delete these documents, and their results unless another client requested them.

    The caller holds the lock of the queue, so that no document is opened meanwhile.
    """
    database.execute_sql(RESULTS, {"ids": list(ids)})
    database.execute_sql(DOCUMENTS, {"ids": list(ids)})


def forget_old(corpus: int, most: int) -> None:
    """Delete what a watched corpus no longer shows.

    That includes all but the latest `most` pages that are gone, and the events and counts of terms
    of checks that are too old for its feed.
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
