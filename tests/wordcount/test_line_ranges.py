"""Lines of a text, selected by ranges."""

import pytest

from wordcount.line_ranges import select_from_pieces, select_lines

TEXT = "zero\n\ntwo\nthree three\n\nfive"


@pytest.mark.parametrize("size", [1, 2, 5, 100])
@pytest.mark.parametrize(
    "ranges",
    [[], [[0, 1]], [[0, 6]], [[1, 2], [3, 5]], [[2, 3], [4, 5]], [[5, 6]], [[1, 2]]],
    ids=str,
)
def test_lines_of_a_text_in_pieces_are_those_of_the_whole(ranges, size):
    pieces = [TEXT[start : start + size] for start in range(0, len(TEXT), size)]

    assert "".join(select_from_pieces(pieces, ranges)) == select_lines(TEXT, ranges)
