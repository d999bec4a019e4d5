"""Record how open documents ended, and what became of counted ones.

Every step can be repeated, so a worker may be killed at any moment.
"""

from collections.abc import Iterable
from typing import Any

import peewee as pw

from corpora.models import Corpus, Document
from db import database
from models import MAX_LENGTHS, Result
from wordcount.messages import N_

BATCH = 200  # documents in one step
OUT_OF_QUOTA = "quota_exceeded"  # the code of an error
GONE, WAS_DELETED = "gone", N_("The result of this page was deleted.")  # a code, and its message
IS_GONE = "^That server answered 4(04|10) "  # the message of an error (RFC 9110, section 15.5)
DIRTY = "CASE WHEN summed_in > 0 THEN -summed_in ELSE summed_in END"

# What comes of an open document. One whose client has used up its quota goes on waiting. One that
# is counted again keeps its words if that fails, unless the page is gone. One whose result was
# deleted meanwhile is gone.
SETTLE = f"""
    WITH finished AS (
        SELECT document.id AS document, results.id AS result,
            next_result_id IS NOT NULL AS is_again, document.result_id AS earlier,
            results.status, results.error_code,
            left(results.error_message, {MAX_LENGTHS["error_message"]}) AS message,
            left(results.title, {MAX_LENGTHS["title"]}) AS title,
            left(results.language, {MAX_LENGTHS["language"]}) AS language,
            results.total, results."distinct", results.mattr, results.created_at,
            results.fingerprint, document.fingerprint AS old_fingerprint
        FROM corpus_documents AS document
        LEFT JOIN results ON results.id = coalesce(next_result_id, result_id)
        WHERE document.status = 'open'
            AND (results.id IS NULL OR results.status IN ('done', 'failed'))
        ORDER BY document.corpus_id, document.position
        LIMIT {BATCH}
    ), outcomes AS (
        SELECT *, CASE
            WHEN error_code = '{OUT_OF_QUOTA}' THEN 'waiting'
            WHEN status = 'done' THEN 'done'
            WHEN is_again AND coalesce(message, '') !~ '{IS_GONE}' THEN 'kept'
            WHEN is_again OR result IS NULL THEN 'gone'
            ELSE 'failed' END AS outcome
        FROM finished
    )
    UPDATE corpus_documents AS document
    SET status = CASE outcome WHEN 'kept' THEN 'done' ELSE outcome END,
        result_id = CASE WHEN outcome = 'done' THEN result
            WHEN is_again THEN earlier
            WHEN outcome <> 'waiting' THEN result END,
        next_result_id = NULL,
        error_code = CASE outcome WHEN 'failed' THEN outcomes.error_code
            WHEN 'gone' THEN '{GONE}' END,
        error_message = CASE outcome WHEN 'failed' THEN message
            WHEN 'gone' THEN coalesce(message, '{WAS_DELETED}') END,
        title = CASE outcome WHEN 'done' THEN outcomes.title ELSE document.title END,
        language = CASE outcome WHEN 'done' THEN outcomes.language ELSE document.language END,
        total = CASE outcome WHEN 'done' THEN outcomes.total ELSE document.total END,
        "distinct" = CASE outcome WHEN 'done' THEN outcomes."distinct"
            ELSE document."distinct" END,
        mattr = CASE outcome WHEN 'done' THEN outcomes.mattr ELSE document.mattr END,
        counted_at = CASE outcome WHEN 'done' THEN outcomes.created_at
            WHEN 'failed' THEN NULL ELSE document.counted_at END,
        fingerprint = CASE outcome WHEN 'done' THEN outcomes.fingerprint
            ELSE document.fingerprint END,
        duplicate_of = CASE outcome WHEN 'kept' THEN duplicate_of END,
        summed_in = CASE WHEN outcome IN ('kept', 'waiting') THEN summed_in ELSE {DIRTY} END
    FROM outcomes
    WHERE document.id = outcomes.document AND document.status = 'open'
    RETURNING corpus_id, outcomes.fingerprint, old_fingerprint,
        CASE outcome WHEN 'waiting' THEN result END,
        CASE WHEN is_again AND outcome IN ('done', 'gone') THEN outcome END,
        position, result, earlier
"""
LOSE = f"""
    UPDATE corpus_documents
    SET status = 'gone', error_code = '{GONE}', error_message = '{WAS_DELETED}',
        duplicate_of = NULL, summed_in = {DIRTY}
    WHERE id IN (
        SELECT id FROM corpus_documents
        WHERE status = 'done' AND result_id IS NULL
        LIMIT {BATCH})
    RETURNING corpus_id, fingerprint
"""
# Of documents with the same text one is counted: the one that is in the totals, else the first.
DEDUPLICATE = f"""
    UPDATE corpus_documents AS document
    SET duplicate_of = nullif(kept.kept, document.position),
        summed_in = CASE WHEN kept.kept <> document.position THEN {DIRTY} ELSE summed_in END
    FROM (
        SELECT id, first_value(position) OVER (
            PARTITION BY corpus_id, fingerprint
            ORDER BY coalesce(summed_in, 0) > 0 DESC, position) AS kept
        FROM corpus_documents
        JOIN unnest(%(corpora)s::integer[], %(fingerprints)s::text[])
            AS changed(corpus_id, fingerprint) USING (corpus_id, fingerprint)
        WHERE status = 'done' AND result_id IS NOT NULL
    ) AS kept
    WHERE document.id = kept.id
        AND document.duplicate_of IS DISTINCT FROM nullif(kept.kept, document.position)
"""
# A failed document that is tried again is a failed one until it is counted, and a document that is
# counted again is a done one: a bar never goes back. The totals of a finished corpus are brought up
# to date whenever it finishes again.
RECKON = """
    UPDATE corpora
    SET documents = now.documents, done = now.done, failed = now.failed,
        status = CASE WHEN status = 'counting' AND waiting + open = 0 THEN 'done' ELSE status END,
        finished_at = CASE WHEN open = 0 AND (waiting = 0 OR status = 'stopped') THEN now() END
    FROM (
        SELECT corpus_id, count(*) AS documents,
            count(*) FILTER (WHERE status = 'done'
                OR status IN ('waiting', 'open') AND counted_at IS NOT NULL) AS done,
            count(*) FILTER (WHERE status <> 'done' AND error_code IS NOT NULL) AS failed,
            count(*) FILTER (WHERE status = 'waiting') AS waiting,
            count(*) FILTER (WHERE status = 'open') AS open
        FROM corpus_documents
        WHERE corpus_id = ANY(%(corpora)s)
        GROUP BY corpus_id
    ) AS now
    WHERE corpora.id = now.corpus_id
"""
# Of pages with a main text before and after, those are compared.
RECORD = """
    INSERT INTO corpus_events (corpus_id, checked_at, kind, position, result_id, previous_id)
    SELECT corpora.id, followed_at, CASE event WHEN 'gone' THEN event ELSE 'changed' END,
        position, result, earlier
    FROM unnest(%(corpora)s::integer[], %(events)s::text[], %(positions)s::integer[],
        %(results)s::integer[], %(earlier)s::integer[])
        AS given(corpus, event, position, result, earlier)
    JOIN corpora ON corpora.id = corpus AND followed_at IS NOT NULL
    LEFT JOIN results AS old ON old.id = earlier
    LEFT JOIN results AS new ON new.id = result
    WHERE event = 'gone' OR CASE WHEN old.main_rule = new.main_rule
        THEN coalesce(old.main_fingerprint <> new.main_fingerprint,
            old.fingerprint <> new.fingerprint)
        ELSE old.fingerprint <> new.fingerprint END
"""
TOMORROW = "(date_trunc('day', now() AT TIME ZONE 'UTC') + interval '1 day') AT TIME ZONE 'UTC'"

Row = tuple[Any, ...]


def settle() -> int:
    """Settle a batch of open documents and of those whose result was deleted; return how many."""
    settled: list[Row] = database.execute_sql(SETTLE).fetchall()
    lost: list[Row] = database.execute_sql(LOSE).fetchall()
    texts = {(corpus, text) for corpus, *both, _, _, _, _, _ in settled for text in both}
    deduplicate(texts | set(lost))
    refused = [(row[0], row[3]) for row in settled if row[3]]
    pause({corpus for corpus, _ in refused}, [result for _, result in refused])
    record([(row[0], *row[4:]) for row in settled if row[4]])
    reckon({row[0] for row in [*settled, *lost]})
    return len(settled) + len(lost)


def deduplicate(texts: Iterable[tuple[int, str | None]]) -> None:
    """Count one document of each of these texts: a corpus, and the MD5 of a text."""
    known = [(corpus, text) for corpus, text in texts if text]
    if known:
        corpora, fingerprints = zip(*known, strict=True)
        values = {"corpora": [*corpora], "fingerprints": [*fingerprints]}
        database.execute_sql(DEDUPLICATE, values)


def pause(corpora: Iterable[int], results: Iterable[int] = ()) -> None:
    """Pause corpora whose clients have no quota left today, and delete the results that failed."""
    if ids := [*corpora]:
        Corpus.update(paused_until=pw.SQL(TOMORROW)).where(Corpus.id.in_(ids)).execute()
    if failed := [*results]:
        Result.delete().where(Result.id.in_(failed), Result.error_code == OUT_OF_QUOTA).execute()


def record(events: Iterable[Row]) -> None:
    """Store what watched pages have changed: rows of corpus, event, position and two results."""
    if rows := [*events]:
        names = ("corpora", "events", "positions", "results", "earlier")
        columns = ([*column] for column in zip(*rows, strict=True))
        database.execute_sql(RECORD, dict(zip(names, columns, strict=True)))


def reckon(corpora: Iterable[int]) -> None:
    """Bring the numbers and the status of these corpora up to date."""
    if ids := [*corpora]:
        database.execute_sql(RECKON, {"corpora": ids})


def recounted(result: int) -> None:
    """Settle the documents of a result that was recounted again, as it has other words now."""
    is_counted = Document.result == result, Document.status == "done"
    Document.update(status="open").where(*is_counted).execute()
