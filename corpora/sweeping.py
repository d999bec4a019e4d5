"""Delete the words of deleted corpora."""

from corpora.due import CONSIDERED, locked
from db import database

DELETED_AT_ONCE = 20_000  # rows
DELETED = f"""
    SELECT corpus_id FROM corpus_sums
    WHERE NOT EXISTS (SELECT FROM corpora WHERE id = corpus_id) LIMIT {CONSIDERED}
"""
WORDS = f"""
    DELETE FROM corpus_words WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM corpus_words WHERE corpus_id = %(corpus)s AND batch <> %(batch)s
        LIMIT {DELETED_AT_ONCE}))
"""
SUMS = """
    DELETE FROM summed_documents WHERE corpus_id = %(corpus)s;
    DELETE FROM corpus_sums WHERE corpus_id = %(corpus)s
"""
# Earlier releases left words without a corpus and without a row in corpus_sums. This adds the row.
FIND_LEFT = """
    WITH RECURSIVE found(id, number) AS (
        SELECT (SELECT min(corpus_id) FROM corpus_words WHERE corpus_id > %(after)s), 1
        UNION ALL
        SELECT (SELECT min(corpus_id) FROM corpus_words WHERE corpus_id > found.id), number + 1
        FROM found WHERE id IS NOT NULL AND number < %(most)s
    ), left_over AS (
        INSERT INTO corpus_sums (corpus_id, batch, checked_at)
        SELECT id, 0, now() FROM found
        WHERE id IS NOT NULL AND NOT EXISTS (SELECT FROM corpora WHERE corpora.id = found.id)
        ON CONFLICT DO NOTHING
    )
    SELECT CASE WHEN count(*) = count(id) THEN max(id) END FROM found
"""
LOOKED_AT = 100  # corpora in one step


def delete_next() -> bool:
    """Delete the sums of a deleted corpus that is not locked; return whether there was one."""
    for (corpus,) in database.execute_sql(DELETED).fetchall():
        with locked(corpus) as is_ours:
            if is_ours:
                delete_words(corpus)
                database.execute_sql(SUMS, {"corpus": corpus})
                return True
    return False


def delete_words(corpus: int, but: int = -1) -> None:
    """Delete the words of all batches `but` one: earlier and unfinished ones."""
    while database.execute_sql(WORDS, {"corpus": corpus, "batch": but}).rowcount:
        pass


class Finder:
    """Finds words of deleted corpora that earlier releases left, for `delete_next`."""

    def __init__(self, at_once: int = LOOKED_AT) -> None:
        self.at_once = at_once
        self.after: int | None = 0  # the id of a corpus; None after the last

    def step(self) -> None:
        """Check the words of the next `at_once` corpora."""
        if self.after is not None:
            values = {"after": self.after, "most": self.at_once}
            [self.after] = database.execute_sql(FIND_LEFT, values).fetchone()
