import csv
import io
import json
import re

import pytest

from web import respond
from web.respond import csv_parts, escape_formulas

FORMULA = re.compile(r'["\s]*[=+@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b-]')

CELLS = [
    pytest.param("=1+1", id="equals"),
    pytest.param("-2+3", id="minus"),
    pytest.param("@SUM(A1)", id="at"),
    pytest.param("\uff1d1+1", id="full-width equals"),
    pytest.param("\uff0b1", id="full-width plus"),
    pytest.param("\uff0d1", id="full-width minus"),
    pytest.param("\uff20SUM(A1)", id="full-width at"),
    pytest.param("\ufe661+1", id="small equals"),
    pytest.param("a;\xa0=1+1", id="semicolon and a space without a break"),
    pytest.param("\u3000@SUM(A1)", id="ideographic space"),
    pytest.param("a;=1+1", id="semicolon"),
    pytest.param("a;;=1+1;=2", id="semicolons"),
    pytest.param('a;"=1+1"', id="semicolon and quote"),
    pytest.param('a;" =1+1', id="semicolon, quote and space"),
    pytest.param("a\t=1+1", id="tab"),
    pytest.param("a\n=1+1", id="line"),
    pytest.param("a\r\n\uff1d1", id="line of Windows"),
]


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["commas", "semicolons", "tabs"])
def test_no_spreadsheet_finds_a_formula(cell, separator, client):
    table = "".join(csv_parts([("title", "word"), (cell, cell)]))

    # However it is quoted: some split at every separator.
    lines = re.split("[\r\n]", table) if separator != "," else []
    cells = [part for line in lines for part in line.split(separator)]
    cells += [part for row in csv.reader(io.StringIO(table)) for part in row]
    assert not [part for part in cells if FORMULA.match(part)]


@pytest.mark.parametrize("cell", ["a=b", "a-b; c", "3 + 4", "x;y", "a@b.example", "", 7, None])
def test_what_is_no_formula_stays_as_it_is(cell):
    assert escape_formulas(cell) == cell


@pytest.mark.parametrize("cell", ["x", "x" * 150_000], ids=["short", "long"])
def test_csv_is_written_in_parts_of_so_many_characters(cell):
    """Rows may be long."""
    rows = 2_000_000 // len(cell) // 10

    parts = list(respond.csv_parts([cell] for _ in range(rows)))

    assert max(map(len, parts)) < respond.CSV_AT_ONCE + len(cell) + 10
    assert "".join(parts) == f"{cell}\r\n" * rows


@pytest.mark.parametrize("number", [0, 1, 2, 3, 4, 7, 8])
def test_json_has_lists_in_parts_of_so_many_items(number, monkeypatch):
    monkeypatch.setattr(respond, "JSON_AT_ONCE", 4)
    items = [{"word": f"é\x01{place}", "counts": [place, []]} for place in range(number)]

    parts = [*respond.json_parts({"a": 1, "items": iter(items), "b": [[]]})]

    whole = {"a": 1, "items": items, "b": [[]]}
    assert "".join(parts) == json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n"
    assert max(part.count("word") for part in parts) == min(number, 4)


def test_an_answer_that_the_disk_has_no_space_for_gets_503(client, make_result, monkeypatch):
    def fail():
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(respond, "SPOOL_ANSWERS_FROM", 300)
    monkeypatch.setattr(respond.tempfile, "TemporaryFile", fail)
    for _ in range(3):
        make_result()

    reply = client.get("/results.json")

    assert reply.status_code == 503
    assert reply.json["error"]["message"] == "The answer cannot be stored. Try again later."
