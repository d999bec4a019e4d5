"""Select lines of a text by ranges of their numbers, from 0; each ends before its second number."""

import io
from collections.abc import Iterable, Iterator, Sequence

LineRanges = Sequence[Sequence[int]]


def to_ranges(numbers: Sequence[int]) -> list[list[int]]:
    """Return the ranges of ascending `numbers`."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number:
            ranges[-1][1] += 1
        else:
            ranges.append([number, number + 1])
    return ranges


def select_lines(text: str, ranges: LineRanges) -> str:
    """Return the lines of `text` in `ranges`."""
    lines = text.split("\n")
    return "\n".join(line for start, end in ranges for line in lines[start:end])


def select_from_pieces(pieces: Iterable[str], ranges: LineRanges) -> Iterator[str]:
    """Yield the same of a text that comes in pieces."""
    following = iter(ranges)
    start, end = next(following, (0, 0))
    number, line_end = 0, ""
    for piece in pieces:
        chosen = [line_end]
        for line in io.StringIO(piece, newline="\n"):
            if start <= number < end:
                chosen.append(line)
            if line.endswith("\n"):
                number += 1
                if number == end:
                    start, end = next(following, (0, 0))
        text = "".join(chosen)
        line_end = "\n" if text.endswith("\n") else ""
        yield text.removesuffix("\n")
