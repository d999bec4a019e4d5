"""The style sheet is one answer, made of the files of its folder."""

import re

from settings import ROOT

FILES = [*(ROOT / "static" / "style").iterdir()]


def test_the_style_sheet_has_every_file_of_its_folder(client):
    sheet = client.get("/static/style.css")

    assert sheet.mimetype == "text/css"
    assert [path.name for path in FILES if path.read_text() not in sheet.text] == []


def address_in(page):
    [address] = re.findall(r'<link rel="stylesheet" href="(/static/style\.css\?v=\w{12})">', page)
    return address


def test_a_page_asks_for_one_style_sheet(client):
    page = client.get("/").text

    assert page.count('rel="stylesheet"') == 1
    assert address_in(page)


def test_a_browser_keeps_this_version_of_the_style_sheet(client):
    sheet = client.get(address_in(client.get("/").text))

    assert sheet.headers["Cache-Control"] == "max-age=31536000, immutable"


def test_a_browser_asks_again_for_another_version(client):
    sheet = client.get("/static/style.css?v=other")

    assert (sheet.status_code, sheet.headers["Cache-Control"]) == (200, "no-cache")


def test_a_browser_gets_an_unchanged_style_sheet_once(client):
    first = client.get("/static/style.css")

    again = client.get("/static/style.css", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Cache-Control"] == "no-cache"
