"""Find the paragraphs of plain text, whose lines may be wrapped at some width."""

from collections.abc import Sequence
from itertools import pairwise

BULLETS = frozenset("-–—*+•‣·")

SAMPLE = 100_000  # characters by which it is decided whether a text is wrapped
WIDTHS = range(40, 121)  # characters of the longest line of a text whose lines a program wrapped
MAX_WORD = 20  # characters; longer "words" are written without spaces, and wrapped anywhere
MIN_LINE_BREAKS = 3  # inside paragraphs; fewer may all be full by chance
FULL_SHARE = 0.75  # of them, in a wrapped text


def join_wrapped_lines(text: str) -> str:
    """Return `text` with one line per paragraph, and every word at its place.

    A paragraph ends at an empty line, and where the next line begins with a bullet. Other line
    breaks become spaces.
    """
    lines = text.split("\n")
    parts = lines[:1]
    for line, following in pairwise(lines):
        is_wrapped = line.strip() and following.strip() and not _is_list_item(following)
        parts += [" " if is_wrapped else "\n", following]
    return "".join(parts)


def unwrap(text: str) -> str:
    """Return `text` with the lines joined that a program has wrapped at some width, such as 72.

    Unlike `join_wrapped_lines`, this recognizes them, by the beginning of the text: a line break is
    a wrap if the first word of the next line would have exceeded the longest line.
    """
    width = _wrap_width(text[:SAMPLE].split("\n"))
    if width is None:
        return text
    lines = text.split("\n")
    parts = lines[:1]
    for line, following in pairwise(lines):
        parts += [" " if _is_wrap(line, following, width) else "\n", following]
    return "".join(parts)


def _wrap_width(lines: Sequence[str]) -> int | None:
    """Return the width at which `lines` are wrapped, None if they are not."""
    width = max(len(line.rstrip()) for line in lines)
    inner = [pair for pair in pairwise(lines) if all(map(str.strip, pair))]
    if width not in WIDTHS or len(inner) < MIN_LINE_BREAKS:
        return None
    wraps = sum(_is_wrap(line, following, width) for line, following in inner)
    return width if wraps >= FULL_SHARE * len(inner) else None


def _is_wrap(line: str, following: str, width: int) -> bool:
    """Return whether the first word of the line `following` would not have fit on `line`."""
    words = following.split(None, 1)
    if not (words and line.strip()) or _is_list_item(following):
        return False
    needed = 1 + len(words[0]) if len(words[0]) <= MAX_WORD else 1
    return len(line.rstrip()) <= width < len(line.rstrip()) + needed


def may_be_plain(text: str) -> bool:
    """Return whether `text` was not made of the blocks of a page: those are not empty, and have no
    white space around them."""
    return any(not line or line != line.strip() for line in text.split("\n"))


def _is_list_item(line: str) -> bool:
    sign, space, _ = line.strip().partition(" ")
    return bool(space) and sign in BULLETS
