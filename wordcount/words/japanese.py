"""Cut Japanese into words with Sudachi, where the Japanese pack is installed.

Mode C keeps compounds together, as dictionaries do. It cuts runs of Japanese letters alone: what is
around them is cut by the rules of all languages, so a run has the same words in every text.
"""

import re
from collections.abc import Iterator
from functools import cache
from threading import Lock
from typing import Any

from .characters import LETTER_OR_DIGIT

# Letters of a run, at most: Sudachi accepts 49,149 bytes.
MAX_RUN = 10_000

JAPANESE = "々〇〻ー\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30ff\u31f0-\u31ff\u3400-\u9fff"
_RUN = re.compile(f"([{JAPANESE}]{{1,{MAX_RUN}}})")

_lock = Lock()  # a tokenizer serves one thread at a time


def segment_japanese(chunks: list[str]) -> Iterator[Iterator[str]]:
    """Split each chunk: runs of Japanese letters with Sudachi, the rest like other languages."""
    return map(_segment_chunk, chunks)


def _segment_chunk(chunk: str) -> Iterator[str]:
    from .segments import segment

    for place, piece in enumerate(_RUN.split(chunk)):
        if place % 2:
            yield from _words(piece)
        elif LETTER_OR_DIGIT.search(piece):
            for segments in segment([piece]):
                yield from segments
        elif piece:
            yield piece


def _words(run: str) -> list[str]:
    with _lock:
        return [morpheme.surface() for morpheme in _tokenizer().tokenize(run)]


@cache
def _tokenizer() -> Any:
    from sudachipy import Dictionary, SplitMode

    return Dictionary(dict="small").tokenizer(mode=SplitMode.C)
