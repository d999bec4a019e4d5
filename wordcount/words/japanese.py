"""Cut Japanese into words with Sudachi, where the Japanese pack is installed.

Mode C keeps compounds together, as dictionaries do. Sudachi reads runs of Japanese letters, Latin
letters and digits, and cuts between Japanese letters. The rest is cut like other languages:
*3cm* is one word.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from string import ascii_uppercase
from threading import Lock
from typing import Any

from .characters import LETTER_OR_DIGIT

# Letters and digits of a run, at most: Sudachi accepts 49,149 bytes.
MAX_RUN = 10_000

JAPANESE = "々〇〻ー\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30ff\u31f0-\u31ff\u3400-\u9fff"
LATIN = "0-9A-Za-z０-９Ａ-Ｚａ-ｚ"
# Sudachi reads letters and digits beside Japanese too: 年 and 代 are two words in 1990年代.
_RUN = re.compile(f"([{LATIN}{JAPANESE}]{{1,{MAX_RUN}}})")
_PART = re.compile(f"[{JAPANESE}]+")
_LOWERCASE = {ord(letter): letter.lower() for letter in ascii_uppercase}  # as counting does

_lock = Lock()  # a tokenizer serves one thread at a time


def segment_japanese(chunks: list[str]) -> Iterator[Iterator[str]]:
    """Split each chunk: Japanese letters with Sudachi, the rest like other languages."""
    return map(_segment_chunk, chunks)


def _segment_chunk(chunk: str) -> Iterator[str]:
    end = 0
    for start, words in _japanese_parts(chunk):
        yield from _segment_rest(chunk[end:start])
        yield from words
        end = start + sum(map(len, words))
    yield from _segment_rest(chunk[end:])


def _segment_rest(rest: str) -> Iterator[str]:
    from .segments import segment

    if LETTER_OR_DIGIT.search(rest):
        for segments in segment([rest]):
            yield from segments
    elif rest:
        yield rest


def _japanese_parts(chunk: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the start of each part in Japanese letters alone, and its words."""
    for run in _RUN.finditer(chunk):
        parts = list(_PART.finditer(run[0]))
        ends = _word_ends(run[0]) if parts else []
        for part in parts:
            inner = [end for end in ends if part.start() < end < part.end()]
            places = pairwise([part.start(), *inner, part.end()])
            yield run.start() + part.start(), [run[0][start:end] for start, end in places]


def _word_ends(run: str) -> list[int]:
    with _lock:
        return [morpheme.end() for morpheme in _tokenizer().tokenize(run.translate(_LOWERCASE))]


@cache
def _tokenizer() -> Any:
    from sudachipy import Dictionary, SplitMode

    return Dictionary(dict="small").tokenizer(mode=SplitMode.C)
