import json

import pytest

from web.ndjson import ndjson

ROWS = [
    {"word": "cat", "count": 1},
    {"word": '},{"word":"cat', "count": None},
    {"word": '\\"},{"', "count": 0.5},
    {"word": '"', "count": 2},
    {"word": "},{", "count": 2},
    {"word": "},", "count": 2, "place": "{"},
    {"word": '},{"\n}\n{"', "count": 3},
]


@pytest.mark.parametrize("at_once", [1, 2, 5, 9])
def test_each_row_is_a_line_whatever_its_strings_contain(at_once):
    lines = "".join(ndjson(ROWS, at_once)).split("\n")

    assert lines == [*(json.dumps(row, separators=(",", ":")) for row in ROWS), ""]


def test_no_rows_are_no_lines():
    assert [*ndjson([])] == []
