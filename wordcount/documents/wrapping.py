"""Make paragraphs of the lines of a PDF, which knows only where each character is drawn."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from statistics import median

from .hangul import BREAK

BROKEN_WORD = "\ufffe"  # what PDFium has in the place of a hyphen at the end of a line

NEIGHBORS = 8  # lines before and after one, among which its column is looked for
MAX_LEADING = 2.2  # times the size of the font from one line of a paragraph to the next
MAX_GROWTH = 1.3  # times the usual distance, within a paragraph
LINE_HEIGHT = 1.2  # times the size of the font, if the usual distance is that of smaller letters
SAME_SIZE = 1.15  # times; letters of larger fonts are another paragraph
INDENT = 0.7  # times the size of the font: less is no indentation
RAGGED = 3.0  # times the size of the font: so much shorter may the other lines of a column be

BULLETS = frozenset("-–—*+•‣·◦▪■□●○◆◇▶※☆★ㆍ∙")
RIGHT_TO_LEFT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]"
IS_RTL = re.compile(RIGHT_TO_LEFT)
# Scripts that are written without spaces. Lines are broken anywhere in Han and kana, and between
# words in Thai, Lao, Khmer and Burmese.
_HAN_OR_KANA = "\u3001-\u3011\u3041-\u30ff\u3400-\u9fff\uff01-\uff60\U00020000-\U0003ffff"
HAN_OR_KANA = re.compile(f"[{_HAN_OR_KANA}]")
SPACELESS = re.compile(f"[{_HAN_OR_KANA}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
SPACELESS_WORD = 6  # times the size of the font that one of the latter may be wide
HANGUL = re.compile("[\uac00-\ud7a3]")
WORD_OR_COMPOUND = re.compile(r"\w++(?:-\w++)*+")
WORD = re.compile(r"\w++")
LONGEST_PART = 50  # characters of a broken word on one line


@dataclass(frozen=True)
class Line:
    """A line of a page, as it was drawn. The edges of words are points from the left.

    `text` ends with a space where one was drawn, and with BROKEN_WORD instead of a hyphen.
    """

    text: str
    baseline: float  # points from the bottom
    size: float  # of its first character, in points
    first_word: tuple[float, float]  # its edges
    last_word: tuple[float, float]

    @property
    def is_rtl(self) -> bool:
        return bool(IS_RTL.search(self.text))

    @property
    def start(self) -> float:
        """Where it begins, in points in the direction of its writing."""
        return -self.first_word[1] if self.is_rtl else self.first_word[0]

    @property
    def end(self) -> float:
        return -self.last_word[0] if self.is_rtl else self.last_word[1]

    @property
    def first_width(self) -> float:
        """The width of what fits on the line before or not: a word, or one character of some."""
        width = self.first_word[1] - self.first_word[0]
        start = self.text.lstrip()
        most = 1 if HAN_OR_KANA.match(start) else SPACELESS_WORD if SPACELESS.match(start) else inf
        return min(width, most * self.size)


def join_lines(lines: Sequence[Line]) -> Iterator[str]:
    """Yield the paragraphs of a page, with BROKEN_WORD and `hangul.BREAK` where lines ended."""
    has_spaces, usual_leading = _has_spaces(lines), _usual_leading(lines)
    parts: list[str] = []
    begin = 0  # the first line of the paragraph
    for index, line in enumerate(lines):
        parts.append(line.text.strip(" \t"))
        if index + 1 < len(lines) and _goes_on(lines, begin, index, usual_leading):
            parts.append(_joint(line, lines[index + 1], has_spaces))
        else:
            yield "".join(parts)
            parts, begin = [], index + 1


def _usual_leading(lines: Sequence[Line]) -> float:
    """Return the median distance from one line to the next, in points; 0 without two lines."""
    distances = [
        line.baseline - following.baseline
        for line, following in pairwise(lines)
        if 0 < line.baseline - following.baseline <= MAX_LEADING * line.size
    ]
    return median(distances) if distances else 0


def _goes_on(lines: Sequence[Line], begin: int, index: int, usual_leading: float) -> bool:
    """Return whether the paragraph that begins at `begin` goes on after the line at `index`.

    It does where the first word of the next line would not have fit.
    """
    line, following = lines[index], lines[index + 1]
    if line.text.endswith(BROKEN_WORD):
        return True
    size = max(line.size, following.size)
    leading = line.baseline - following.baseline
    if not 0 < leading <= MAX_LEADING * size or size > SAME_SIZE * min(line.size, following.size):
        return False
    if leading > MAX_GROWTH * max(usual_leading, LINE_HEIGHT * size):
        return False
    if following.text.lstrip()[:1] in BULLETS:
        return False
    if index > begin and following.start > line.start + INDENT * size:
        return False
    margin, is_sure = _margin(lines, index, size)
    if line.end + size / 5 + following.first_width < margin:
        return False
    return is_sure or following.text.lstrip()[:1].islower()


def _margin(lines: Sequence[Line], index: int, size: float) -> tuple[float, bool]:
    """Return where the column of a line ends, and whether several lines come near to that."""
    line = lines[index]
    ends = [
        other.end
        for other in lines[max(index - NEIGHBORS, 0) : index + NEIGHBORS + 1]
        if abs(other.start - line.start) < RAGGED * size and other.is_rtl == line.is_rtl
    ]
    margin = max(ends)
    return margin, sum(end > margin - RAGGED * size for end in ends) > 1


def _has_spaces(lines: Sequence[Line]) -> bool:
    """Return whether spaces are drawn at the ends of lines, so that words go on without one."""
    return any(line.text.endswith(" ") for line in lines if HANGUL.search(line.text[-2:]))


def _joint(line: Line, following: Line, has_spaces: bool) -> str:
    """Return what was between the last word of a line and the first of the next one."""
    before, after = line.text[-1:], following.text[:1]
    if before == BROKEN_WORD or (SPACELESS.match(before) and SPACELESS.match(after)):
        return ""
    if HANGUL.match(before) and HANGUL.match(after):
        return "" if has_spaces else BREAK
    return " "


def join_broken_words(text: str) -> str:
    """Join the words that BROKEN_WORD divides, with a hyphen if they have one.

    They do if the second part begins with a capital or a digit, or if the text has the word more
    often with a hyphen than without.
    """
    pieces = text.split(BROKEN_WORD)
    if len(pieces) == 1:
        return text
    words = Counter(WORD_OR_COMPOUND.findall(text.lower()))
    joined = pieces[:1]
    for before, after in pairwise(pieces):
        is_compound = after[:1].isupper() or after[:1].isdigit()
        parts = _last_word(before).lower(), _first_word(after).lower()
        is_compound = is_compound or words["-".join(parts)] > words["".join(parts)]
        joined += ["-" if is_compound else "", after]
    return "".join(joined)


def _last_word(text: str) -> str:
    found: list[str] = WORD.findall(text[-LONGEST_PART:])
    return found[-1] if found else ""


def _first_word(text: str) -> str:
    found = WORD.search(text[:LONGEST_PART])
    return found[0] if found else ""
