"""Read the words of documents that are to be added to a corpus, as postings."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from corpora.postings import posting
from corpora.runs import Runs
from db import database

# Characters of a word; longer words are counted under their beginning. An entry of PostgreSQL's
# index has at most 2,704 bytes, and a hostile corpus of 500,000 words would take gigabytes.
MAX_WORD = 100
DOCUMENTS_AT_ONCE = 10
WORDS_AT_ONCE = 50_000  # different words of documents that are read together; at least one document
BEGINNING = 200_000  # characters of each document's words that are read together
PIECE = 1_000_000  # characters of the rest that are read at once
PARSED_AT_ONCE = 100_000  # characters of them, plus the rest of the last entry
MAX_JSON = 4_000_000  # characters of one document's words: the most frequent 300,000 or so
ENOUGH = 10_000_000  # postings, which take half a minute to add up
ENOUGH_ON_DISK = 200_000_000  # bytes of them: long words take more

COLUMNS = {
    "page": ("result_all", "result_no_stop_words", "total", "distinct"),
    "main": ("main_all", "main_no_stop_words", "main_total", "main_distinct"),
}
READ = """
    SELECT position, id, rule, segmenter, language, total,
        left(every::text, %(most)s), left(kept::text, %(most)s)
    FROM (
        SELECT position, id, rule, segmenter, language, {2} AS total, {0} AS every, {1} AS kept,
            sum(coalesce("{3}", 0)) OVER (ORDER BY position) - coalesce("{3}", 0) AS before
        FROM results JOIN unnest(%(positions)s::integer[], %(ids)s::integer[])
            AS document(position, result_id) ON id = result_id
        WHERE status = 'done' AND {0} IS NOT NULL AND {2} IS NOT NULL
    ) AS next
    WHERE before < %(words)s
    ORDER BY position
"""
# PostgreSQL unpacks the whole column to return any part of it.
READ_PIECE = "SELECT substr({}::text, %(start)s, %(most)s) FROM results WHERE id = %(id)s"


class Added(NamedTuple):
    """A document that was read: its result, and by which rules it was counted."""

    position: int
    result_id: int
    rule: int | None
    segmenter: str | None
    language: str | None


def read_added(part: str, documents: Sequence[tuple[int, int]], runs: Runs) -> list[Added]:
    """Add the words of `documents` to `runs`, and return the documents that were read.

    Each of `documents` is a position and the id of a result; they are sorted by position. For the
    whole page, reading stops once there are ENOUGH postings, or ENOUGH_ON_DISK. Documents that were
    deleted, or that lack this part, are left out.
    """
    statement = READ.format(*COLUMNS[part])
    added: list[Added] = []
    place = 0
    while chosen := documents[place : place + DOCUMENTS_AT_ONCE]:
        positions, ids = zip(*chosen, strict=True)
        values = {"positions": list(positions), "ids": list(ids), "words": WORDS_AT_ONCE}
        values["most"] = min(BEGINNING, MAX_JSON)
        rows = database.execute_sql(statement, values).fetchall()
        for row in rows:
            *identity, total, every, kept = row
            document = Added(*identity)
            add(runs, document, part, every, kept or "{}")
            runs.sizes.append(posting(document.position, total))
            added.append(document)
            is_enough = runs.added > ENOUGH or runs.on_disk > ENOUGH_ON_DISK
            if part == "page" and is_enough:  # all main texts of these pages are read
                return added
        place += positions.index(rows[-1][0]) + 1 if rows else len(chosen)
    return added


def add(runs: Runs, document: Added, part: str, every: str, kept: str) -> None:
    """Add the words of one document, whose JSON begins so. Those not in `kept` are its stop words.

    Both are in the same order, the most frequent first, then by word.
    """
    column, kept_column, *_ = COLUMNS[part]
    others = chain.from_iterable(parse(read_pieces(document.result_id, kept_column, kept)))
    other = next(others, None)
    long: Counter[str] = Counter()  # by their beginnings
    for block in parse(read_pieces(document.result_id, column, every)):
        for word, count in block.items():
            is_stop_word = word != other
            if not is_stop_word:
                other = next(others, None)
            if len(word) < MAX_WORD:
                number = posting(document.position, count, is_stop_word=is_stop_word)
                runs.words[word].append(number)
            else:
                long[word[:MAX_WORD]] += count
        runs.added += len(block)
        runs.spill()
    for word, count in long.items():
        runs.words[word].append(posting(document.position, count))


def read_pieces(id: int, column: str, first: str) -> Iterator[str]:
    """Yield the JSON of a column in pieces, up to MAX_JSON characters; the first piece is known."""
    yield first
    size, is_more = len(first), len(first) == BEGINNING
    while is_more and size < MAX_JSON:
        values = {"id": id, "start": size + 1, "most": min(PIECE, MAX_JSON - size)}
        row = database.execute_sql(READ_PIECE.format(column), values).fetchone()
        piece = (row and row[0]) or ""  # the result may be gone: its words then go in the next step
        size, is_more = size + len(piece), len(piece) == values["most"]
        yield piece


def parse(pieces: Iterable[str]) -> Iterator[dict[str, int]]:
    """Yield blocks of the words in JSON; leave out the entry that MAX_JSON characters cut."""
    rest, size = "", 0
    for piece in pieces:
        text, start = rest + piece, 0 if rest else 1
        size += len(piece)
        while (end := text.find(', "', start + PARSED_AT_ONCE)) >= 0:
            yield json.loads(f"{{{text[start:end]}}}")
            start = end + len(", ")
        rest = text[start:]
    if size >= MAX_JSON:
        rest = rest.rpartition(', "')[0]
    yield json.loads(f"{{{rest.removesuffix('}')}}}")
