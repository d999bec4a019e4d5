"""Score the languages of a script by n-grams: a second model, independent of the first.

The weights are those of py3langid, a naive Bayes model of two to five bytes (Lui and Baldwin,
Cross-domain Feature Selection for Language Identification, 2011). `benchmarks/ngrams.py` writes
them to `ngrams/<script>.xz`, without those of other scripts and those that matter least. All
languages are summed at once, each in its own 16 bits of one long integer.
"""

import lzma
import struct
from functools import cache
from math import inf, sqrt
from pathlib import Path
from statistics import median
from typing import NamedTuple

FOLDER = Path(__file__).parent / "ngrams"
SCRIPTS = frozenset({"Latin", "Cyrillic"})
MIN_BYTES, MAX_BYTES = 2, 5
# The unit of a weight, in nats.
UNIT = 0.5
# Of longer texts, only this many bytes are scored, so that no sum overflows its 16 bits.
MAX_TEXT_BYTES = 1_000
MIN_REPEATED = 3


class NgramScores(NamedTuple):
    """How far each language is behind the best one, and how much the text is like one language.

    The first is 0 or less, in nats divided by the square root of the length, so that texts of all
    lengths can be compared. The second is by how many nats per byte the best language is ahead of
    the median: about 2 in sentences, less than 1 in lists of names and codes. It is infinite in
    scripts of few languages, of which the median says little.
    """

    behind: dict[str, float]
    likeness: float


NO_SCORES = NgramScores({}, inf)


class Table(NamedTuple):
    """The languages of a script, and the weights of each n-gram, packed into one integer."""

    languages: tuple[str, ...]
    weights: dict[bytes, int]


def score_ngrams(words: list[str], script: str) -> NgramScores:
    """Score the languages of `script`; of none if it has no table.

    `words` are those of `split_words`. Words of one repeated letter ("AAA") say nothing.
    """
    languages, weights = _load(script) if script in SCRIPTS else ((), {})
    words = [word for word in words if len(set(word)) > 1 or len(word) < MIN_REPEATED]
    text = f" {' '.join(words)} ".encode(errors="ignore")[:MAX_TEXT_BYTES]
    total = sum(map(weights.__getitem__, _longest_ngrams(text, weights)))
    if not total:
        return NO_SCORES
    sums = struct.unpack(f"<{len(languages)}H", total.to_bytes(2 * len(languages), "little"))
    best, scale = max(sums), UNIT / sqrt(len(text))
    behind = {tag: (own - best) * scale for tag, own in zip(languages, sums, strict=True)}
    likeness = (best - median(sums)) * UNIT / len(text) if script == "Latin" else inf
    return NgramScores(behind, likeness)


def ngram_languages(script: str) -> frozenset[str]:
    """Return the languages of `script` that have n-grams."""
    return frozenset(_load(script).languages) if script in SCRIPTS else frozenset()


def _longest_ngrams(text: bytes, weights: dict[bytes, int]) -> set[bytes]:
    """Return the longest n-gram that ends at each byte."""
    found = set()
    for end in range(MIN_BYTES, len(text) + 1):
        for start in range(max(0, end - MAX_BYTES), end - MIN_BYTES + 1):
            ngram = text[start:end]
            if ngram in weights:
                found.add(ngram)
                break
    return found


@cache
def _load(script: str) -> Table:
    """Read lines of languages and of n-grams, an empty line, and a row of bytes for each n-gram."""
    data = lzma.decompress((FOLDER / f"{script.lower()}.xz").read_bytes())
    head, _, rows = data.partition(b"\n\n")
    tags, *ngrams = head.split(b"\n")
    languages = tuple(tags.decode().split())
    fields = bytearray(2 * len(rows))
    fields[::2] = rows
    width = 2 * len(languages)
    weights = {
        ngram: int.from_bytes(fields[row * width : (row + 1) * width], "little")
        for row, ngram in enumerate(ngrams)
    }
    return Table(languages, weights)
