"""Cut a long text into pages, and mark places in one of them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from operator import itemgetter

from wordcount.line_ranges import LineRanges

# Bytes of a page as HTML without its marks. If every second character is marked, it has 100 KB.
PAGE_BYTES = 12_000
LINE_BYTES = 30  # that the markup of a line adds
PIECE = 1_000  # characters of a long line that stay together

Span = tuple[int, int]  # the start and end of a place in the text


@dataclass(frozen=True)
class Part:
    """A part of a line: `mark` is empty, "hit", or "target" for the hit that was asked for."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class Line:
    """A line in parts; `is_left_out` of the main text of its page."""

    parts: Sequence[Part]
    is_left_out: bool = False


class MainText:
    """The main text of a page: `lines` are ranges of the lines of `text`, all of the page."""

    def __init__(self, text: str, lines: LineRanges) -> None:
        self._kept = {number for start, end in lines for number in range(start, end)}
        self._shifts: list[tuple[int, int]] = []  # of each kept line, its place here and there
        here = there = 0
        for number, line in enumerate(text.split("\n")):
            if number in self._kept:
                self._shifts.append((here, there - here))
                here += len(line) + 1
            there += len(line) + 1

    def place_in_page(self, place: int) -> int:
        """Return where the character at `place` of the main text is in the whole page."""
        index = bisect_right(self._shifts, place, key=itemgetter(0)) - 1
        return place + self._shifts[index][1] if index >= 0 else place

    def has_line(self, number: int) -> bool:
        return number in self._kept


def page_starts(text: str) -> list[int]:
    """Return where each page begins: at the start of a line, or inside of a line that is long."""
    starts, size, place = [0], 0, 0
    for line in text.split("\n"):
        size += LINE_BYTES
        for piece in _pieces(f"{line}\n"):
            length = len(escape(piece).encode())
            if size + length > PAGE_BYTES and place > starts[-1]:
                starts.append(place)
                size = LINE_BYTES
            size += length
            place += len(piece)
    return starts


def page_of(place: int, starts: Sequence[int]) -> int:
    """Return the number of the page, from 1, that has the character at `place`."""
    return bisect_right(starts, place)


def merge_spans(spans: Iterable[Span]) -> list[Span]:
    """Return the sorted `spans` with those that overlap as one."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def mark_lines(
    text: str, start: int, end: int, spans: Sequence[Span], target: int | None
) -> Iterator[list[Part]]:
    """Yield the lines of `text[start:end]` in parts, with the merged `spans` marked.

    The span that has the character at `target` is marked as such.
    """
    place = bisect_right(spans, (start, start)) - 1
    place = max(0, place)
    for line in text[start:end].split("\n"):
        stop, parts = start + len(line), []
        while place < len(spans) and spans[place][0] < stop:
            first, last = spans[place]
            if last > start:
                parts.append(Part(text[start : max(start, first)]))
                is_target = target is not None and first <= target < last
                parts.append(
                    Part(
                        text[max(start, first) : min(last, stop)], "target" if is_target else "hit"
                    )
                )
                start = min(last, stop)
            if last > stop:
                break
            place += 1
        parts.append(Part(text[start:stop]))
        yield [part for part in parts if part.text]
        start = stop + 1


def _pieces(line: str) -> Iterator[str]:
    """Cut a line after white space where there is some, so that few words are cut."""
    start = 0
    while len(line) - start > PIECE:
        end = line.rfind(" ", start + 1, start + PIECE) + 1 or start + PIECE
        yield line[start:end]
        start = end
    yield line[start:]


def counts_of_pages(places: Sequence[int], starts: Sequence[int]) -> list[int]:
    """Return how many of the sorted `places` each page has."""
    edges = [bisect_right(places, start - 1) for start in starts]
    return [end - begin for begin, end in pairwise([*edges, len(places)])]
