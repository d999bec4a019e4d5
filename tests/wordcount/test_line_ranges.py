"""Lines of a text, selected by ranges."""

import tracemalloc

import pytest

from wordcount.line_ranges import select_lines

TEXT = "zero\n\ntwo\nthree three\n\nfive"


@pytest.mark.parametrize(
    ("ranges", "lines"),
    [
        ([], ""),
        ([[0, 1]], "zero"),
        ([[0, 6]], TEXT),
        ([[1, 2], [3, 5]], "\nthree three\n"),
        ([[2, 3], [5, 6]], "two\nfive"),
    ],
    ids=str,
)
def test_lines_are_selected_by_ranges(ranges, lines):
    assert select_lines(TEXT, ranges) == lines


def test_no_lines_of_very_many_take_no_memory():
    text = "ā\n" * 1_000_000
    tracemalloc.start()

    assert select_lines(text, []) == ""

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10_000
