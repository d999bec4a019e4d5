"""The total length of the documents of a corpus, and their language."""

from collections.abc import Mapping
from typing import Any

from db import database

NAMES = ("characters", "characters_no_spaces", "bytes", "sentences", "paragraphs", "lines")
LENGTHS = f"""
    SELECT {", ".join(f"coalesce(sum((length->>'{name}')::bigint), 0)::bigint" for name in NAMES)},
        avg(results.mattr), count(length)
    FROM (SELECT result_id FROM summed_documents WHERE corpus_id = %s) AS summed
    JOIN results ON results.id = result_id
"""
LANGUAGE = """
    SELECT language FROM summed_documents WHERE corpus_id = %s AND language <> 'und'
    GROUP BY language ORDER BY count(*) DESC, language LIMIT 1
"""


def sum_lengths(corpus_id: int) -> Mapping[str, Any]:
    """Return the sum of each length of the whole pages, and the mean diversity of their samples.

    `measured` is the number of documents whose length is known; earlier releases did not store it.
    """
    row = database.execute_sql(LENGTHS, [corpus_id]).fetchone()
    return dict(zip((*NAMES, "mattr", "measured"), row, strict=True))


def most_frequent_language(corpus_id: int) -> str | None:
    row = database.execute_sql(LANGUAGE, [corpus_id]).fetchone()
    return row and str(row[0])
