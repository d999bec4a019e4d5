"""Split a text into tokens: its words, in order, with their positions.

The tokens of a text have the same keys and frequencies as the words from `count_words`.
"""

import re
from bisect import bisect_right
from collections.abc import KeysView, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate, islice
from typing import NamedTuple

from .characters import DIGITS, LETTER_OR_DIGIT, to_nfc
from .chunks import is_uncut
from .counting import clean_text
from .keys import key
from .segments import own_segmenter, segmenter_of

# Text between two runs of white space. A narrow space between digits is part of it.
CHUNK = re.compile(rf"\S+(?:(?<=[{DIGITS}])\u202f(?=[{DIGITS}])\S+)*")

# A number with spaces between its groups of three digits, as people type it.
GROUPED_NUMBER = re.compile(
    rf"(?<![{DIGITS}])[{DIGITS}]{{1,3}}(?:\s[{DIGITS}]{{3}})+(?![{DIGITS}])"
)

EVERY = 10**9  # more than any text has
CHUNK_COST = 3  # segments that take as long as a chunk with none

# Signs that join nothing at the beginning or end of a chunk.
SIGNS_AT_EDGES = '.,;:!?()[]"“”„«»…'


class Token(NamedTuple):
    """One word: its key, its position in the text (`text[start:end]`), and its line, from 0."""

    key: str
    start: int
    end: int
    line: int


# One word of a chunk: its key, and the start and end of its position in the chunk.
WordSpan = tuple[str, int, int]


@dataclass(frozen=True)
class TokenizedText:
    """A text in NFC, and the keys, starts and ends of its tokens, in order.

    They are separate lists because an object for each token would take three times as long.
    `types` are the different keys, in order of their first occurrence. The text `is_cut` if it was
    read in part. `language` is a BCP 47 tag.
    """

    text: str
    keys: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    is_cut: bool = False
    language: str = "und"
    types: KeysView[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "types", dict.fromkeys(self.keys).keys())

    def find_lines(self) -> list[int]:
        """Return the line of each token, from 0."""
        ends = [*accumulate(len(line) + 1 for line in self.text.split("\n"))]
        return [bisect_right(ends, start) for start in self.starts]

    @property
    def tokens(self) -> list[Token]:
        return [*map(Token, self.keys, self.starts, self.ends, self.find_lines())]


@dataclass(frozen=True)
class Chunks:
    """The chunks of a text, in order, and the words of each different one.

    The last chunk was read up to `end` if that is not None, and those after it not at all.
    """

    chunks: list[str]
    words: Mapping[str, Sequence[WordSpan]]
    end: int | None = None

    @property
    def keys(self) -> list[str]:
        """The keys of the words, in order."""
        return [key for chunk in self.chunks for key, _, _ in self.words[chunk]]


def tokenize(text: str, language: str, most: int = EVERY) -> TokenizedText:
    """Tokenize `text`, one line per block, by the rules of `language`, a BCP 47 tag.

    Read about `most` words. Different chunks take longer: of those that a segmenter cuts, at most
    `most` segments are read, and each chunk costs CHUNK_COST more.
    """
    text = to_nfc(clean_text(text))
    found = _find_words(text, language, most)
    keys: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    begin = next_begin = 0
    for chunk in found.chunks:
        begin = text.index(chunk, next_begin)
        if len(keys) >= most:
            return TokenizedText(
                text[:begin].rstrip(), keys, starts, ends, is_cut=True, language=language
            )
        for word_key, start, end in found.words[chunk]:
            keys.append(word_key)
            starts.append(begin + start)
            ends.append(begin + end)
        next_begin = begin + len(chunk)
    if found.end is not None:
        return TokenizedText(
            text[: begin + found.end], keys, starts, ends, is_cut=True, language=language
        )
    return TokenizedText(text, keys, starts, ends, language=language)


def read_chunks(text: str, language: str, most: int = EVERY) -> Chunks:
    """Find the words of `text` like `tokenize`, but without their positions, in half the time."""
    return _find_words(to_nfc(clean_text(text)), language, most)


def keys_of(text: str, language: str) -> list[str]:
    """Return the keys of the tokens of `text`, in order, in half the time of `tokenize`."""
    return read_chunks(text, language).keys


def join_digit_groups(text: str) -> str:
    """Return `text` with each grouped number as one word: *12 500* with a narrow space."""
    return GROUPED_NUMBER.sub(lambda number: "\u202f".join(number[0].split()), text)


def typed_keys(text: str, language: str) -> list[str]:
    """Return the keys of `text`, which a person typed: a grouped number is one key."""
    return tokenize(join_digit_groups(text), language).keys


def query_keys(text: str, language: str, tokenized: TokenizedText) -> list[str]:
    """Return the keys of `text`, a word or a phrase that a person looks for in `tokenized`.

    If `text` is a key there, that key is returned, even if `text` on its own would have other keys
    (*'okina*). The same holds for a grouped number (*12 500*).
    """
    word = key(text.strip(), language.partition("-")[0].lower())
    if word in tokenized.types:
        return [word]
    joined = typed_keys(text, language)
    return joined if tokenized.types >= {*joined} else tokenize(text, language).keys


def _find_words(text: str, language: str, most: int) -> Chunks:
    """Find the words in each chunk, until its different chunks and their segments cost `most`."""
    chunks = CHUNK.findall(text)
    different = list(dict.fromkeys(chunks))
    base = language.partition("-")[0].lower()
    to_key = partial(key, language=base)
    spans: dict[str, list[WordSpan]] = {}
    has_own = own_segmenter(language) is not None
    for chunk in different:
        word = chunk.strip(SIGNS_AT_EDGES)
        # UAX #29 has no word boundary between ASCII letters and digits (WB5 to WB10).
        if is_uncut(word) if has_own else word.isascii() and word.isalnum():
            start = chunk.index(word)
            spans[chunk] = [(to_key(word), start, start + len(word))]
    others = [chunk for chunk in different if chunk not in spans]
    keys: dict[str, str] = {}  # of each segment; empty if it is no word
    for chunk, segments in zip(others, segmenter_of(language)(others), strict=True):
        spans[chunk] = []
        end = 0
        for word in islice(segments, most):
            start = chunk.find(word, end)
            end = start + len(word)
            if word not in keys:
                keys[word] = to_key(word) if LETTER_OR_DIGIT.search(word) else ""
            if keys[word]:
                spans[chunk].append((keys[word], start, end))
            most -= 1
        most -= CHUNK_COST
        if most <= 0 and (end < len(chunk) or chunk is not others[-1]):
            return Chunks(chunks[: chunks.index(chunk) + 1], spans, end)
    return Chunks(chunks, spans)
