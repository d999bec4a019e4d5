"""A text as the row of its words, each with its place: what contexts and phrases are read from.

Counting the tokens of a text gives what `count_words` gives.
"""

import re
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple
from unicodedata import normalize

from .counting import SEGMENTERS, clean_text, key, segment_with_icu

CHUNK = re.compile(r"\S+")


class Token(NamedTuple):
    """One word: its key, where it stands in the text (`text[start:end]`), its line from 0."""

    key: str
    start: int
    end: int
    line: int


class Piece(NamedTuple):
    """A word inside a chunk, which is what stands between two white spaces."""

    key: str
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """A text in NFC and its tokens in their order."""

    text: str
    tokens: list[Token]

    @property
    def keys(self) -> list[str]:
        return [token.key for token in self.tokens]


def read(text: str, language: str) -> Reading:
    """Find the words of `text`, which has a line for each block; `language` is a BCP 47 tag."""
    text = normalize("NFC", clean_text(text))
    pieces = _pieces(list(dict.fromkeys(CHUNK.findall(text))), language)
    tokens = []
    offset = 0
    for number, line in enumerate(text.split("\n")):
        for chunk in CHUNK.finditer(line):
            begin = offset + chunk.start()
            for word, start, end in pieces[chunk[0]]:
                tokens.append(Token(word, begin + start, begin + end, number))
        offset += len(line) + 1
    return Reading(text, tokens)


def _pieces(chunks: list[str], language: str) -> dict[str, list[Piece]]:
    """The words in each of `chunks`."""
    base = language.partition("-")[0].lower()
    fold = partial(key, language=base)
    pieces = {chunk: [Piece(fold(chunk), 0, len(chunk))] for chunk in chunks if _is_plain(chunk)}
    uneven = [chunk for chunk in chunks if chunk not in pieces]
    segment = SEGMENTERS.get(base, segment_with_icu)
    for chunk, parts in zip(uneven, segment(uneven), strict=True):
        pieces[chunk] = []
        end = 0
        for part in parts:
            start = chunk.find(part, end)
            end = start + len(part)
            if any(map(str.isalnum, part)):
                pieces[chunk].append(Piece(fold(part), start, end))
    return pieces


def _is_plain(chunk: str) -> bool:
    """ASCII letters and digits never break among themselves (UAX #29, WB5 to WB10)."""
    return chunk.isascii() and chunk.isalnum()
