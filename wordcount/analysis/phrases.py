"""Phrases: words that follow one another (n-grams), and how often each row of them occurs."""

import re
from collections import Counter
from collections.abc import Collection

from wordcount.words.tokens import Reading

LENGTHS = range(2, 6)  # words in a phrase
REPEATED = 2  # times that a row of words occurs before it is called a phrase

# What ends a sentence in one script or another; no phrase goes on behind it.
SENTENCE_END = re.compile("[.!?…;:。！？；：।۔؟։።]")


def phrases(reading: Reading, length: int, edges: Collection[str] = ()) -> dict[str, int]:
    """Phrases of `length` words that occur twice or more, most frequent first, then by word.

    A phrase stays within its line and its sentence. One that begins or ends with a word of
    `edges` (stop words, for example) is left out.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    for row in _rows(reading):
        counts.update(zip(*(row[first:] for first in range(length)), strict=False))
    kept = {
        " ".join(words): count
        for words, count in counts.items()
        if count >= REPEATED and words[0] not in edges and words[-1] not in edges
    }
    return dict(sorted(kept.items(), key=lambda entry: (-entry[1], entry[0])))


def _rows(reading: Reading) -> list[list[str]]:
    """The keys of the text, a list for each sentence of each line."""
    rows: list[list[str]] = []
    line, end = -1, 0
    for token in reading.tokens:
        if token.line != line or SENTENCE_END.search(reading.text, end, token.start):
            rows.append([])
        rows[-1].append(token.key)
        line, end = token.line, token.end
    return rows
