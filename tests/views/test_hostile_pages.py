"""Nothing of a fetched page reaches a page of ours, a header or a log unescaped."""

import csv
import io
import logging
import re

import pytest
from servers import Reply

from views.results import TABLE_STATUSES

CANARY = "canary"
MARKUP = f"<b id={CANARY}>\"><script>{CANARY}</script>' onclick={CANARY}"
ESCAPES = f"\x1b[31m{CANARY}\x1b]0;{CANARY}\x07"
ESCAPED = MARKUP.replace("&", "&amp;").replace("<", "&lt;")

PAGES = {
    "title and words": Reply(
        f"<title>{ESCAPED}</title><p>{ESCAPED} {CANARY}{CANARY} =1+1 @{CANARY}".encode()
    ),
    "title with escapes": Reply(f"<title>{ESCAPES}</title><p>{ESCAPES}".encode()),
    "headers": Reply(
        b"page",
        headers={f"X-{CANARY}": MARKUP, "Set-Cookie": f"{CANARY}=1", "Refresh": f"0;{CANARY}"},
    ),
    "a type": Reply(b"page", content_type=MARKUP),
    "an encoding": Reply(b"page", headers={"Content-Encoding": MARKUP}),
    "a redirect": Reply(status=302, headers={"Location": f"javascript:{MARKUP}"}),
    "a redirect to a private name": Reply(status=302, headers={"Location": "http://canary.local/"}),
    "a language": Reply(f'<html lang="{MARKUP}"><p>page'.encode()),
    "an error page": Reply(MARKUP.encode(), status=404, headers={"Retry-After": CANARY}),
}


@pytest.fixture(params=PAGES)
def result(request, site, client, work, caplog):
    """The address of a result whose page is hostile."""
    caplog.set_level(logging.DEBUG)
    site.pages["/"] = PAGES[request.param]
    address = client.post("/results", json={"url": site.url()}).headers["Location"]
    work()
    return address


@pytest.mark.parametrize("ending", ["", ".json", ".csv"])
def test_what_a_page_says_is_in_no_markup_header_or_log(result, client, caplog, ending):
    reply = client.get(result + ending)
    listed = client.get("/results" + ending)

    outcome = client.get("/results/1.json").json["status"]
    expected = TABLE_STATUSES.get(outcome, 200) if ending == ".csv" else 200
    assert (reply.status_code, listed.status_code) == (expected, 200)
    for answer in (reply, listed):
        name = answer.headers.pop("Content-Disposition", 'attachment; filename="x.csv"')
        assert re.fullmatch(r'attachment; filename="[\w-]+\.csv"', name, re.ASCII)
        assert CANARY not in str(answer.headers)
    if not ending:
        for page in (reply.text, listed.text, client.get("/").text):
            assert "<b id" not in page
            assert f"<script>{CANARY}" not in page
            assert f'" onclick={CANARY}' not in page
    assert CANARY not in caplog.text


def test_a_table_holds_no_formula(site, client, work):
    site.pages["/"] = b"<title>=cmd|' /C calc'!A0</title><p>=1+1 +1 -1 @a"
    client.post("/results", json={"url": site.url()})
    work()

    cells = [
        cell
        for address in ("/results.csv", "/results/1.csv")
        for row in csv.reader(io.StringIO(client.get(address).text))
        for cell in row
    ]

    assert cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
