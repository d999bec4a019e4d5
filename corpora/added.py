"""Read the words of documents that are to be added up, as postings."""

import json
from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from corpora.postings import posting
from db import database

# Characters; longer words are counted under these. An index of PostgreSQL holds 2,704 bytes, and a
# hostile corpus of 500,000 words would take gigabytes.
MAX_WORD = 100
DOCUMENTS_AT_ONCE = 10
MAX_JSON = 4_000_000  # characters of one document's words: the most frequent 300,000 or so
ENOUGH = 300_000  # different words, which take 80 MB with their postings

COLUMNS = {
    "page": ("result_all", "result_no_stop_words", "total"),
    "main": ("main_all", "main_no_stop_words", "main_total"),
}
READ = """
    SELECT position, id, rule, segmenter, language, {2},
        left({0}::text, %(most)s), left({1}::text, %(most)s)
    FROM results JOIN unnest(%(positions)s::integer[], %(ids)s::integer[])
        AS document(position, result_id) ON id = result_id
    WHERE status = 'done' AND {0} IS NOT NULL AND {2} IS NOT NULL
    ORDER BY position
"""
STATEMENTS = {part: READ.format(*columns) for part, columns in COLUMNS.items()}

Words = Mapping[str, "array[int]"]  # the postings of each word; those of "" are of all words


class Added(NamedTuple):
    """A document that was read: its result, and by which rules it was counted."""

    position: int
    result_id: int
    rule: int | None
    segmenter: str | None
    language: str | None


def read_added(part: str, documents: Sequence[tuple[int, int]]) -> tuple[Words, list[Added]]:
    """Read the words of `documents`, which are pairs of a position and the id of a result.

    Reads pages until there are ENOUGH words. Documents that are gone, or without this part, are
    left out.
    """
    words: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))
    added: list[Added] = []
    for start in range(0, len(documents), DOCUMENTS_AT_ONCE):
        positions, ids = zip(*documents[start : start + DOCUMENTS_AT_ONCE], strict=True)
        values = {"most": MAX_JSON, "positions": list(positions), "ids": list(ids)}
        for row in database.execute_sql(STATEMENTS[part], values):
            *identity, total, every, kept = row
            added.append(Added(*identity))
            words[""].append(posting(identity[0], total))
            add(words, identity[0], parse(every), parse(kept or "{}"))
            if part == "page" and len(words) > ENOUGH:  # all main texts of these pages are read
                return words, added
    return words, added


def add(
    words: "dict[str, array[int]]", position: int, every: Mapping[str, int], kept: Mapping[str, int]
) -> None:
    """Add the postings of one document; words that are not in `kept` are its stop words."""
    if any(len(word) > MAX_WORD for word in every):
        every, kept = cut(every), cut(kept)
    for word, count in every.items():
        words[word].append(posting(position, count, is_stop_word=word not in kept))


def parse(text: str) -> dict[str, int]:
    """The words in JSON, which is cut at MAX_JSON characters."""
    if len(text) >= MAX_JSON:
        text = text.rpartition(', "')[0] + "}"
    words: dict[str, int] = json.loads(text)
    return words


def cut(words: Mapping[str, int]) -> dict[str, int]:
    """The words by their first MAX_WORD characters."""
    found: defaultdict[str, int] = defaultdict(int)
    for word, count in words.items():
        found[word[:MAX_WORD]] += count
    return found
