"""Postings of a word: the documents that contain it, and how often, as packed numbers."""

import sys
from array import array
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

# The upper 32 bits of a posting are the position of its document. The lower ones are the number of
# occurrences, and whether the word is a stop word in the language of that document.
COUNT = (1 << 31) - 1
STOP_WORD = 1 << 31
DOCUMENT = 32


class Tally(NamedTuple):
    """The totals of a word's postings; `kept` leaves out documents where it is a stop word.

    `dp` is Gries' deviation of proportions over documents, from 0 (even) to nearly 1.
    """

    total: int
    documents: int
    kept: int
    kept_documents: int
    dp: float


def posting(position: int, count: int, *, is_stop_word: bool = False) -> int:
    return position << DOCUMENT | is_stop_word << 31 | count


def pack(postings: Iterable[int]) -> bytes:
    """Return the postings as big-endian numbers of 8 bytes, which sort by document."""
    packed = array("q", postings)
    if sys.byteorder == "little":
        packed.byteswap()
    return packed.tobytes()


def unpack(packed: bytes | memoryview) -> "array[int]":
    postings = array("q")
    postings.frombytes(packed)
    if sys.byteorder == "little":
        postings.byteswap()
    return postings


def counts(postings: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the position of each document and how often the word occurs there."""
    return ((each >> DOCUMENT, each & COUNT) for each in postings)


def split(postings: "array[int]") -> "tuple[array[int], array[int]]":
    """Return the upper and the lower 32 bits of postings: positions, and counts with STOP_WORD.

    Shifting each posting in Python takes three times as long.
    """
    halves = array("I")
    halves.frombytes(postings.tobytes())
    upper = sys.byteorder == "little"
    return halves[upper::2], halves[not upper :: 2]


def merge_counts(words: Sequence[Sequence[int]]) -> dict[int, int]:
    """Return how often any of several words occurs in each document, by position."""
    postings = array("q")
    for each in words:
        postings.extend(each)
    positions, marked = split(postings)
    if len(words) == 1:
        return {place: count & COUNT for place, count in zip(positions, marked, strict=True)}
    last = max((each[-1] >> DOCUMENT for each in words if each), default=0)
    merged = [0] * (last + 1)
    for position, count in zip(positions, marked, strict=True):
        merged[position] += count & COUNT
    return {position: count for position, count in enumerate(merged) if count}


def without(postings: Iterable[int], documents: Container[int]) -> list[int]:
    """The postings of other documents than these."""
    return [each for each in postings if each >> DOCUMENT not in documents]


def shares(sizes: Iterable[int]) -> Sequence[float]:
    """Return each document's share of all words, by position, from the postings of all words."""
    words = dict(counts(sizes))
    total = sum(words.values()) or 1
    found = [0.0] * (max(words, default=0) + 1)
    for position, count in words.items():
        found[position] = count / total
    return found


def tally(postings: Sequence[int], shares: Sequence[float] | Mapping[int, float]) -> Tally:
    """Add up the postings of a word in documents that have these shares of all words."""
    found = [each & COUNT for each in postings]
    stops = [each & COUNT for each in postings if each & STOP_WORD]
    total, kept_documents = sum(found), len(postings) - len(stops)
    positions = [each >> DOCUMENT for each in postings]
    dp = deviation(positions, found, total, shares)
    return Tally(total, len(postings), total - sum(stops), kept_documents, dp)


def deviation(
    positions: Iterable[int],
    counts: Iterable[int],
    total: int,
    shares: Sequence[float] | Mapping[int, float],
) -> float:
    """Gries' DP of a word that occurs `total` times, so often in each of these documents.

    Documents without the word add their shares to it, so only the others are looked at.
    Gries (2008), "Dispersions and adjusted frequencies in corpora", International Journal of Corpus
    Linguistics 13(4).
    """
    found = covered = 0.0
    for position, count in zip(positions, counts, strict=True):
        share = shares[position]
        covered += share
        found += abs(count / (total or 1) - share)
    return max(0.0, (found + 1 - covered) / 2)


def merge_postings(words: Sequence[Sequence[int]]) -> list[int]:
    """Return the postings of several words together, with one posting for each document."""
    return [position << DOCUMENT | count for position, count in merge_counts(words).items()]
