"""Show a word in its contexts (a concordance, "key word in context"), and measure its spread."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from wordcount.words.tokens import TokenizedText

from .queries import Hit

CONTEXT_WORDS = 8  # words shown on either side, unless another number is asked for
WIDTHS = range(3, 31)  # that may be asked for
SIDE = 1_000  # characters on either side, and of the hit; 30 words of prose have about 200
LINE_BREAK = " / "  # replaces line breaks, as in quoted verse

DISPERSION_PARTS = 10  # equal parts of the text whose shares are compared


@dataclass(frozen=True)
class Context:
    """One occurrence of a word or phrase, with the text on its left and right.

    `position` is the 1-based index of its first word.
    """

    position: int
    left: str
    word: str
    right: str


# By which words contexts are sorted: on which side, and how many, the nearest first; None means all
# that are shown. By position, they are sorted by no words.
ORDERS: dict[str, tuple[str, int | None]] = {
    "position": ("left", 0),
    "left": ("left", None),
    "right": ("right", None),
    "left1": ("left", 1),
    "left2": ("left", 2),
    "left3": ("left", 3),
    "right1": ("right", 1),
    "right2": ("right", 2),
    "right3": ("right", 3),
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
    return [context_of(tokenized, hit, width) for hit in sort_hits(tokenized, hits, order, width)]


def sort_hits(tokenized: TokenizedText, hits: Sequence[Hit], order: str, width: int) -> list[Hit]:
    """Return `hits` in an order of ORDERS, which looks at `width` words at most."""
    side, words = ORDERS[order]
    if words == 0:
        return [*hits]  # they are in this order
    number, keys = width if words is None else min(words, width), tokenized.keys

    def before(hit: Hit) -> tuple[list[str], int]:
        return keys[max(0, hit.start - number) : hit.start][::-1], hit.start

    def after(hit: Hit) -> tuple[list[str], int]:
        return keys[hit.end : hit.end + number], hit.start

    return sorted(hits, key=before if side == "left" else after)


def dispersion(positions: Sequence[int], total: int, parts: int = DISPERSION_PARTS) -> float | None:
    """Return how unevenly a word is spread over a text of `total` words.

    0 means evenly spread, 1 all in one place. This is Gries' deviation of proportions over `parts`
    of equal length, divided by its maximum. `positions` are 1-based. Returns None if there are no
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


def characters_of(tokenized: TokenizedText, hit: Hit, width: int) -> int:
    """Return an upper limit of the characters in the context of a hit. LINE_BREAK has three."""
    begin, start, stop, end = _edges(tokenized, hit, width)
    breaks = tokenized.text.count("\n", begin, start) + tokenized.text.count("\n", stop, end)
    shown = start - begin + min(stop - start, SIDE) + end - stop
    return shown + (len(LINE_BREAK) - 1) * breaks


def context_of(tokenized: TokenizedText, hit: Hit, width: int = CONTEXT_WORDS) -> Context:
    """Return the context of one hit: up to `width` words and SIDE characters on either side."""
    text = tokenized.text
    begin, start, stop, end = _edges(tokenized, hit, width)
    return Context(
        position=hit.position,
        left=_join_lines(text[begin:start])[-SIDE:],
        word=_join_lines(text[start : min(stop, start + SIDE)])[:SIDE],
        right=_join_lines(text[stop:end])[:SIDE],
    )


def _edges(tokenized: TokenizedText, hit: Hit, width: int) -> tuple[int, int, int, int]:
    """Return where the context begins, the hit begins and ends, and the context ends."""
    starts, ends = tokenized.starts, tokenized.ends
    first, length = hit
    last = first + length - 1
    start, stop = starts[first], ends[last]
    begin, end = starts[max(0, first - width)], ends[min(len(ends) - 1, last + width)]
    return max(begin, start - SIDE), start, stop, min(end, stop + SIDE)


def _join_lines(text: str) -> str:
    if "\n" not in text:
        return " ".join(text.split())
    lines = [" ".join(line.split()) if line else "" for line in text.split("\n")]
    return LINE_BREAK.join(lines).strip()
