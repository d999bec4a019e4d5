"""What came of the open documents of corpora, and what has become of those that were counted.

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

DIRTY = "CASE WHEN summed_in > 0 THEN -summed_in ELSE summed_in END"

# A document whose client has used up its quota goes on waiting. One whose result was deleted
# meanwhile is gone.
SETTLE = f"""
    WITH finished AS (
        SELECT document.id AS document, results.id AS result, results.status, results.error_code,
            left(results.error_message, {MAX_LENGTHS["error_message"]}) AS message,
            left(results.title, {MAX_LENGTHS["title"]}) AS title,
            left(results.language, {MAX_LENGTHS["language"]}) AS language,
            results.total, results."distinct", results.mattr, results.created_at,
            results.fingerprint, document.fingerprint AS old_fingerprint,
            results.error_code IS NOT DISTINCT FROM '{OUT_OF_QUOTA}' AS is_out_of_quota
        FROM corpus_documents AS document
        LEFT JOIN results ON results.id = document.result_id
        WHERE document.status = 'open'
            AND (results.id IS NULL OR results.status IN ('done', 'failed'))
        ORDER BY document.corpus_id, document.position
        LIMIT {BATCH}
    )
    UPDATE corpus_documents AS document
    SET status = CASE WHEN is_out_of_quota THEN 'waiting'
            ELSE coalesce(finished.status, 'gone') END,
        result_id = CASE WHEN NOT is_out_of_quota THEN finished.result END,
        error_code = CASE WHEN finished.result IS NULL THEN '{GONE}'
            WHEN NOT is_out_of_quota AND finished.status = 'failed' THEN finished.error_code END,
        error_message = CASE WHEN finished.result IS NULL THEN '{WAS_DELETED}'
            WHEN NOT is_out_of_quota AND finished.status = 'failed' THEN message END,
        title = finished.title, language = finished.language, total = finished.total,
        "distinct" = finished."distinct", mattr = finished.mattr,
        counted_at = finished.created_at, fingerprint = finished.fingerprint,
        duplicate_of = NULL, summed_in = {DIRTY}
    FROM finished
    WHERE document.id = finished.document AND document.status = 'open'
    RETURNING corpus_id, finished.fingerprint, finished.old_fingerprint,
        CASE WHEN is_out_of_quota THEN finished.result END
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
# A failed document that is tried again is a failed one until it is counted: a bar never goes back.
# The totals of a finished corpus are brought up to date whenever it finishes again.
RECKON = """
    UPDATE corpora
    SET done = now.done, failed = now.failed,
        status = CASE WHEN status = 'counting' AND waiting + open = 0 THEN 'done' ELSE status END,
        finished_at = CASE WHEN open = 0 AND (waiting = 0 OR status = 'stopped') THEN now() END
    FROM (
        SELECT corpus_id, count(*) FILTER (WHERE status = 'done') AS done,
            count(*) FILTER (WHERE status <> 'done' AND error_code IS NOT NULL) AS failed,
            count(*) FILTER (WHERE status = 'waiting') AS waiting,
            count(*) FILTER (WHERE status = 'open') AS open
        FROM corpus_documents
        WHERE corpus_id = ANY(%(corpora)s)
        GROUP BY corpus_id
    ) AS now
    WHERE corpora.id = now.corpus_id
"""
TOMORROW = "(date_trunc('day', now() AT TIME ZONE 'UTC') + interval '1 day') AT TIME ZONE 'UTC'"


def settle() -> int:
    """Settle a batch of open documents and of those whose result was deleted; return how many."""
    settled = database.execute_sql(SETTLE).fetchall()
    lost = database.execute_sql(LOSE).fetchall()
    texts = {(corpus, text) for corpus, *both, _ in settled for text in both}
    deduplicate(texts | set(lost))
    pause({corpus: result for corpus, _, _, result in settled if result}, settled)
    reckon({row[0] for row in [*settled, *lost]})
    return len(settled) + len(lost)


def deduplicate(texts: Iterable[tuple[int, str | None]]) -> None:
    """Count one document of each of these texts: a corpus, and the MD5 of a text."""
    known = [(corpus, text) for corpus, text in texts if text]
    if known:
        values = {
            "corpora": [each[0] for each in known],
            "fingerprints": [each[1] for each in known],
        }
        database.execute_sql(DEDUPLICATE, values)


def pause(corpora: Iterable[int], settled: Iterable[Any]) -> None:
    """Pause the corpora whose clients have no quota left today, and delete what was not stored."""
    if paused := [*corpora]:
        Corpus.update(paused_until=pw.SQL(TOMORROW)).where(Corpus.id.in_(paused)).execute()
        failed = [result for *_, result in settled if result]
        Result.delete().where(Result.id.in_(failed), Result.error_code == OUT_OF_QUOTA).execute()


def reckon(corpora: Iterable[int]) -> None:
    """Bring the numbers and the status of these corpora up to date."""
    if ids := [*corpora]:
        database.execute_sql(RECKON, {"corpora": ids})


def recounted(result: int) -> None:
    """Settle the documents of a result that was recounted again, as it has other words now."""
    Document.update(status="open").where(
        Document.result == result, Document.status == "done"
    ).execute()
