"""Split a text into tokens: its words, in order, with their positions.

The tokens of a text have the same keys and frequencies as the words from `count_words`.
"""

import re
from collections.abc import KeysView, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
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
CHUNK_COST = 2  # segments that take as long as a chunk with none

# Signs that join nothing at the beginning or end of a chunk.
SIGNS_AT_EDGES = '.,;:!?()[]"“”„«»…'


class Token(NamedTuple):
    """One word: its key, its position in the text (`text[start:end]`), and its line, from 0."""

    key: str
    start: int
    end: int
    line: int


# One word of a chunk: its key, and the start and end of its position in the chunk. A plain tuple,
# because creating named ones would take half as long as everything else.
WordSpan = tuple[str, int, int]


@dataclass(frozen=True)
class TokenizedText:
    """A text in NFC, and its tokens and their keys, in order, and the different keys.

    `is_cut` if it was read in part.
    """

    text: str
    tokens: list[Token]
    is_cut: bool = False
    keys: list[str] = field(init=False)
    types: KeysView[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", [token[0] for token in self.tokens])
        object.__setattr__(self, "types", dict.fromkeys(self.keys).keys())


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
    words, left = found.words, len(found.chunks)
    tokens: list[Token] = []
    offset = 0
    for number, line in enumerate(text.split("\n")):
        for chunk in CHUNK.finditer(line):
            begin = offset + chunk.start()
            if not left or len(tokens) >= most:
                return TokenizedText(text[:begin].rstrip(), tokens, is_cut=True)
            left -= 1
            for word_key, start, end in words[chunk[0]]:
                tokens.append(Token(word_key, begin + start, begin + end, number))
            if found.end is not None and not left:
                return TokenizedText(text[: begin + found.end], tokens, is_cut=True)
        offset += len(line) + 1
    return TokenizedText(text, tokens)


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
