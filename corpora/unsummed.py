"""The documents of a corpus that are counted, but whose words are not in its totals yet."""

import datetime as dt
from dataclasses import dataclass

from corpora.due import UNSUMMED
from db import read_sql

QUERY = f"""
    SELECT (SELECT count(*) {UNSUMMED}), CASE WHEN checked_at > now() THEN checked_at END
    FROM corpora LEFT JOIN corpus_sums ON corpus_id = corpora.id
    WHERE corpora.id = %s
"""


@dataclass(frozen=True)
class Unsummed:
    """How many documents these are; `until` when they wait, if the quota of a day is used up."""

    documents: int = 0
    until: dt.datetime | None = None


def unsummed(corpus: int) -> Unsummed:
    rows = read_sql(QUERY, [corpus])
    return Unsummed(*rows[0]) if rows else Unsummed()
