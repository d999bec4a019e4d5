"""Lists that people write."""

import datetime as dt

import pytest

from wordcount.address_lists import ListEntry, parse_written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "https://example.com/a\n\n# a comment\r\n  example.com/b,c  ",
            [ListEntry(1, "https://example.com/a"), ListEntry(4, "example.com/b,c")],
            id="lines",
        ),
        pytest.param(
            'tag,url,date\nred,https://example.com/a,2026-11-22\n"a, b","https://example.com/b",\n',
            [
                ListEntry(2, "https://example.com/a", "red", dt.date(2026, 11, 22)),
                ListEntry(3, "https://example.com/b", "a, b"),
            ],
            id="CSV",
        ),
        pytest.param(
            "URL;Group\nexample.com/a;red\n;\nexample.com/b\n",
            [ListEntry(2, "example.com/a", "red"), ListEntry(4, "example.com/b")],
            id="semicolons",
        ),
        pytest.param("url\tdate\nexample.com/a\t2026", [
            ListEntry(2, "example.com/a", None, dt.date(2026, 1, 1))], id="tabs"),
    ],
)  # fmt: skip
def test_lines_and_tables_are_read(text: str, expected: list[ListEntry]) -> None:
    assert parse_written(text, 10) == expected


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("example.com/a,,yesterday", "“yesterday” is not a date. Write it as 2026-11-22"),
        ("example.com/a,,2026-13-01", "is not a date"),
        (f"example.com/a,{'x' * 101},", "A tag has at most 100 characters."),
        (f"example.com/a,{'x' * 200_000},", "A line has at most 10,000 characters."),
    ],
    ids=["a word", "month 13", "long tag", "a huge cell"],
)
def test_a_row_that_cannot_be_used_has_its_reason(row: str, problem: str) -> None:
    [entry] = parse_written(f"url,tag,date\n{row}\n", 10)

    assert entry.line == 2
    assert problem in (entry.problem or "")


def test_one_more_entry_than_asked_for_is_read() -> None:
    assert len(parse_written("example.com\n" * 100, 10)) == 11


@pytest.mark.parametrize("head", ["", "url,tag\n"], ids=["lines", "a table"])
def test_a_long_line_is_a_problem_and_the_others_are_read(head):
    entries = parse_written(head + "," * 10_001 + "\nhttps://example.com/\n", 10)

    assert [bool(each.problem) for each in entries] == [True, False]
    assert entries[1].url == "https://example.com/"
    assert entries[1].line == entries[0].line + 1
