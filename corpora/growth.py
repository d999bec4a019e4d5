"""Estimate how many bytes the words of a corpus grow by, before they are written."""

from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter

from corpora.added import Added
from corpora.merging import MAX_WORDS, OF_POSTING, OF_WORD, ROW, Batch, Figures
from corpora.postings import counts, without
from corpora.runs import Runs
from db import database

WORDS_AT_ONCE = 1_000
KNOWN = """
    SELECT count(*), coalesce(sum(octet_length(word)), 0) FROM corpus_words
    WHERE corpus_id = %(corpus_id)s AND part = %(part)s AND batch = %(number)s
        AND word = ANY(%(words)s)
"""


def growth(last: Batch, before: Figures, added: Runs, free: Container[int] = ()) -> int:
    """Return an upper bound of the bytes that the words of `added` add to the batch `last`.

    Documents at positions in `free` are not charged. `before` has the figures of `last`.
    """
    sizes = without(added.sizes, free)
    if not sizes:
        return 0
    postings = len(sizes)
    new, size = 1, 0  # words that `last` lacks; the first is that of all words
    for block in blocks(without_documents(added, free)):
        words = [word for word, _ in block]
        postings += sum(number for _, number in block)
        known, known_size = read_known(last, words)
        new += len(words) - known
        size += sum(len(word.encode()) for word in words) - known_size
    room = 1 if before.cut else max(1, MAX_WORDS - before.distinct)
    return round((ROW * new + OF_WORD * size) * min(1, room / new)) + OF_POSTING * postings


def without_documents(added: Runs, free: Container[int]) -> Iterator[tuple[str, int]]:
    """Yield each word with the number of its postings."""
    for word, found in groupby(added, key=itemgetter(0)):
        if number := sum(len(without(postings, free)) for _, postings in found):
            yield word, number


def blocks(words: Iterator[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    while block := list(islice(words, WORDS_AT_ONCE)):
        yield block


def read_known(last: Batch, words: Sequence[str]) -> tuple[int, int]:
    """Return how many of these words a batch has, and their size in bytes."""
    if not last.number:
        return 0, 0
    number, size = database.execute_sql(KNOWN, {**last._asdict(), "words": words}).fetchone()
    return number, int(size)


def fewer(
    added: Iterable[Added], sizes: Sequence[int], free: Container[int]
) -> list[tuple[int, int]]:
    """Return the shorter half of the documents whose words exceed the quota, and all in `free`.

    `sizes` has the postings of all words of each. So a long one keeps no other from being added.
    """
    documents = [(each.position, each.result_id) for each in added]
    lengths = dict(counts(sizes))
    others = sorted((each for each, _ in documents if each not in free), key=lengths.__getitem__)
    kept = {*others[: len(others) // 2]}
    return [each for each in documents if each[0] in kept or each[0] in free]
