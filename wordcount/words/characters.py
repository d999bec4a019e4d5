"""What a letter and a digit is, and lower case and normal form C, alike on every Python.

Letters, digits and ignorable characters are those of tables.py. Lower case and composition are
Python's for the characters of Unicode 14 (Unicode's stability policies fix them), and from the
tables for newer ones.
"""

import re
from collections import defaultdict, deque
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

# Combining marks, and three characters that decompose into marks only. A word has a few in a row.
# The first pattern also matches other characters beyond U+FFFF, because it reads whole texts.
_ASTRAL_MARKS = "\U000101fd-\U0001e94a"  # the first and the last one
MARKS = "".join(filter(combining, map(chr, range(0x300, 0x1E94B)))) + "\u0f73\u0f75\u0f81"
_BASIC_MARKS = "".join(mark for mark in MARKS if mark <= "\uffff")
PERHAPS_MANY_MARKS = re.compile(f"[{_BASIC_MARKS}{_ASTRAL_MARKS}]{{31,}}")
MANY_MARKS = re.compile(f"[{MARKS}]{{31,}}")

_PERHAPS_NEW = re.compile(f"[{coarse_class(tables.NEW)}]")
_NEW_RUN = re.compile(f"([{character_class(tables.NEW)}]+)")
_LOWERCASE = str.maketrans(_mapping(tables.NEW_LOWERCASE))

# Each new mark is replaced by an old one of the same combining class, which composes with nothing.
STAND_INS = {9: "\u1714", 220: "\u0353", 230: "\u0363", 232: "\u0358", 234: "\u035d"}
_NEW_MARKS = {
    chr(int(point, 16)): STAND_INS[int(value)]
    for point, value in (pair.split(":") for pair in tables.NEW_COMBINING_CLASSES.split())
}
_STAND_IN = re.compile(f"[{''.join(STAND_INS.values())}]")
# The stand-in and the mark, for each new mark and each stand-in. All occurrences share one object.
_MARKS_IN_TURN = {mark: (old, mark) for mark, old in _NEW_MARKS.items()} | {
    old: (old, old) for old in STAND_INS.values()
}

# The full decompositions of new letters. tables.py lists the parts of a letter before the letter.
_DECOMPOSITIONS: dict[str, str] = {}
for _letter, _pair in _mapping(tables.NEW_DECOMPOSITIONS).items():
    _DECOMPOSITIONS[_letter] = _DECOMPOSITIONS.get(_pair[0], _pair[0]) + _pair[1]
_COMPOSITIONS = {parts: letter for letter, parts in _DECOMPOSITIONS.items()}
_PARTS = re.compile("|".join(sorted(_COMPOSITIONS, key=len, reverse=True)))
_DOT = "\u0307"  # the only old character in the decomposition of a new letter
_BEFORE_DOT = "".join(mark for mark in MARKS if 0 < combining(mark) < combining(_DOT))
_DOTTED = re.compile(f"([\U000105d2\U000105da])([{_BEFORE_DOT}]+){_DOT}")

# Python does not know how these compose. All other new characters compose with nothing.
_TO_OLD_MARKS = str.maketrans(_NEW_MARKS)
_TO_PARTS = str.maketrans(_DECOMPOSITIONS)
_NEW_PARTS = {*_DECOMPOSITIONS, *"".join(_COMPOSITIONS)} - {_DOT}
_COMPOSING = _NEW_PARTS.union(_NEW_MARKS)
_BASIC_COMPOSING = "".join(c for c in _COMPOSING if c <= "\uffff")
_PERHAPS_COMPOSING = re.compile(f"[{_BASIC_COMPOSING}{ASTRAL}]")


def lowercase(text: str) -> str:
    """Return `text` in lower case (The Unicode Standard, section 3.13)."""
    if not _PERHAPS_NEW.search(text):
        return text.lower()
    if "Σ" not in text:  # the only letter whose lower case depends on those around it
        return text.translate(_LOWERCASE).lower()
    runs = _NEW_RUN.split(text)
    runs[::2] = map(str.lower, runs[::2])
    runs[1::2] = [run.translate(_LOWERCASE) for run in runs[1::2]]
    return "".join(runs)


def to_nfc(text: str) -> str:
    """Return `text` in normal form C (UAX #15), in linear time."""
    if not text.isascii() and _PERHAPS_COMPOSING.search(text) and not _COMPOSING.isdisjoint(text):
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
    shared = {mark: mark for mark in set(decomposed)}  # millions of separate objects are too big
    return "".join(sorted(map(shared.__getitem__, decomposed), key=combining))


def _compose(text: str) -> str:
    """Return `text`, which has new marks or parts of new letters, in normal form C.

    Replace each new mark by an old one of the same class, let Python sort and compose, and put the
    new marks back. Sorting keeps the order of marks of the same class, so the first new mark of a
    class replaces its first stand-in, and so on.
    """
    for_python = text.translate(_TO_OLD_MARKS)
    if _NEW_PARTS.isdisjoint(text):
        composed = to_python_nfc(for_python)
    else:
        composed = to_python_nfc(for_python.translate(_TO_PARTS))
        composed = _PARTS.sub(lambda parts: _COMPOSITIONS[parts[0]], composed)
        composed = _DOTTED.sub(lambda parts: _COMPOSITIONS[parts[1] + _DOT] + parts[2], composed)
    if composed == for_python:
        return text
    marks: defaultdict[str, deque[str]] = defaultdict(deque)
    for old, mark in map(_MARKS_IN_TURN.__getitem__, filter(_MARKS_IN_TURN.__contains__, text)):
        marks[old].append(mark)
    return _STAND_IN.sub(lambda old: marks[old[0]].popleft(), composed) if marks else composed
