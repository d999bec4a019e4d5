"""Which corpora to check, because words may have to be added up."""

from collections.abc import Iterator
from contextlib import contextmanager

from db import database
from models import NETWORK_BYTES

LOCK = 0x636F7270  # the first key of our advisory locks, "corp"; the second is the corpus
# Longer than summing up takes between two statements, on a busy machine too.
FROZEN_AFTER = "2min"
# PostgreSQL has this setting from version 14 on.
SET_IDLE_TIMEOUT = (
    "SELECT set_config(name, %s, false) FROM pg_settings WHERE name = 'idle_session_timeout'"
)

SMALL = 100_000  # different words, including documents not added up: takes a few seconds
CONSIDERED = 20  # due corpora, because other threads may have locked some of them

# The documents of a corpus that are not added up yet; there is an index of these.
UNSUMMED = """
    FROM corpus_documents AS unsummed JOIN results ON results.id = unsummed.result_id
    WHERE unsummed.corpus_id = corpora.id AND unsummed.status = 'done'
        AND duplicate_of IS NULL AND summed_in IS NULL
        AND results.status = 'done' AND result_all IS NOT NULL AND results.total IS NOT NULL
"""
# A corpus is checked every few seconds while it is being counted, or while it has documents that
# have changed or are not added up. Others are checked hourly, because their results may have been
# recounted. Times of two transactions are never compared: one that began earlier may end later. If
# a quota was used up, `checked_at` is the next day; until then, only removed documents count.
#
# Networks take turns, and the clients of each: next is the one whose corpora were checked least
# recently.
MARKED = "SELECT FROM corpus_documents WHERE corpus_id = corpora.id AND summed_in < 0"
LAST = "max(checked_at) FILTER (WHERE checked_at <= now())"
DUE = f"""
    SELECT id FROM (
        SELECT id, status, finished_at, checked_at, earlier_batch, figures,
            {LAST} OVER (PARTITION BY substr(client, 1, {NETWORK_BYTES})) AS turn_of_network,
            {LAST} OVER (PARTITION BY client) AS turn_of_client
        FROM corpora LEFT JOIN corpus_sums ON corpus_id = id
    ) AS corpora
    WHERE status <> 'deleted' AND (checked_at IS NULL OR checked_at < now() - CASE
        WHEN finished_at IS NOT NULL AND earlier_batch IS NULL AND NOT EXISTS ({MARKED})
            AND NOT EXISTS (SELECT {UNSUMMED}) THEN interval '1 hour'
        ELSE interval '5 seconds' END OR checked_at > now() AND EXISTS ({MARKED}))
        AND (%(most)s IS NULL OR %(most)s >= coalesce((figures #>> '{{page,distinct}}')::bigint, 0)
            + coalesce((SELECT sum(results."distinct") {UNSUMMED}), 0))
    ORDER BY turn_of_network NULLS FIRST, turn_of_client NULLS FIRST, checked_at NULLS FIRST
    LIMIT {CONSIDERED}
"""


def due(most: int | None = None) -> list[int]:
    """Return some corpora that are due; their clients take turns.

    Only corpora with at most `most` different words are returned; None means all.
    """
    return [corpus for (corpus,) in database.execute_sql(DUE, {"most": most}).fetchall()]


@contextmanager
def locked(corpus: int) -> Iterator[bool]:
    """Hold the lock of a corpus on this thread's connection; yield whether it was free.

    The server releases it when the connection ends, or after FROZEN_AFTER without a statement.
    """
    [is_ours] = database.execute_sql(
        "SELECT pg_try_advisory_lock(%s, %s)", [LOCK, corpus]
    ).fetchone()
    try:
        if is_ours:
            database.execute_sql(SET_IDLE_TIMEOUT, [FROZEN_AFTER])
        yield is_ours
    finally:
        if is_ours:
            database.execute_sql("SELECT pg_advisory_unlock(%s, %s)", [LOCK, corpus])
            database.execute_sql(SET_IDLE_TIMEOUT, ["0"])
