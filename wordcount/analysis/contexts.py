"""Show a word in its contexts (a concordance, "key word in context"), and measure its spread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wordcount.words.tokens import Reading

CONTEXT_WORDS = 8  # words shown on either side
LINE_BREAK = " / "  # replaces line breaks, as in quoted verse

DISPERSION_PARTS = 10  # equal parts of the text whose shares are compared


@dataclass(frozen=True)
class Context:
    """One occurrence of a word or phrase, with the text on its left and right.

    `position` is the 1-based index of its first word. `before` and `after` hold the keys of the
    neighboring words, nearest first.
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
    """Return the 1-based position of each occurrence of the phrase `words`, a sequence of keys.

    Occurrences may overlap, and none spans two lines. Visitors choose both the text and the
    phrase, so the search is that of Knuth, Morris and Pratt (1977): linear time for any input.
    """
    if not words:
        return []
    border_lengths = _border_lengths(words)
    positions = []
    matched = 0
    tokens = reading.tokens
    for position, (key, _, _, line) in enumerate(tokens, start=1):
        while matched and key != words[matched]:
            matched = border_lengths[matched]
        if key == words[matched]:
            matched += 1
        if matched == len(words):
            if tokens[position - matched].line == line:
                positions.append(position - matched + 1)
            matched = border_lengths[matched]
    return positions


def contexts(
    reading: Reading, positions: Sequence[int], length: int, order: str = "position"
) -> list[Context]:
    """Return the context of the `length` words at each of `positions`.

    `order`, one of ORDERS, sorts by position, or by the words on the left or on the right.
    """
    found = (_make_context(reading, position - 1, position - 1 + length) for position in positions)
    return sorted(found, key=ORDERS[order])


def dispersion(positions: Sequence[int], total: int, parts: int = DISPERSION_PARTS) -> float | None:
    """Return how unevenly a word is spread over a text of `total` words.

    0 is even, 1 is all in one place. This is Gries' deviation of proportions over `parts` of
    equal length, divided by its maximum. `positions` are 1-based. Returns None if there are no
    positions, or fewer words than parts.
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
    """Return Gries' DP: half the sum, over all parts, of |share of the word - share of the text|.

    `counts` are the occurrences of the word in each part, `sizes` the words in each part. Gries
    (2008), "Dispersions and adjusted frequencies in corpora", International Journal of Corpus
    Linguistics 13(4). `dispersion` normalizes it as Lijffijt and Gries (2012) do, ibid. 17(1).
    """
    word, text = sum(counts), sum(sizes)
    return sum(abs(n / word - size / text) for n, size in zip(counts, sizes, strict=True)) / 2


def _border_lengths(words: Sequence[str]) -> list[int]:
    """Return, for each n, the length of the longest border of the first n of `words`.

    A border is a proper prefix that is also a suffix. After a mismatch, the search continues with
    the border of the words matched so far.
    """
    border_lengths = [0, 0]
    for word in words[1:]:
        matched = border_lengths[-1]
        while matched and word != words[matched]:
            matched = border_lengths[matched]
        border_lengths.append(matched + (word == words[matched]))
    return border_lengths


def _make_context(reading: Reading, first: int, end: int) -> Context:
    text, tokens = reading.text, reading.tokens
    before, after = tokens[max(0, first - CONTEXT_WORDS) : first], tokens[end : end + CONTEXT_WORDS]
    start, stop = tokens[first].start, tokens[end - 1].end
    return Context(
        position=first + 1,
        left=_join_lines(text[before[0].start : start]) if before else "",
        word=_join_lines(text[start:stop]),
        right=_join_lines(text[stop : after[-1].end]) if after else "",
        before=tuple(token.key for token in reversed(before)),
        after=tuple(token.key for token in after),
    )


def _join_lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return LINE_BREAK.join(lines).strip()
