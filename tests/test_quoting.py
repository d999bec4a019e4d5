import pytest

import db
import quoting


@pytest.mark.parametrize("around", range(-2, 3))
def test_a_long_text_is_quoted_in_pieces(around, app, monkeypatch):
    monkeypatch.setattr(quoting, "TEXT_BLOCK", 1_000)
    text = ("it's 100 % \\ 😀\n'" * 1_000)[: 3_000 + around]

    with db.database.connection_context():
        stored, listed = db.database.execute_sql("SELECT %s, %s", (text, [text, ""])).fetchone()

    assert stored == text
    assert listed == [text, ""]
