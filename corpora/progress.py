"""The progress of a corpus: its numbers of documents, and whether it is done."""

from collections.abc import Iterable

from db import database

# A failed document that is retried counts as failed until it is counted, and one that is recounted
# as done, so that a progress bar never moves back. The totals of a finished corpus are updated
# whenever it finishes again.
UPDATE = """
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


def update_progress(corpora: Iterable[int]) -> None:
    """Update the numbers and the status of these corpora."""
    if ids := [*corpora]:
        database.execute_sql(UPDATE, {"corpora": ids})
