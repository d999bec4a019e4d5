"""Cut Japanese into words with Sudachi, where the Japanese pack is installed.

Mode C keeps compounds together, as dictionaries do. Sudachi reads sentences, and its cuts decide:
180cm is two words, 2人 is one. It does not read words with other letters or marks (café, don't) or
signs other than commas and full stops: these are cut like other languages, and end a sentence.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from string import ascii_uppercase
from threading import Lock
from typing import Any

from .characters import LETTER_OR_DIGIT
from .chunks import is_uncut

# Characters of a sentence, at most: Sudachi accepts 49,149 bytes.
MAX_SENTENCE = 10_000
FULL_STOP = "。"

JAPANESE = (
    "々〇〻ー\u3041-\u3096\u309d-\u309f\u30a1-\u30ff\u31f0-\u31ff\u3400-\u9fff"
    "\uff66-\uff9d\U00020000-\U0003ffff"
)
VOICED_MARKS = "\u3099\u309a\uff9e\uff9f"  # at the beginning they belong to the sign before
DIGITS = "0-9０-９"
LATIN = f"{DIGITS}A-Za-zＡ-Ｚａ-ｚ"
# Segments that Sudachi reads: Japanese letters, a comma or full stop, Latin letters with numbers.
_READ = re.compile(
    f"[{JAPANESE}][{JAPANESE}{VOICED_MARKS}]*|[、{FULL_STOP}]"
    f"|[{LATIN}]+(?:(?<=[{DIGITS}])[.,．，](?=[{DIGITS}])[{LATIN}]+)*"
)
_LOWERCASE = {ord(letter): letter.lower() for letter in ascii_uppercase}  # as counting does

_lock = Lock()  # a tokenizer serves one thread at a time


def recut_japanese(chunks: Iterable[Iterable[str]]) -> Iterator[Iterator[str]]:
    """Replace the segments of each chunk that are Japanese with those of Sudachi."""
    return map(_recut, chunks)


def _recut(segments: Iterable[str]) -> Iterator[str]:
    sentence = ""
    for segment in segments:
        is_read = len(segment) <= MAX_SENTENCE and _READ.fullmatch(segment)
        if not is_read or len(sentence) + len(segment) > MAX_SENTENCE:
            yield from _words(sentence)
            sentence = ""
        if not is_read:
            yield segment
            continue
        sentence += segment
        if segment == FULL_STOP:
            yield from _words(sentence)
            sentence = ""
    yield from _words(sentence)


def _words(sentence: str) -> list[str]:
    if is_uncut(sentence) or not LETTER_OR_DIGIT.search(sentence):
        return [sentence] if sentence else []
    with _lock:
        ends = [
            morpheme.end() for morpheme in _tokenizer().tokenize(sentence.translate(_LOWERCASE))
        ]
    return [sentence[start:end] for start, end in pairwise([0, *ends])]


@cache
def _tokenizer() -> Any:
    from sudachipy import Dictionary, SplitMode

    return Dictionary(dict="small").tokenizer(mode=SplitMode.C)
