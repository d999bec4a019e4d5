"""Read the words of a corpus from place to place, most frequent first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpora.words import COLUMNS, OF_BATCH, CorpusRow, Sums, rows_of
from db import read_sql

# The words after %(word)s, which occurs %(count)s times. Each branch reads a range of an index.
FOLLOWING = f"""
    (
        SELECT word, {{0}} AS count, {{1}} FROM corpus_words
        WHERE {OF_BATCH} AND {{0}} = %(count)s AND word > %(word)s
        ORDER BY word LIMIT %(limit)s
    ) UNION ALL (
        SELECT word, {{0}}, {{1}} FROM corpus_words
        WHERE {OF_BATCH} AND {{0}} < %(count)s AND {{0}} > 0 AND word <> ''
        ORDER BY {{0}} DESC, word LIMIT %(limit)s
    ) ORDER BY count DESC, word LIMIT %(limit)s
"""
IS_CURRENT = """
    SELECT FROM corpus_sums JOIN corpora ON corpora.id = corpus_id AND status <> 'deleted'
    WHERE corpus_id = %(corpus_id)s AND batch = %(batch)s
"""


class BatchGone(Exception):
    """A batch was replaced or deleted while it was being read."""


@dataclass(frozen=True)
class Place:
    """A place among the words of a batch, most frequent first: after `word`, which has `rank`."""

    batch: int
    rank: int = 0
    word: str = ""


def words_after(
    sums: Sums, place: Place, limit: int, *, keep_stop_words: bool
) -> Sequence[CorpusRow]:
    """Return at most `limit` words after a place, most frequent first. Raises BatchGone.

    Unlike `most_frequent` with an offset, this takes no longer for a place far down the list.
    """
    count, documents = COLUMNS[keep_stop_words]
    values = values_after(sums, place, limit, keep_stop_words=keep_stop_words)
    rows = read_sql(FOLLOWING.format(count, f"{documents}, dp"), values)
    check_batch(sums)
    return [CorpusRow(rank, *row) for rank, row in enumerate(rows, place.rank + 1)]


def values_after(
    sums: Sums, place: Place, limit: int, *, keep_stop_words: bool
) -> Mapping[str, Any]:
    """Return the values of FOLLOWING. Raises BatchGone if the place is not in this batch."""
    count = 2**62  # more than any word has
    if place.rank:
        row = rows_of(sums, [place.word], keep_stop_words=keep_stop_words).get(place.word)
        if row is None or place.batch != sums.batch:
            raise BatchGone
        count = row.count
    return {**sums.key, "count": count, "word": place.word, "limit": limit}


def check_batch(sums: Sums) -> None:
    """Raise BatchGone if rows of the batch may have been deleted while they were being read."""
    if not read_sql(IS_CURRENT, sums.key):
        raise BatchGone
