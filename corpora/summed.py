"""Which documents are included in the sums of a corpus, and which have changed since."""

from collections.abc import Sequence

from corpora.added import Added
from corpora.sums import SummedDocument
from db import database

CURRENT = """
    SELECT position, result_id, rule, segmenter
    FROM corpus_documents JOIN results ON results.id = result_id
    WHERE corpus_id = %(corpus)s AND duplicate_of IS NULL AND results.status = 'done'
        AND corpus_documents.status NOT IN ('failed', 'gone') AND result_all IS NOT NULL
        AND results.total IS NOT NULL AND summed_in IS DISTINCT FROM 0
"""
SUMMED = """
    SELECT position, result_id, rule, segmenter FROM summed_documents WHERE corpus_id = %(corpus)s
"""
# The documents to be removed from the sums, and those to be added.
REMOVED = f"SELECT position FROM ({SUMMED} EXCEPT {CURRENT}) AS old"
NEW = f"""
    SELECT position, result_id FROM ({CURRENT} EXCEPT {SUMMED}) AS new
    ORDER BY position LIMIT %(most)s
"""
UNMARK = """
    UPDATE corpus_documents SET summed_in = -summed_in
    WHERE corpus_id = %(corpus)s AND summed_in < 0
"""
LEAVE_OUT = """
    UPDATE corpus_documents SET summed_in = 0
    WHERE corpus_id = %(corpus)s AND position = %(position)s AND result_id = %(result)s
"""
# A document that changed meanwhile is marked, so that it is checked again.
MARK = """
    UPDATE corpus_documents
    SET summed_in = CASE WHEN position = ANY(%(added)s) THEN CASE
        WHEN status = 'done' AND duplicate_of IS NULL AND result_id = ANY(%(results)s)
        THEN %(batch)s ELSE -%(batch)s END END
    WHERE corpus_id = %(corpus)s AND position = ANY(%(changed)s)
"""


def removed_documents(corpus: int) -> set[int]:
    """Return the positions of summed documents whose words have changed or were deleted."""
    return {position for (position,) in database.execute_sql(REMOVED, {"corpus": corpus})}


def new_documents(corpus: int, most: int) -> Sequence[tuple[int, int]]:
    """Return the positions and results of the first `most` documents that are not summed yet."""
    rows: Sequence[tuple[int, int]] = database.execute_sql(
        NEW, {"corpus": corpus, "most": most}
    ).fetchall()
    return rows


def unmark(corpus: int) -> None:
    """Remove the marks of documents whose words have not changed."""
    database.execute_sql(UNMARK, {"corpus": corpus})


def leave_out(corpus: int, position: int, result: int) -> None:
    """Leave out a document whose words exceed the quota of a day, until it is counted again."""
    values = {"corpus": corpus, "position": position, "result": result}
    database.execute_sql(LEAVE_OUT, values)


def record(corpus: int, batch: int, removed: set[int], added: Sequence[Added]) -> None:
    """Record which documents a batch includes, and which it no longer does."""
    of_corpus = SummedDocument.corpus_id == corpus
    SummedDocument.delete().where(of_corpus, SummedDocument.position.in_(removed)).execute()
    if added:
        rows = [{"corpus_id": corpus, **each._asdict()} for each in added]
        SummedDocument.insert_many(rows).execute()
    positions = [each.position for each in added]
    marks = {
        "corpus": corpus,
        "batch": batch,
        "added": positions,
        "results": [each.result_id for each in added],
        "changed": [*removed, *positions],
    }
    database.execute_sql(MARK, marks)
