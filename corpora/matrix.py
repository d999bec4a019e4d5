"""The sparse document-term matrix of a corpus: how often each word occurs in each document."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from corpora.places import FOLLOWING, Place, check_batch, values_after
from corpora.postings import STOP_WORD, unpack
from corpora.words import COLUMNS, Sums
from db import read_sql

WORDS = 15_000  # of a part
BYTES = 4_000_000  # of a part, as CELL estimates them; one word may have more
CELL = 30  # bytes of a cell in JSON, besides its word

# Postings are aggregated, because psycopg2 takes 6 microseconds for each binary value.
PART = f"""
    SELECT coalesce(json_agg(word), '[]'), coalesce(json_agg(documents), '[]'),
        coalesce(string_agg(postings, ''), '')
    FROM (
        SELECT word, documents, postings FROM (
            SELECT word, documents, postings, row_number() OVER place AS number,
                sum(documents * (octet_length(word) + {CELL})) OVER place AS size
            FROM ({FOLLOWING}) AS following
            WINDOW place AS (ORDER BY count DESC, word ROWS UNBOUNDED PRECEDING)
        ) AS measured
        WHERE number = 1 OR size <= {BYTES} ORDER BY number
    ) AS part
"""


@dataclass(frozen=True)
class Columns:
    """The columns of words that follow each other by frequency: the postings of all of them."""

    words: Sequence[str]
    documents: Sequence[int]  # of each word
    postings: Sequence[int]

    def by_word(self, *, keep_stop_words: bool) -> Iterator[tuple[str, Sequence[int]]]:
        """Yield each word with its postings (see postings.py)."""
        postings = iter(self.postings)
        for word, number in zip(self.words, self.documents, strict=True):
            of_word = [*islice(postings, number)]
            if not keep_stop_words:
                of_word = [each for each in of_word if not each & STOP_WORD]
            yield word, of_word


def read_columns(sums: Sums, place: Place, limit: int, *, keep_stop_words: bool) -> Columns:
    """Return at most `limit` words after a place, as many as make a part. Raises BatchGone."""
    count, _ = COLUMNS[keep_stop_words]
    values = values_after(sums, place, min(limit, WORDS), keep_stop_words=keep_stop_words)
    [(words, documents, postings)] = read_sql(PART.format(count, "documents, postings"), values)
    check_batch(sums)
    return Columns(words, documents, unpack(postings))
