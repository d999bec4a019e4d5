"""The lengths of all documents of a corpus together."""

from collections.abc import Mapping
from typing import Any

from db import read_sql

NAMES = ("characters", "characters_no_spaces", "bytes", "sentences", "paragraphs", "lines")
LENGTHS = f"""
    SELECT {", ".join(f"sum((length->>'{name}')::bigint)" for name in NAMES)},
        avg(results.mattr), count(length)
    FROM (SELECT result_id FROM summed_documents WHERE corpus_id = %(corpus)s) AS summed
    JOIN results ON results.id = result_id
"""


def lengths(corpus_id: int) -> Mapping[str, Any]:
    """The sum of each length of the whole pages, and the average variety of their samples.

    `measured` is the number of documents whose length is known; earlier releases did not store it.
    """
    [row] = read_sql(LENGTHS, {"corpus": corpus_id})
    *sums, mattr, measured = row
    known = {name: int(value or 0) for name, value in zip(NAMES, sums, strict=True)}
    return {**known, "mattr": mattr, "measured": measured}
