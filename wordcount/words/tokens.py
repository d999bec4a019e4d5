"""Split a text into tokens: its words, in order, with their positions.

The tokens of a text have the same keys and frequencies as the words from `count_words`.
"""

import re
from dataclasses import dataclass, field
from functools import partial
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
    """A text in NFC, and its tokens and their keys, in order."""

    text: str
    tokens: list[Token]
    keys: list[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", [token.key for token in self.tokens])


def tokenize(text: str, language: str) -> TokenizedText:
    """Tokenize `text`, one line per block, by the rules of `language`, a BCP 47 tag."""
    text = to_nfc(clean_text(text))
    spans = _find_words(list(dict.fromkeys(CHUNK.findall(text))), language)
    tokens = []
    offset = 0
    for number, line in enumerate(text.split("\n")):
        for chunk in CHUNK.finditer(line):
            begin = offset + chunk.start()
            for word_key, start, end in spans[chunk[0]]:
                tokens.append(Token(word_key, begin + start, begin + end, number))
        offset += len(line) + 1
    return TokenizedText(text, tokens)


def keys_of(text: str, language: str) -> list[str]:
    """Return the keys of the tokens of `text`, in order, in half the time of `tokenize`."""
    chunks = CHUNK.findall(to_nfc(clean_text(text)))
    spans = _find_words(list(dict.fromkeys(chunks)), language)
    return [word_key for chunk in chunks for word_key, _, _ in spans[chunk]]


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
    if word in (known := set(tokenized.keys)):
        return [word]
    joined = typed_keys(text, language)
    return joined if known.issuperset(joined) else tokenize(text, language).keys


def _find_words(chunks: list[str], language: str) -> dict[str, list[WordSpan]]:
    """Return the words in each of `chunks`."""
    base = language.partition("-")[0].lower()
    to_key = partial(key, language=base)
    spans = {}
    has_own = own_segmenter(language) is not None
    for chunk in chunks:
        word = chunk.strip(SIGNS_AT_EDGES)
        # UAX #29 has no word boundary between ASCII letters and digits (WB5 to WB10).
        if is_uncut(word) if has_own else word.isascii() and word.isalnum():
            start = chunk.index(word)
            spans[chunk] = [(to_key(word), start, start + len(word))]
    others = [chunk for chunk in chunks if chunk not in spans]
    keys: dict[str, str] = {}  # of each segment; empty if it is no word
    for chunk, segments in zip(others, segmenter_of(language)(others), strict=True):
        spans[chunk] = []
        end = 0
        for word in segments:
            start = chunk.find(word, end)
            end = start + len(word)
            if word not in keys:
                keys[word] = to_key(word) if LETTER_OR_DIGIT.search(word) else ""
            if keys[word]:
                spans[chunk].append((keys[word], start, end))
    return spans
