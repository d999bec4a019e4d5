"""Find the words that distinguish two texts (keyness, in corpus linguistics) or are shared."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import log, log2
from typing import NamedTuple

SIGNIFICANT = 3.84  # G2 above this has p < 0.05 (chi-squared, 1 degree of freedom)
ZERO_REPLACEMENT = 0.5  # occurrences; replaces 0, so that ratios are finite (Hardie 2014)


class Keyness(NamedTuple):
    """One word, its occurrences in the texts `a` and `b`, and how they differ.

    `g2` measures the evidence for a difference, `log_ratio` its size: 1 means twice as frequent
    in `a` as in `b`, 2 four times, 3 eight times; negative values mean more frequent in `b`.
    """

    word: str
    a: int
    b: int
    g2: float
    log_ratio: float


@dataclass(frozen=True)
class Comparison:
    """The words typical of each text, highest G2 first, and the words they share.

    `shared` holds words that occur in both texts with a G2 below SIGNIFICANT, sorted by the lower
    of their two relative frequencies, highest first.
    """

    more_in_a: list[Keyness]
    more_in_b: list[Keyness]
    shared: list[Keyness]


def compare(
    a: Mapping[str, int],
    b: Mapping[str, int],
    total_a: int | None = None,
    total_b: int | None = None,
) -> Comparison:
    """Compare the word counts of two texts. Each must have at least one word.

    The totals are those of all words, where `a` and `b` have only some of them.
    """
    total_a = sum(a.values()) if total_a is None else total_a
    total_b = sum(b.values()) if total_b is None else total_b

    @cache  # very many words have the same few numbers
    def scores(count_a: int, count_b: int) -> tuple[float, float]:
        return keyness("", count_a, total_a, count_b, total_b)[3:]

    numbers = ((word, a.get(word, 0), b.get(word, 0)) for word in {**a, **b})
    rows = [Keyness(*each, *scores(*each[1:])) for each in numbers]
    rows.sort(key=lambda row: (-row.g2, row.word))
    shared = [row for row in rows if row.a and row.b and row.g2 < SIGNIFICANT]
    shared.sort(key=lambda row: (-min(row.a / total_a, row.b / total_b), row.word))
    different = [row for row in rows if row.g2 >= SIGNIFICANT]
    return Comparison(
        more_in_a=[row for row in different if row.log_ratio > 0],
        more_in_b=[row for row in different if row.log_ratio < 0],
        shared=shared,
    )


def keyness(word: str, a: int, total_a: int, b: int, total_b: int) -> Keyness:
    """Compare a word that occurs `a` times in `total_a` words, and `b` times in `total_b`."""
    g2, ratio = (measure(a, total_a, b, total_b) for measure in (log_likelihood, log_ratio))
    return Keyness(word, a, b, g2, ratio)


def log_likelihood(a: int, total_a: int, b: int, total_b: int) -> float:
    """Return G2 of a word with `a` of `total_a` and `b` of `total_b` words; never negative.

    Rayson and Garside (2000), "Comparing corpora using frequency profiling", after Dunning
    (1993), "Accurate methods for the statistics of surprise and coincidence".
    """
    share = (a + b) / (total_a + total_b)
    terms = (n * log(n / (total * share)) for n, total in ((a, total_a), (b, total_b)) if n)
    return max(0.0, 2 * sum(terms))


def log_ratio(a: int, total_a: int, b: int, total_b: int) -> float:
    """Return the binary logarithm of the ratio of the relative frequencies in `a` and `b`.

    Hardie (2014), "Log Ratio: an informal introduction", ESRC Centre for Corpus Approaches to
    Social Science, Lancaster.
    """
    return log2((a or ZERO_REPLACEMENT) / total_a / ((b or ZERO_REPLACEMENT) / total_b))
