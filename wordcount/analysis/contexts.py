"""A word in its contexts (a concordance, "key word in context"), and how it is spread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wordcount.words.tokens import Reading

REACH = 8  # words shown on either side
LINE_BREAK = " / "  # in place of the end of a line, as poems are quoted

PARTS = 10  # of equal length, in which a word's spread is measured


@dataclass(frozen=True)
class Context:
    """One occurrence: the word or words as written, what is around it, its place from 1.

    `before` and `after` are the keys of the neighbours, the nearest first.
    """

    position: int
    left: str
    word: str
    right: str
    before: tuple[str, ...]
    after: tuple[str, ...]


ORDERS: dict[str, Callable[[Context], tuple[tuple[str, ...], int]]] = {
    "position": lambda context: ((), context.position),
    "left": lambda context: (context.before, context.position),
    "right": lambda context: (context.after, context.position),
}


def positions_of(reading: Reading, words: Sequence[str]) -> list[int]:
    """Return the positions of the first of the keys `words` wherever they follow one another.

    Positions are from 1, and occurrences may overlap. The search is that of Knuth, Morris and
    Pratt: a visitor chooses both the text and the words.
    """
    if not words:
        return []
    fallbacks = _fallbacks(words)
    positions = []
    matched = 0
    for position, key in enumerate(reading.keys, start=1):
        while matched and key != words[matched]:
            matched = fallbacks[matched]
        if key == words[matched]:
            matched += 1
        if matched == len(words):
            positions.append(position - matched + 1)
            matched = fallbacks[matched]
    return positions


def contexts(
    reading: Reading, positions: Sequence[int], length: int, order: str = "position"
) -> list[Context]:
    """What is around the `length` words at each of `positions`; `order` is one of ORDERS."""
    found = (_context(reading, position - 1, position - 1 + length) for position in positions)
    return sorted(found, key=ORDERS[order])


def dispersion(positions: Sequence[int], total: int, parts: int = PARTS) -> float | None:
    """How unevenly a word is spread over a text of `total` words: 0 evenly, 1 all in one place.

    `positions` are from 1. Gries' deviation of proportions over `parts` of equal length, divided
    by the most it can be. None where the text has fewer words than parts, or the word none.
    """
    if not positions or total < parts:
        return None
    ends = [total * part // parts for part in range(parts + 1)]
    sizes = [end - begin for begin, end in pairwise(ends)]
    counts = [0] * parts
    for position in positions:
        counts[(position * parts - 1) // total] += 1
    return deviation_of_proportions(counts, sizes) / (1 - min(sizes) / total)


def deviation_of_proportions(counts: Sequence[int], sizes: Sequence[int]) -> float:
    """DP: half the sum of the differences between each part's share of the word and of the text.

    Gries (2008), "Dispersions and adjusted frequencies in corpora", International Journal of
    Corpus Linguistics 13(4); the divisor of `dispersion` is Lijffijt and Gries (2012), 17(1).
    """
    word, text = sum(counts), sum(sizes)
    return sum(abs(n / word - size / text) for n, size in zip(counts, sizes, strict=True)) / 2


def _fallbacks(words: Sequence[str]) -> list[int]:
    """For each number of matched words, how many of the last of them `words` begin with as well."""
    fallbacks = [0, 0]
    for word in words[1:]:
        matched = fallbacks[-1]
        while matched and word != words[matched]:
            matched = fallbacks[matched]
        fallbacks.append(matched + (word == words[matched]))
    return fallbacks


def _context(reading: Reading, first: int, end: int) -> Context:
    text, tokens = reading.text, reading.tokens
    before, after = tokens[max(0, first - REACH) : first], tokens[end : end + REACH]
    start, stop = tokens[first].start, tokens[end - 1].end
    return Context(
        position=first + 1,
        left=_in_one_line(text[before[0].start : start]) if before else "",
        word=_in_one_line(text[start:stop]),
        right=_in_one_line(text[stop : after[-1].end]) if after else "",
        before=tuple(token.key for token in reversed(before)),
        after=tuple(token.key for token in after),
    )


def _in_one_line(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return LINE_BREAK.join(lines).strip()
