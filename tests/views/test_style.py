"""The style sheet is one answer, made of the files of its folder."""

from settings import ROOT

FILES = [*(ROOT / "static" / "style").iterdir()]


def test_the_style_sheet_has_every_file_of_its_folder(client):
    sheet = client.get("/static/style.css")

    assert sheet.mimetype == "text/css"
    assert [path.name for path in FILES if path.read_text() not in sheet.text] == []


def test_a_page_asks_for_one_style_sheet(client):
    page = client.get("/").text

    assert page.count('rel="stylesheet"') == 1
    assert '<link rel="stylesheet" href="/static/style.css">' in page


def test_a_browser_keeps_the_style_sheet_until_it_changes(client):
    first = client.get("/static/style.css")

    again = client.get("/static/style.css", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Cache-Control"] == "no-cache"
