"""The characters on a page of a PDF, as PDFium has them: which, and where each is drawn."""

import re
from collections.abc import Iterator
from ctypes import byref, c_double, c_ushort
from math import hypot
from typing import Any

from .wrapping import BROKEN_WORD, RIGHT_TO_LEFT, Line

# A word of Arabic, Hebrew, …: with its marks, without digits and punctuation.
RTL_WORD = re.compile(f"(?:{RIGHT_TO_LEFT}[\u0300-\u036f]*+){{2,}}+")

INDIC_SPACE = re.compile("(?<=[\u0900-\u0dff]) (?=[\u0900-\u0dff])")
LEAST_SPACE = 0.3  # times the size of the font, between two words of an Indic script
LONGEST_WORD = 50  # characters whose places are looked at; of a longer word, the first ones


class Glyphs:
    """The characters of a page: `raw` is PDFium's interface, `page` and `text` are its handles."""

    def __init__(self, raw: Any, page: Any, text: Any) -> None:
        self._raw, self._page, self._handle = raw, page, text

    def lines(self) -> Iterator[Line]:
        """Yield the lines in the order in which they are drawn, but none outside of the page."""
        left, bottom, right, top = self._shown()
        start = 0
        for text in self._text().replace(BROKEN_WORD, f"{BROKEN_WORD}\r\n").split("\r\n"):
            visible = text.rstrip(BROKEN_WORD).strip()
            if visible:
                first = start + text.index(visible[0])
                first_end = first + len(visible.split(None, 1)[0]) - 1
                last = first + len(visible) - 1
                last_start = last + 1 - len(visible.rsplit(None, 1)[-1])
                baseline, size = self._place(first)
                words = self._word_edges(first, first_end), self._word_edges(last_start, last)
                words_in_order = self._without_false_spaces(
                    self._in_order(text, start), start, size
                )
                line = Line(combine(words_in_order), baseline, size, *words)
                is_shown = any(left < word[1] and word[0] < right for word in words)
                if is_shown and bottom - size < baseline < top:
                    yield line
            start += len(text) + (0 if text.endswith(BROKEN_WORD) else 2)

    def _text(self) -> str:
        """Return the text, each surrogate by itself: places are those of UTF-16 code units."""
        length = self._raw.FPDFText_CountChars(self._handle)
        buffer = (c_ushort * (2 * length + 2))()
        written = self._raw.FPDFText_GetText(self._handle, 0, length, buffer)
        return "".join(map(chr, buffer[: max(written - 1, 0)]))

    def _shown(self) -> tuple[float, float, float, float]:
        """Return the edges of the part of the page that is shown: left, bottom, right, top."""
        box = self._raw.FS_RECTF()
        self._raw.FPDF_GetPageBoundingBox(self._page, byref(box))
        return box.left, box.bottom, box.right, box.top

    def _place(self, index: int) -> tuple[float, float]:
        """Return the baseline and the size of a character, in points."""
        index = self._raw.FPDFText_GetCharIndexFromTextIndex(self._handle, index)
        x, y, matrix = c_double(), c_double(), self._raw.FS_MATRIX()
        self._raw.FPDFText_GetCharOrigin(self._handle, index, byref(x), byref(y))
        size = self._raw.FPDFText_GetFontSize(self._handle, index)
        if self._raw.FPDFText_GetMatrix(self._handle, index, byref(matrix)):
            size *= hypot(matrix.c, matrix.d)
        return y.value, abs(size)

    def _edges(self, index: int) -> tuple[float, float]:
        """Return where a character begins and ends from left to right, in points."""
        index = self._raw.FPDFText_GetCharIndexFromTextIndex(self._handle, index)
        left, right, bottom, top = (c_double() for _ in range(4))
        edges = map(byref, (left, right, bottom, top))
        self._raw.FPDFText_GetCharBox(self._handle, index, *edges)
        return left.value, right.value

    def _word_edges(self, first: int, last: int) -> tuple[float, float]:
        edges = [self._edges(index) for index in (*range(first, last)[:LONGEST_WORD], last)]
        return min(left for left, _ in edges), max(right for _, right in edges)

    def _in_order(self, text: str, start: int) -> str:
        """Return `text`, at the index `start`, with words from right to left in their order.

        Where a PDF says which characters a glyph has, PDFium takes them to be in reverse.
        """

        def order(word: "re.Match[str]") -> str:
            first, last = (self._edges(start + index) for index in (word.start(), word.end() - 1))
            return word[0][::-1] if first[0] < last[0] else word[0]

        return RTL_WORD.sub(order, text)

    def _without_false_spaces(self, text: str, start: int, size: float) -> str:
        """Return `text`, at the index `start`, without spaces that PDFium sees inside Indic words.

        Their vowel signs are drawn beside or around the letters, which leaves gaps.
        """

        def keep(space: "re.Match[str]") -> str:
            before, after = (start + space.start() + step for step in (-1, 1))
            gap = self._edges(after)[0] - self._edges(before)[1]
            return " " if gap > LEAST_SPACE * size else ""

        return INDIC_SPACE.sub(keep, text)


def combine(units: str) -> str:
    """Return a text of UTF-16 code units with its surrogates combined, without a final NUL."""
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").rstrip("\0")
