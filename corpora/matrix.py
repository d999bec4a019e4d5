"""The document-term matrix of a corpus, sparse: how often which word occurs in which document."""

from collections.abc import Collection, Iterator

from corpora.postings import COUNT, DOCUMENT, STOP_WORD, unpack
from corpora.words import OF_BATCH, Sums, most_frequent
from db import read_sql

AT_ONCE = 200  # words, each with as many postings as there are documents

FOLLOWING = f"""
    SELECT word, postings FROM corpus_words
    WHERE {OF_BATCH} AND word > %(after)s ORDER BY word LIMIT {AT_ONCE}
"""

Cell = tuple[int, str, int]  # the position of a document, a word, and its occurrences there


def cells(
    sums: Sums, *, keep_stop_words: bool, words: Collection[str] | None = None
) -> Iterator[list[Cell]]:
    """Yield the cells that are not 0, by word and document, those of some words at once.

    `words` are the columns; None is all of them. Read by pages of keys.
    """
    after = ""
    while rows := read_sql(FOLLOWING, {**sums.key, "after": after}):
        after = rows[-1][0]
        yield [
            (each >> DOCUMENT, word, each & COUNT)
            for word, packed in rows
            if words is None or word in words
            for each in unpack(packed)
            if keep_stop_words or not each & STOP_WORD
        ]


def columns(sums: Sums, number: int, *, keep_stop_words: bool) -> frozenset[str]:
    """So many of the most frequent words."""
    rows = most_frequent(sums, number, keep_stop_words=keep_stop_words)
    return frozenset(row.word for row in rows)
