"""What a letter and a digit is, and lower case and normal form C, alike on every Python.

Letters, digits and ignorable characters are those of tables.py. Lower case and composition are
Python's for the characters of Unicode 14 (Unicode's stability policies fix them), and from the
tables for newer ones.
"""

import re
from itertools import groupby
from unicodedata import combining, is_normalized, normalize

from . import tables

ASTRAL = "\U00010000-\U0010ffff"


def character_class(ranges: str) -> str:
    """Return the inside of a `[…]` of a pattern that matches `ranges` of tables.py."""
    return "".join(
        "-".join(rf"\U{int(end, 16):08x}" for end in part.split("-")) for part in ranges.split()
    )


def coarse_class(ranges: str) -> str:
    """Return the inside of a `[…]` that matches `ranges` and every character from U+10000 on.

    Patterns compare those with one range after the other, which takes too long in a whole text.
    """
    return character_class(_basic(ranges)) + ASTRAL


def _basic(ranges: str) -> str:
    """Return the part of `ranges` below U+10000."""
    return " ".join(part for part in ranges.split() if int(part.partition("-")[0], 16) < 0x10000)


def _mapping(pairs: str) -> dict[str, str]:
    """Return the characters that `pairs` of tables.py map to characters."""
    return {
        chr(int(point, 16)): "".join(chr(int(part, 16)) for part in value.split("+"))
        for point, value in (pair.split(":") for pair in pairs.split())
    }


LETTERS = character_class(tables.LETTERS)
DIGITS = character_class(tables.DIGITS)

# A word has at least one of these. A digit in a keycap is an emoji.
LETTER_OR_DIGIT = re.compile(
    f"[{coarse_class(f'{tables.LETTERS} {tables.DIGITS}')}]"
    f"(?:(?<![{ASTRAL}])|(?<=[{LETTERS}{DIGITS}]))(?!(?<=[0-9])\ufe0f?\u20e3)"
)

# Combining marks, and three characters that consist of them. Beyond U+FFFF they are exact only in
# the second pattern, because it takes longer. Words have a few at once.
_ASTRAL_MARKS = "\U000101fd-\U0001e94a"  # the first and the last one
MARKS = "".join(filter(combining, map(chr, range(0x300, 0x1E94B)))) + "\u0f73\u0f75\u0f81"
_BASIC_MARKS = "".join(mark for mark in MARKS if mark <= "\uffff")
PERHAPS_MANY_MARKS = re.compile(f"[{_BASIC_MARKS}{_ASTRAL_MARKS}]{{31,}}")
MANY_MARKS = re.compile(f"[{MARKS}]{{31,}}")

_PERHAPS_NEW = re.compile(f"[{coarse_class(tables.NEW)}]")
_NEW_RUN = re.compile(f"([{character_class(tables.NEW)}]+)")
_LOWERCASE = str.maketrans(_mapping(tables.NEW_LOWERCASE))
_COMBINING_CLASSES = {
    chr(int(point, 16)): int(value)
    for point, value in (pair.split(":") for pair in tables.NEW_COMBINING_CLASSES.split())
}
_DECOMPOSITIONS = _mapping(tables.NEW_DECOMPOSITIONS)
_COMPOSITIONS = {decomposed: c for c, decomposed in _DECOMPOSITIONS.items()}


def lowercase(text: str) -> str:
    """Return `text` in lower case (The Unicode Standard, section 3.13)."""
    if not _PERHAPS_NEW.search(text):
        return text.lower()
    runs = _NEW_RUN.split(text)
    runs[::2] = map(str.lower, runs[::2])
    runs[1::2] = [run.translate(_LOWERCASE) for run in runs[1::2]]
    return "".join(runs)


def to_nfc(text: str) -> str:
    """Return `text` in normal form C (UAX #15)."""
    if not text.isascii() and _PERHAPS_NEW.search(text) and _NEW_RUN.search(text):
        return _compose(text)
    return to_python_nfc(text)


def to_python_nfc(text: str) -> str:
    """Return `text` in normal form C of Python's version of Unicode, in linear time."""
    if text.isascii():
        return text
    text = PERHAPS_MANY_MARKS.sub(lambda run: MANY_MARKS.sub(sort_marks, run[0]), text)
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def sort_marks(run: re.Match[str]) -> str:
    """Decompose and sort a run of marks: `normalize` would take quadratic time for that."""
    decompositions = str.maketrans({mark: normalize("NFD", mark) for mark in set(run[0])})
    decomposed = run[0].translate(decompositions)
    shared = {mark: mark for mark in set(decomposed)}  # an object for each mark of millions is big
    return "".join(sorted(map(shared.__getitem__, decomposed), key=combining))


def _combining_class(character: str) -> int:
    return _COMBINING_CLASSES.get(character) or combining(character)


def _decompose(text: str) -> str:
    for _ in range(3):  # no decomposition of a new character is deeper
        text = "".join(_DECOMPOSITIONS.get(c, c) for c in text)
    return "".join(normalize("NFD", c) for c in text)


def _compose(text: str) -> str:
    """Decompose `text`, sort its marks, and compose it (UAX #15, section 1.3)."""
    composed: list[str] = []
    starter = -1  # its place in `composed`
    for is_mark, run in groupby(_decompose(text), lambda c: _combining_class(c) > 0):
        for character in sorted(run, key=_combining_class) if is_mark else run:
            last = _combining_class(composed[-1]) if starter < len(composed) - 1 else -1
            if starter >= 0 and last < _combining_class(character):
                pair = composed[starter] + character
                together = _COMPOSITIONS.get(pair) or normalize("NFC", pair)
                if len(together) == 1:
                    composed[starter] = together
                    continue
            if not is_mark:
                starter = len(composed)
            composed.append(character)
    return "".join(composed)
