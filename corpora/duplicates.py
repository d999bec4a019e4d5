"""Documents of a corpus with equal texts, of which only one is counted."""

from collections.abc import Iterable

from db import database

# Prefer the document that is in the totals, then the first.
CHOOSE = """
    UPDATE corpus_documents AS document
    SET duplicate_of = nullif(chosen.position, document.position),
        summed_in = CASE WHEN chosen.position = document.position THEN summed_in
            ELSE -abs(summed_in) END
    FROM (
        SELECT id, first_value(position) OVER (
            PARTITION BY corpus_id, fingerprint
            ORDER BY coalesce(summed_in, 0) > 0 DESC, position) AS position
        FROM corpus_documents
        JOIN unnest(%(corpora)s::integer[], %(fingerprints)s::text[])
            AS changed(corpus_id, fingerprint) USING (corpus_id, fingerprint)
        WHERE status = 'done' AND result_id IS NOT NULL
    ) AS chosen
    WHERE document.id = chosen.id
        AND document.duplicate_of IS DISTINCT FROM nullif(chosen.position, document.position)
"""


def count_once(texts: Iterable[tuple[int, str | None]]) -> None:
    """For each corpus and fingerprint, choose the document whose words are counted."""
    known = [(corpus, fingerprint) for corpus, fingerprint in texts if fingerprint]
    if known:
        corpora, fingerprints = zip(*known, strict=True)
        values = {"corpora": [*corpora], "fingerprints": [*fingerprints]}
        database.execute_sql(CHOOSE, values)
