"""Show a word in its contexts (a concordance, "key word in context"), and measure its spread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wordcount.words.tokens import TokenizedText

from .queries import Hit

CONTEXT_WORDS = 8  # words shown on either side, unless another number is asked for
WIDTHS = range(3, 31)  # that may be asked for
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


Order = Callable[[Context], tuple[tuple[str, ...], int]]

# "left2" sorts by the two words on the left, the nearest first, "left" by all that are shown.
ORDERS: dict[str, Order] = {
    "position": lambda context: ((), context.position),
    "left": lambda context: (context.before, context.position),
    "right": lambda context: (context.after, context.position),
    "left1": lambda context: (context.before[:1], context.position),
    "left2": lambda context: (context.before[:2], context.position),
    "left3": lambda context: (context.before[:3], context.position),
    "right1": lambda context: (context.after[:1], context.position),
    "right2": lambda context: (context.after[:2], context.position),
    "right3": lambda context: (context.after[:3], context.position),
}


def contexts(
    tokenized: TokenizedText,
    hits: Sequence[Hit],
    order: str = "position",
    width: int = CONTEXT_WORDS,
) -> list[Context]:
    """Return the context of each of `hits`: up to `width` words on either side.

    `order`, one of ORDERS, sorts by position, or by the words on the left or on the right.
    """
    return sorted((_make_context(tokenized, hit, width) for hit in hits), key=ORDERS[order])


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


def _make_context(tokenized: TokenizedText, hit: Hit, width: int) -> Context:
    text, tokens = tokenized.text, tokenized.tokens
    first, end = hit.start, hit.end
    before, after = tokens[max(0, first - width) : first], tokens[end : end + width]
    start, stop = tokens[first].start, tokens[end - 1].end
    return Context(
        position=hit.position,
        left=_join_lines(text[before[0].start : start]) if before else "",
        word=_join_lines(text[start:stop]),
        right=_join_lines(text[stop : after[-1].end]) if after else "",
        before=tuple(token.key for token in reversed(before)),
        after=tuple(token.key for token in after),
    )


def _join_lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return LINE_BREAK.join(lines).strip()
