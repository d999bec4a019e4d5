"""Write the next batch of a corpus: merge the words of the last batch and of new documents."""

import io
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from heapq import merge as merge_sorted
from itertools import chain, groupby
from operator import itemgetter
from typing import NamedTuple

from corpora.postings import DOCUMENT, Tally, counts, pack, shares, tally, unpack, without
from corpora.runs import Runs
from db import database

READ_AT_ONCE = 500  # words, each with up to one posting for each document
POSTINGS_AT_ONCE = 200_000  # of these words; each takes 40 bytes until it is unpacked
WRITTEN_AT_ONCE = 1_000_000  # characters
GROWTH = 100  # points of a curve
MAX_WORDS = 500_000  # different words of a part, which take about 400 MB

READ = """
    SELECT word, postings FROM (
        SELECT word, postings,
            sum(documents) OVER (ORDER BY word ROWS UNBOUNDED PRECEDING) - documents AS before
        FROM (
            SELECT word, postings, documents FROM corpus_words
            WHERE corpus_id = %(corpus_id)s AND part = %(part)s AND batch = %(number)s
                AND word > %(after)s
            ORDER BY word LIMIT %(limit)s
        ) AS following
    ) AS following WHERE before < %(most)s
    ORDER BY word
"""
READ_SIZES = """
    SELECT postings FROM corpus_words
    WHERE corpus_id = %(corpus_id)s AND part = %(part)s AND batch = %(number)s AND word = ''
"""
COPY = """
    COPY corpus_words (corpus_id, part, batch, word, count, documents, kept, kept_documents, dp,
        postings) FROM STDIN
"""
# Upper bounds of the bytes that a row and its index entry add to the database, measured with
# PostgreSQL 18: for the row, for each byte of the word, and for each posting.
ROW, OF_WORD, OF_POSTING = 260, 3, 8
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Batch(NamedTuple):
    corpus_id: int
    part: str
    number: int


class Figures(NamedTuple):
    """The figures of a part: its documents, words and different words; `kept` without stop words.

    `growth` has pairs: the number of words read so far, in the order of the documents, and of
    different ones among them. `once` is the number of words that occur once. `cut` is True if there
    are more different words than MAX_WORDS; the later ones are included in `total` only.
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
    last: Batch, before: Figures, following: Batch, removed: Container[int], added: Runs
) -> tuple[Figures, int]:
    """Write the batch `following`: the words of `last`, without `removed` documents, and `added`.

    `before` has the figures of `last`. Return the figures of the new batch, and an upper bound of
    its size in bytes. Each statement is a transaction of its own, because nobody reads the batch
    before it is complete.
    """
    sizes = sorted([*without(read_sizes(last), removed), *added.sizes])
    if not sizes:
        return Figures(), 0
    share = shares(sizes)
    kept = distinct = kept_distinct = once = 0
    new_in: Counter[int] = Counter()  # how many words occur in a document first
    cut = before.cut
    room = Room(added, 0 if cut else MAX_WORDS - before.distinct)
    writer = Writer(following)
    known = ((word, postings, True) for word, postings in read_words(last, removed))
    new = ((word, postings, False) for word, postings in added)
    words = merge_sorted(known, new, key=itemgetter(0))
    for word, found in groupby(words, key=itemgetter(0)):
        parts = [*found]
        postings = sorted(chain.from_iterable(postings for _, postings, _ in parts))
        if not any(is_known for *_, is_known in parts) and not room.has(postings):
            cut = True
            continue
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


class Room:
    """Has room for `most` of the added words, the most frequent, then the first by code point."""

    def __init__(self, added: Runs, most: int) -> None:
        self._least = 0  # the count from which on there is room
        self._left = 0  # for words of just that count
        if len(added) <= most:
            return
        grouped = groupby(added, key=itemgetter(0))
        numbers = Counter(occurrences(chain(*map(itemgetter(1), found))) for _, found in grouped)
        for count in sorted(numbers, reverse=True):
            if numbers[count] > most:
                self._least, self._left = count, most
                return
            most -= numbers[count]

    def has(self, postings: Iterable[int]) -> bool:
        """Whether a word fits. Call this once for each word, sorted by code point."""
        count = occurrences(postings)
        self._left -= count == self._least
        return count > self._least or (count == self._least and self._left >= 0)


def occurrences(postings: Iterable[int]) -> int:
    return sum(count for _, count in counts(postings))


def growth_of(sizes: Sequence[int], new_in: Mapping[int, int]) -> list[tuple[int, int]]:
    """Return the number of different words after each of about GROWTH equal groups of documents."""
    points, total, distinct = [(0, 0)], 0, 0
    marks = {len(sizes) * point // GROWTH for point in range(1, GROWTH + 1)}
    for number, (position, words) in enumerate(counts(sizes), 1):
        total += words
        distinct += new_in.get(position, 0)
        if number in marks:
            points.append((total, distinct))
    return points


def read_sizes(batch: Batch) -> "list[int]":
    """Return the postings of all words, which contain the number of words of each document."""
    row = database.execute_sql(READ_SIZES, batch._asdict()).fetchone()
    return list(unpack(row[0])) if row else []


def read_words(batch: Batch, removed: Container[int]) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield the words of a batch by code point, with their postings except `removed` ones."""
    after, rows = "", [("", b"")]
    while rows:
        values = {**batch._asdict(), "after": after, "limit": READ_AT_ONCE}
        values["most"] = POSTINGS_AT_ONCE
        rows = database.execute_sql(READ, values).fetchall()
        for word, postings in rows:
            after = word
            yield word, without(unpack(postings), removed) if removed else unpack(postings)


class Writer:
    """Writes the rows of a batch in large groups."""

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
