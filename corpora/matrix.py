"""The sparse document-term matrix of a corpus: how often each word occurs in each document."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from corpora.downloads import read_in_turn, reading
from corpora.postings import COUNT, DOCUMENT, STOP_WORD, unpack
from corpora.words import OF_BATCH, BatchGone, Sums, most_frequent, postings_of

AT_ONCE = 1_000  # words of one query
POSTINGS_AT_ONCE = 100_000  # of one query; a word has at most one for each document
CHOSEN_AT_ONCE = 20  # words, the most frequent; more if the corpus has few documents
CELLS_AT_ONCE = 10_000

FOLLOWING = f"""
    SELECT word, postings FROM (
        SELECT word, postings,
            sum(documents) OVER (ORDER BY word ROWS UNBOUNDED PRECEDING) - documents AS before
        FROM (
            SELECT word, postings, documents FROM corpus_words
            WHERE {OF_BATCH} AND word > %(after)s ORDER BY word LIMIT {AT_ONCE}
        ) AS following
    ) AS following WHERE before < {POSTINGS_AT_ONCE}
    ORDER BY word
"""

Row = tuple[str, Sequence[int]]  # a word and its postings
Cell = tuple[int, str, int]  # the position of a document, a word, and its occurrences there


def cells(
    sums: Sums, *, keep_stop_words: bool, words: Collection[str] | None = None
) -> Iterator[list[Cell]]:
    """Yield the nonzero cells in lists of CELLS_AT_ONCE, ordered by word, then document.

    `words` are the columns; None means all. Words are read page by page, by key. Raises BatchGone.
    """
    found = (
        (each >> DOCUMENT, word, each & COUNT)
        for rows in (every_posting(sums) if words is None else chosen_postings(sums, sorted(words)))
        for word, postings in rows
        for each in postings
        if keep_stop_words or not each & STOP_WORD
    )
    while part := list(islice(found, CELLS_AT_ONCE)):
        yield part


def every_posting(sums: Sums) -> Iterator[Sequence[Row]]:
    after, number = "", 0
    while rows := read_in_turn(FOLLOWING, {**sums.key, "after": after}):
        after = rows[-1][0]
        number += len(rows)
        yield [(word, unpack(packed)) for word, packed in rows]
    if number != sums.figures.distinct:
        raise BatchGone


def chosen_postings(sums: Sums, words: Sequence[str]) -> Iterator[Sequence[Row]]:
    at_once = max(CHOSEN_AT_ONCE, min(AT_ONCE, POSTINGS_AT_ONCE // (sums.figures.documents or 1)))
    for start in range(0, len(words), at_once):
        chosen = words[start : start + at_once]
        with reading():
            found = postings_of(sums, chosen)
        if len(found) != len(chosen):
            raise BatchGone
        yield [(word, found[word]) for word in chosen]


def columns(sums: Sums, number: int, *, keep_stop_words: bool) -> frozenset[str]:
    """Return that many of the most frequent words."""
    rows = most_frequent(sums, number, keep_stop_words=keep_stop_words)
    return frozenset(row.word for row in rows)
