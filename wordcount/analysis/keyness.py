"""Which words set two texts apart, and which they share: keyness, as in corpus linguistics."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log, log2

SIGNIFICANT = 3.84  # G2 that chance alone exceeds in one case of twenty (chi-squared, 1 degree)
INSTEAD_OF_NONE = 0.5  # occurrences, so that a ratio to none can be told (Hardie 2014)


@dataclass(frozen=True)
class Keyness:
    """One word in two texts, its counts in `a` and `b`; above 0, `log_ratio` leans to `a`.

    `g2` says how sure it is that the two differ, `log_ratio` how much: 1 is twice as frequent,
    2 four times, 3 eight times.
    """

    word: str
    a: int
    b: int
    g2: float
    log_ratio: float


@dataclass(frozen=True)
class Comparison:
    """Words typical of the one text and of the other, surest first; and words they share.

    `shared` are words whose difference is below SIGNIFICANT, most frequent in both first.
    """

    more_in_a: list[Keyness]
    more_in_b: list[Keyness]
    shared: list[Keyness]


def compare(a: Mapping[str, int], b: Mapping[str, int]) -> Comparison:
    """Compare the counts of two texts, neither of them without a word."""
    total_a, total_b = sum(a.values()), sum(b.values())
    rows = [
        Keyness(
            word=word,
            a=(in_a := a.get(word, 0)),
            b=(in_b := b.get(word, 0)),
            g2=log_likelihood(in_a, total_a, in_b, total_b),
            log_ratio=log_ratio(in_a, total_a, in_b, total_b),
        )
        for word in a.keys() | b.keys()
    ]
    rows.sort(key=lambda row: (-row.g2, row.word))
    shared = [row for row in rows if row.a and row.b and row.g2 < SIGNIFICANT]
    shared.sort(key=lambda row: (-min(row.a / total_a, row.b / total_b), row.word))
    different = [row for row in rows if row.g2 >= SIGNIFICANT]
    return Comparison(
        more_in_a=[row for row in different if row.log_ratio > 0],
        more_in_b=[row for row in different if row.log_ratio < 0],
        shared=shared,
    )


def log_likelihood(a: int, total_a: int, b: int, total_b: int) -> float:
    """G2 of a word with `a` of `total_a` and `b` of `total_b` words; at least 0.

    Rayson and Garside (2000), "Comparing corpora using frequency profiling", after Dunning
    (1993), "Accurate methods for the statistics of surprise and coincidence".
    """
    share = (a + b) / (total_a + total_b)
    terms = (n * log(n / (total * share)) for n, total in ((a, total_a), (b, total_b)) if n)
    return max(0.0, 2 * sum(terms))


def log_ratio(a: int, total_a: int, b: int, total_b: int) -> float:
    """The binary logarithm of how many times more frequent a word is in `a` than in `b`.

    Hardie (2014), "Log Ratio: an informal introduction", ESRC Centre for Corpus Approaches to
    Social Science, Lancaster.
    """
    return log2((a or INSTEAD_OF_NONE) / total_a / ((b or INSTEAD_OF_NONE) / total_b))
