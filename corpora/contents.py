"""A summary of a corpus: the languages and dates of its documents."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db import read_sql

LANGUAGES = 5  # of a corpus, the most frequent
CONTENTS = f"""
    SELECT min(published), max(published), ARRAY(
        SELECT row_to_json(each) FROM (
            SELECT split_part(language, '-', 1) AS name, count(*) AS documents
            FROM summed_documents
            WHERE corpus_id = %(corpus)s AND language <> 'und'
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {LANGUAGES}) AS each)
    FROM summed_documents JOIN corpus_documents USING (corpus_id, position)
    WHERE corpus_id = %(corpus)s
"""


@dataclass(frozen=True)
class Contents:
    """The dates of the first and last document of a corpus, and its LANGUAGES main languages."""

    first: dt.date | None
    last: dt.date | None
    languages: Sequence[Mapping[str, Any]]  # each with its `name` and number of `documents`


def contents_of(corpus: int) -> Contents:
    [row] = read_sql(CONTENTS, {"corpus": corpus})
    return Contents(*row)
