"""Find the paragraphs of plain text, whose lines may be wrapped at some width."""

from itertools import pairwise

BULLETS = frozenset("-–—*+•‣·")


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


def may_be_plain(text: str) -> bool:
    """Return whether `text` was not made of the blocks of a page: those are not empty, and have no
    white space around them."""
    return any(not line or line != line.strip() for line in text.split("\n"))


def _is_list_item(line: str) -> bool:
    sign, space, _ = line.strip().partition(" ")
    return bool(space) and sign in BULLETS
