"""Select lines of a text by ranges of their numbers, from 0; each ends before its second number."""

from collections.abc import Sequence

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
    """Return the lines of `text` in `ranges`. Only texts of at most 50,000 lines have any."""
    lines = text.split("\n") if ranges else []
    return "\n".join(line for start, end in ranges for line in lines[start:end])
