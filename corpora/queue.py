"""Which documents are opened next: some of each corpus, and few of each host.

A document is open from then until its result is finished: see settling.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db import database
from models import OF_CORPORA
from wordcount.page import TEXT_RULE
from wordcount.words import RULE

OPEN_IN_ALL = 200  # documents
OPEN_OF_CORPUS = 100
OPEN_OF_HOST = 20  # of all corpora; two of them are fetched at a time
CONSIDERED = 1_000  # waiting documents of a corpus, on free hosts, that a step considers
FRESH = "1 hour"  # a page is not counted again if it was counted this recently

# An advisory lock: one worker at a time opens and settles documents
LOCK = int.from_bytes(b"corpora", "big")
TRY_LOCK = "SELECT pg_try_advisory_xact_lock(%s)"

OPEN_NOW = "SELECT count(*) FROM corpus_documents WHERE status = 'open'"
COUNTING = """
    SELECT corpora.id, corpora.client, count(open.id)
    FROM corpora
    LEFT JOIN corpus_documents AS open ON open.corpus_id = corpora.id AND open.status = 'open'
    WHERE corpora.status = 'counting'
        AND (paused_until IS NULL OR paused_until <= now())
        AND EXISTS (SELECT FROM corpus_documents AS waiting
            WHERE waiting.corpus_id = corpora.id AND waiting.status = 'waiting')
    GROUP BY corpora.id
    ORDER BY 3, 1
"""
# Hosts take turns. One with a crawl delay has at most one open document. A page that is being
# counted in another language waits until that count ends.
NEXT = """
    WITH busy AS (
        SELECT coalesce(host, '') AS host, count(*) AS open,
            count(*) >= CASE WHEN EXISTS (
                SELECT FROM corpus_hosts WHERE corpus_hosts.host = corpus_documents.host)
                THEN 1 ELSE %(of_host)s END AS is_full
        FROM corpus_documents
        WHERE status = 'open'
        GROUP BY host
    ), waiting AS (
        SELECT id, url, coalesce(host, '') AS host, position, result_id IS NOT NULL AS is_again
        FROM corpus_documents
        WHERE corpus_id = %(corpus)s AND status = 'waiting'
            AND NOT EXISTS (SELECT FROM results
                WHERE results.url = corpus_documents.url AND language_source = 'given'
                    AND results.status IN ('pending', 'running'))
            AND coalesce(host, '') NOT IN (SELECT host FROM busy WHERE is_full)
            AND coalesce(host, '') NOT IN (SELECT host FROM corpus_hosts WHERE next_at > now())
        ORDER BY position
        LIMIT %(considered)s
    ), ranked AS (
        SELECT waiting.*, coalesce(open, 0)
            + row_number() OVER (PARTITION BY host ORDER BY position) AS place,
            EXISTS (SELECT FROM corpus_hosts WHERE corpus_hosts.host = waiting.host) AS is_slow
        FROM waiting LEFT JOIN busy USING (host)
    )
    SELECT id, url, is_again FROM ranked
    WHERE place <= CASE WHEN is_slow THEN 1 ELSE %(of_host)s END
    ORDER BY place, position
    LIMIT %(limit)s
"""
# An address may be stored without a scheme; its result has the scheme that worked.
RECENT = f"""
    SELECT wanted.id, recent.id
    FROM unnest(%(ids)s::integer[], %(urls)s::text[]) AS wanted(id, url)
    CROSS JOIN LATERAL (
        SELECT id FROM results
        WHERE md5(url) IN (md5(wanted.url), md5('https://' || wanted.url),
                md5('http://' || wanted.url))
            AND url IN (wanted.url, 'https://' || wanted.url, 'http://' || wanted.url)
            AND status = 'done' AND created_at > now() - interval '{FRESH}'
            AND language_source IS DISTINCT FROM 'given'
            AND text_rule = %(text_rule)s AND rule = %(rule)s
        ORDER BY id DESC LIMIT 1
    ) AS recent
"""
# The client that submitted the page can no longer delete its result.
SHARE = f"""
    UPDATE results SET is_shared = true
    WHERE id = ANY(%s) AND is_shared IS NULL AND priority IS DISTINCT FROM {OF_CORPORA}
"""
OPEN = """
    UPDATE corpus_documents
    SET status = 'open', result_id = coalesce(result_id, opened.result),
        next_result_id = CASE WHEN result_id IS NOT NULL THEN opened.result END
    FROM unnest(%(ids)s::integer[], %(results)s::integer[]) AS opened(id, result)
    WHERE corpus_documents.id = opened.id AND status = 'waiting'
"""


@dataclass(frozen=True)
class Waiting:
    """A document that can be opened."""

    id: int
    url: str | None
    is_again: bool  # it was counted before, and may have changed


def try_lock() -> bool:
    """Acquire the lock for moving documents until the end of this transaction, if it is free."""
    return bool(database.execute_sql(TRY_LOCK, [LOCK]).fetchone()[0])


def lock() -> None:
    """Prevent documents from being moved until the end of this transaction."""
    database.execute_sql("SELECT pg_advisory_xact_lock(%s)", [LOCK])


@dataclass(frozen=True)
class CountingCorpus:
    """A corpus with waiting documents, and its number of open documents."""

    id: int
    client: memoryview | None
    open: int


def counting() -> tuple[list[CountingCorpus], int]:
    """Return the corpora with waiting documents, fewest open first, and the room for open ones."""
    corpora = [CountingCorpus(*row) for row in database.execute_sql(COUNTING)]
    [open_now] = database.execute_sql(OPEN_NOW).fetchone()
    return corpora, max(0, OPEN_IN_ALL - open_now)


def next_waiting(corpus: int, limit: int) -> list[Waiting]:
    """Return at most `limit` documents of a corpus, whose hosts are not busy and take turns."""
    values = {
        "corpus": corpus,
        "limit": limit,
        "of_host": OPEN_OF_HOST,
        "considered": CONSIDERED,
    }
    return [Waiting(*row) for row in database.execute_sql(NEXT, values)]


def counted_recently(documents: Sequence[Waiting]) -> Mapping[int, int]:
    """Map each document whose page was counted recently to the id of that result."""
    pages = [(each.id, each.url) for each in documents if each.url and not each.is_again]
    values = {
        "ids": [id for id, _ in pages],
        "urls": [url for _, url in pages],
        "text_rule": TEXT_RULE,
        "rule": RULE,
    }
    return dict(database.execute_sql(RECENT, values).fetchall())


def open_documents(results: Mapping[int, int]) -> None:
    """Open waiting documents; each gets a result."""
    values = {"ids": [*results], "results": [*results.values()]}
    database.execute_sql(SHARE, [values["results"]])
    database.execute_sql(OPEN, values)
