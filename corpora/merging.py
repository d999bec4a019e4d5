"""Write the next batch of a corpus: the words of the last one and of documents that are new."""

import io
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from heapq import merge as merge_sorted
from heapq import nlargest
from itertools import chain, groupby
from operator import itemgetter
from typing import NamedTuple

from corpora.added import Words
from corpora.postings import DOCUMENT, Tally, counts, pack, shares, tally, unpack, without
from db import database

READ_AT_ONCE = 500  # words, each with as many postings as there are documents
WRITTEN_AT_ONCE = 4_000_000  # characters
GROWTH = 100  # points of a curve
MAX_WORDS = 500_000  # different ones of a part, which take some 400 MB

READ = """
    SELECT word, postings FROM corpus_words
    WHERE corpus_id = %(corpus_id)s AND part = %(part)s AND batch = %(number)s AND word > %(after)s
    ORDER BY word LIMIT %(limit)s
"""
READ_SIZES = """
    SELECT postings FROM corpus_words
    WHERE corpus_id = %(corpus_id)s AND part = %(part)s AND batch = %(number)s AND word = ''
"""
COPY = """
    COPY corpus_words (corpus_id, part, batch, word, count, documents, kept, kept_documents, dp,
        postings) FROM STDIN
"""
# Upper bounds of what a row and its entry in the index add to the database, as measured with
# PostgreSQL 18: bytes, and for each byte of the word, and for each posting.
ROW, OF_WORD, OF_POSTING = 260, 3, 8
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Batch(NamedTuple):
    corpus_id: int
    part: str
    number: int


class Figures(NamedTuple):
    """Of a part: its documents, words and different words. `kept` leaves out stop words.

    `growth` has pairs of words that were read, in the order of the documents, and of the different
    ones among them. `once` is the number of words that occur once. `cut` says that there are more
    different words than MAX_WORDS: those that came later are in `total` only.
    """

    documents: int = 0
    total: int = 0
    distinct: int = 0
    kept: int = 0
    kept_distinct: int = 0
    once: int = 0
    growth: Sequence[Sequence[int]] = ()
    cut: bool = False


def merge(
    last: Batch, before: Figures, following: Batch, removed: Container[int], added: Words
) -> tuple[Figures, int]:
    """Write the batch `following`: the words of `last` but in `removed` documents, and `added`.

    `before` has the figures of `last`. Return those of the new batch, and an upper bound of its
    bytes.

    Each statement is a transaction of its own: nobody reads the batch before it is whole.
    """
    sizes = sorted([*without(read_sizes(last), removed), *added.get("", ())])
    if not sizes:
        return Figures(), 0
    share = shares(sizes)
    kept = distinct = kept_distinct = once = 0
    new_in: Counter[int] = Counter()  # how many words occur in a document first
    cut = before.cut
    fitting = most_frequent(added, 0 if cut else MAX_WORDS - before.distinct)
    writer = Writer(following)
    new = sorted((word, postings) for word, postings in added.items() if word)
    words = merge_sorted(read_words(last, removed), new, key=itemgetter(0))
    for word, found in groupby(words, key=itemgetter(0)):
        parts = [each for _, each in found]
        if len(parts) == 1 and word in added and word not in fitting:
            cut = True
            continue
        postings = sorted(chain.from_iterable(parts))
        if postings:
            sums = tally(postings, share)
            writer.write(word, sums, postings)
            kept += sums.kept
            distinct += 1
            kept_distinct += sums.kept > 0
            once += sums.total == 1
            new_in[postings[0] >> DOCUMENT] += 1
    of_all = tally(sizes, share)
    writer.write("", of_all._replace(kept=kept), sizes)
    writer.flush()
    growth = growth_of(sizes, new_in)
    figures = Figures(len(sizes), of_all.total, distinct, kept, kept_distinct, once, growth, cut)
    return figures, writer.size


def most_frequent(added: Words, most: int) -> Container[str]:
    """Return at most that many of the added words."""
    if len(added) <= most:
        return added
    words = (word for word in added if word)
    return set(nlargest(most, words, key=lambda word: sum(n for _, n in counts(added[word]))))


def growth_of(sizes: Sequence[int], new_in: Mapping[int, int]) -> list[tuple[int, int]]:
    """How many different words there are after about GROWTH equal numbers of documents."""
    points, total, distinct = [(0, 0)], 0, 0
    marks = {len(sizes) * point // GROWTH for point in range(1, GROWTH + 1)}
    for number, (position, words) in enumerate(counts(sizes), 1):
        total += words
        distinct += new_in.get(position, 0)
        if number in marks:
            points.append((total, distinct))
    return points


def read_sizes(batch: Batch) -> "list[int]":
    """The postings of all words: how many words each document has."""
    row = database.execute_sql(READ_SIZES, batch._asdict()).fetchone()
    return list(unpack(row[0])) if row else []


def read_words(batch: Batch, removed: Container[int]) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield the words of a batch by code point with their postings, without those `removed`."""
    after, rows = "", [("", b"")]
    while rows:
        values = {**batch._asdict(), "after": after, "limit": READ_AT_ONCE}
        rows = database.execute_sql(READ, values).fetchall()
        for word, postings in rows:
            after = word
            yield word, without(unpack(postings), removed) if removed else unpack(postings)


class Writer:
    """Writes the rows of a batch, many at once."""

    def __init__(self, batch: Batch) -> None:
        self._key = "{}\t{}\t{}".format(*batch)
        self._rows = io.StringIO()
        self.size = 0

    def write(self, word: str, sums: Tally, postings: Sequence[int]) -> None:
        values = "\t".join(map(str, sums))
        packed = pack(postings).hex()
        self.size += ROW + OF_WORD * len(word.encode()) + OF_POSTING * len(postings)
        self._rows.write(f"{self._key}\t{word.translate(ESCAPED)}\t{values}\t\\\\x{packed}\n")
        if self._rows.tell() > WRITTEN_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        self._rows.seek(0)
        with database.atomic():
            database.cursor().copy_expert(COPY, self._rows)
        self._rows = io.StringIO()
