"""Find the main text of a page: an article without menus, teasers, comments and footers.

The lines of an article are long and contain few links. Every line scores one point for each word,
less LINE_COST, and less for links; the main text is the run of lines with the highest sum. (J.
Pasternack and D. Roth, "Extracting Article Text from the Web with Maximum Subsequence
Segmentation", 2009.) The run is searched for in the element that the page declares to be its
article, if it declares one. JSON-LD is not used: its `articleBody` is often cut, or has markup.

A page without an article, such as a front page, a list of links or a forum, has no main text.
"""

from collections.abc import Sequence
from typing import NamedTuple

from .parts import ARTICLE, ARTICLE_BODY, MAIN, OTHER, Part, Piece, read_parts

# A longer page is a book or a table. Counting most of it twice would take too much memory.
MAX_CHARACTERS, MAX_LINES = 2_000_000, 50_000

LINE_COST = 8  # words; headings, captions and menus are shorter
LINK_COST = 0.5  # for each word of a link, in addition to the point that it does not score
MIN_RUN = 0.5  # of the words of an element; if the run is shorter, it is a list or table
MIN_WORDS = 40  # a shorter main text is a teaser or a notice
MAX_OTHER = 0.3  # of the article: a part with more of it than this holds the article as well
SIMILAR = 0.5  # of the longest article: others at least as long are articles of the same kind
MAX_SIMILAR = 2  # articles of the same kind; more are a list
MIN_SHARE_OF_MAIN = 0.2  # of <main>; a smaller part of it is not what the page is about

# What a main text is like that no element declares to be an article.
MIN_SHARE = 0.4  # of the words of the page outside of links
MIN_LENGTH = 10  # words of a line on average
MAX_LINKED = 0.25  # words in links for each word outside of them


class Line(NamedTuple):
    """A line of the article, without other parts: its words outside of links, and in links."""

    number: int
    words: int
    linked: int

    @property
    def score(self) -> float:
        return self.words - LINE_COST - LINK_COST * self.linked


def find_main_lines(marked: str) -> list[int] | None:
    """Return the numbers of the main lines of a text with marks; None if there is no main text."""
    if len(marked) > MAX_CHARACTERS or marked.count("\n") > MAX_LINES:
        return None
    pieces, parts = read_parts(marked)
    *_, page = parts
    article = _choose_article(parts)
    if article is None:
        return None
    lines = _measure(pieces, parts, article)
    run = _best_run(lines)
    if article is not page and _count(run) < MIN_RUN * _count(lines):
        run = lines
    main = [line for line in run if line.linked <= line.words]
    is_declared = article.kind in (ARTICLE_BODY, ARTICLE)
    if _count(main) < MIN_WORDS or not (is_declared or _is_article(main, run, page)):
        return None
    longest = max((part.words + part.linked for part in parts if part.kind == MAIN), default=0)
    if sum(line.words + line.linked for line in main) < MIN_SHARE_OF_MAIN * longest:
        return None
    return [line.number for line in main]


def _choose_article(parts: Sequence[Part]) -> Part | None:
    """Return the part that holds the article: the page, if none is declared; None for a list."""
    for kind in (ARTICLE_BODY, ARTICLE, MAIN):
        found = [part for part in parts if part.kind == kind]
        longest = max((part.words for part in found), default=0)
        if longest < MIN_WORDS:
            continue
        similar = [part for part in found if part.words >= SIMILAR * longest]
        if len(similar) == 1:
            return similar[0]
        if len(similar) > MAX_SIMILAR:
            return None
    return parts[-1]


def _measure(pieces: Sequence[Piece], parts: Sequence[Part], article: Part) -> list[Line]:
    """Return the lines of `article` without its other parts."""
    is_other = bytearray(len(pieces))
    longest = MAX_OTHER * (article.words + article.linked)
    for part in parts:
        is_inside = article.start <= part.start and part.end <= article.end
        if part.kind == OTHER and is_inside and part.words + part.linked <= longest:
            is_other[part.start : part.end] = b"\1" * (part.end - part.start)
    lines: dict[int, list[int]] = {}
    for index in range(article.start, article.end):
        if not is_other[index]:
            line, words, is_link = pieces[index]
            lines.setdefault(line, [0, 0])[is_link] += words
    return [Line(number, *words) for number, words in lines.items()]


def _best_run(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the consecutive lines with the highest sum of scores (Kadane's algorithm)."""
    best, best_start, best_end = 0.0, 0, 0
    current, start = 0.0, 0
    for end, line in enumerate(lines, 1):
        if current <= 0:
            current, start = 0.0, end - 1
        current += line.score
        if current > best:
            best, best_start, best_end = current, start, end
    return lines[best_start:best_end]


def _count(lines: Sequence[Line]) -> int:
    """Return the number of words outside of links."""
    return sum(line.words for line in lines)


def _is_article(main: Sequence[Line], run: Sequence[Line], page: Part) -> bool:
    """Return whether the main text is most of the page, in long lines with few links."""
    words = _count(main)
    linked = sum(line.linked for line in run)
    return (
        words >= MIN_SHARE * page.words
        and words >= MIN_LENGTH * len(main)
        and linked <= MAX_LINKED * words
    )
