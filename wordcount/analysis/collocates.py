"""Find the words that occur near a word more often than by chance (its collocates)."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log, log2

from wordcount.words.tokens import Token, TokenizedText

from .queries import Hit

WINDOWS = range(1, 11)  # words on either side
WINDOW = 4

BEFORE, AFTER = 0, 1


@dataclass(frozen=True)
class Collocate:
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
    nodes = {index for hit in hits for index in range(hit.start, hit.end)}
    sides = (Counter[str](), Counter[str]())
    for index, side in near(tokenized, nodes, window):
        sides[side][tokenized.tokens[index].key] += 1
    slots = sum(map(Counter.total, sides))
    frequencies = Counter(
        token.key for index, token in enumerate(tokenized.tokens) if index not in nodes
    )
    total = len(tokenized.tokens) - len(nodes)
    found = [
        Collocate(
            word=word,
            before=sides[BEFORE][word],
            after=sides[AFTER][word],
            observed=(observed := sides[BEFORE][word] + sides[AFTER][word]),
            expected=slots * (frequency := frequencies[word]) / total,
            log_dice=log_dice(observed, len(hits), frequency),
            g2=signed_g2(observed, slots, frequency, total),
        )
        for word in sides[BEFORE].keys() | sides[AFTER].keys()
        if word not in without
    ]
    typical = [row for row in found if row.observed >= row.expected]
    return sorted(typical, key=lambda row: (-row.log_dice, -row.observed, row.word))


def near(
    tokenized: TokenizedText, nodes: Collection[int], window: int
) -> Iterator[tuple[int, int]]:
    """Yield the index of each token near one of `nodes`, and whether it is BEFORE or AFTER it."""
    tokens = tokenized.tokens
    after = list(_distances(tokens, nodes))
    before = list(_distances(reversed(tokens), {len(tokens) - 1 - node for node in nodes}))
    before.reverse()
    for index, distances in enumerate(zip(before, after, strict=True)):
        if 0 < min(distances) <= window:
            yield index, BEFORE if distances[BEFORE] <= distances[AFTER] else AFTER


def hits_near(tokenized: TokenizedText, hits: Sequence[Hit], word: str, window: int) -> list[Hit]:
    """Return those of `hits` that have `word` within `window` words in the same line."""
    tokens = tokenized.tokens
    nodes = {index for hit in hits for index in range(hit.start, hit.end)}
    places = {index for index, token in enumerate(tokens) if token.key == word} - nodes
    found = {index for index, _ in near(tokenized, places, window)}
    return [hit for hit in hits if not found.isdisjoint(range(hit.start, hit.end))]


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


def _distances(tokens: Iterable[Token], nodes: Collection[int]) -> Iterator[float]:
    """Yield how many words each token is after the last node of its line; 0 in a node."""
    distance, line = float("inf"), -1
    for index, token in enumerate(tokens):
        distance = 0 if index in nodes else distance + 1 if token.line == line else float("inf")
        line = token.line
        yield distance
