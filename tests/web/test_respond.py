import pytest

from web import respond


@pytest.mark.parametrize("cell", ["x", "x" * 150_000], ids=["short", "long"])
def test_csv_is_written_in_parts_of_so_many_characters(cell):
    """Rows may be long."""
    rows = 2_000_000 // len(cell) // 10

    parts = list(respond.csv_parts([cell] for _ in range(rows)))

    assert max(map(len, parts)) < respond.CSV_AT_ONCE + len(cell) + 10
    assert "".join(parts) == f"{cell}\r\n" * rows


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
