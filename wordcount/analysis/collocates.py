"""Find the words that occur near a word more often than by chance (its collocates)."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import accumulate
from math import log, log2
from operator import eq
from typing import NamedTuple

from wordcount.words.tokens import TokenizedText

from .queries import Hit

WINDOWS = range(1, 11)  # words on either side
WINDOW = 4


class Collocate(NamedTuple):
    """A word, how often it occurs `before` and `after` the other one, and how strong that is.

    `observed` is the sum of the two, `expected` what chance would make it. `log_dice` is at most
    about 14, and one more means twice as often; it does not depend on the length of the text. `g2`
    is the evidence: above 3.84 it has p < 0.05.
    """

    word: str
    before: int
    after: int
    observed: int
    expected: float
    log_dice: float
    g2: float


def collocates(
    tokenized: TokenizedText,
    hits: Sequence[Hit],
    window: int = WINDOW,
    without: Collection[str] = (),
) -> list[Collocate]:
    """Return the collocates of the words at `hits`, by `log_dice`, highest first.

    A collocate is within `window` words of a hit, in the same line. A word near two hits is counted
    once, with the nearer one (Evert 2008, "Corpora and collocations", section 4.1). Words that are
    rarer than by chance are not returned, nor those in `without`, which take their places in the
    window.
    """
    keys, nodes = tokenized.keys, indexes_of(hits)
    before, after = (
        Counter(map(keys.__getitem__, side)) for side in near(tokenized, nodes, window)
    )
    slots = before.total() + after.total()
    frequencies = Counter(keys)
    frequencies.subtract(map(keys.__getitem__, nodes))
    total = len(keys) - len(nodes)

    @cache  # of a text with very many different words, most have the same numbers
    def scores(observed: int, frequency: int) -> tuple[float, float, float]:
        expected = slots * frequency / total
        dice = log_dice(observed, len(hits), frequency)
        return expected, dice, signed_g2(observed, slots, frequency, total)

    found = []
    for word in [word for word in {**before, **after} if word not in without]:
        numbers = before.get(word, 0), after.get(word, 0)
        strength = scores(observed := sum(numbers), frequencies[word])
        if observed >= strength[0]:
            found.append(Collocate(word, *numbers, observed, *strength))
    return sorted(found, key=lambda row: (-row.log_dice, -row.observed, row.word))


def indexes_of(hits: Iterable[Hit]) -> set[int]:
    """Return the index of each token of `hits`, which are in order and may overlap."""
    indexes: set[int] = set()
    end = 0  # of the hits so far; a token that several hits share is added once
    for start, length in hits:
        if start + length > end:
            indexes.update(range(max(start, end), start + length))
            end = start + length
    return indexes


def near(
    tokenized: TokenizedText, nodes: Collection[int], window: int
) -> tuple[list[int], list[int]]:
    """Return the indexes of the tokens near one of `nodes`: before it, and after it.

    A token as near to one on either side is before one. Each bit of the numbers is a token.
    """
    lines = tokenized.find_lines()
    joined = _to_bits(map(eq, lines[1:], lines))  # tokens with another one after them in their line
    is_node = bytearray(len(lines))
    for index in nodes:
        is_node[index] = 1
    taken = before = after = _to_bits(is_node)
    sides = [0, 0]
    for _ in range(window):
        before, after = before >> 1 & joined, (after & joined) << 1
        for side, reached in enumerate((before, after)):
            sides[side] |= reached & ~taken
            taken |= reached
    return _to_indexes(sides[0]), _to_indexes(sides[1])


def _to_bits(flags: Iterable[int]) -> int:
    return int(bytes(flags)[::-1].translate(b"01" + bytes(254)) or b"0", 2)


def _to_indexes(bits: int) -> list[int]:
    return [index for index, bit in enumerate(reversed(f"{bits:b}")) if bit == "1"]


def hits_near(tokenized: TokenizedText, hits: Sequence[Hit], word: str, window: int) -> list[Hit]:
    """Return those of `hits` that have `word` within `window` words in the same line."""
    places = {index for index, key in enumerate(tokenized.keys) if key == word} - indexes_of(hits)
    is_near = bytearray(len(tokenized.keys))
    for side in near(tokenized, places, window):
        for index in side:
            is_near[index] = 1
    counts = [0, *accumulate(is_near)]  # for each token, how many before it are near
    return [hit for hit in hits if counts[hit.end] > counts[hit.start]]


def log_dice(together: int, a: int, b: int) -> float:
    """Return logDice of two words that occur `a` and `b` times, `together` near each other.

    Rychlý (2008), "A lexicographer-friendly association score", RASLAN 2008.
    """
    return 14 + log2(2 * together / (a + b))


def signed_g2(together: int, a: int, b: int, total: int) -> float:
    """Return G2 of the table of two events that occur `a` and `b` times among `total`.

    It is negative if they occur together less often than by chance. Dunning (1993), "Accurate
    methods for the statistics of surprise and coincidence", Computational Linguistics 19(1).
    """
    observed = (together, a - together, b - together, total - a - b + together)
    expected = (a * b, a * (total - b), (total - a) * b, (total - a) * (total - b))
    terms = (
        n * log(n * total / product) for n, product in zip(observed, expected, strict=True) if n
    )
    g2 = max(0.0, 2 * sum(terms))
    return g2 if together * total >= a * b else -g2
