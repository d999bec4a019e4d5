"""The field of the front page takes an address or a text; the server decides which it is."""

import pytest

from models import Result
from web.source import is_address

ADDRESSES = [
    "example.com",
    " Example.com/page?q=1 \n",
    "https://example.com/",
    "ftp://example.com/",
    "한국.kr/뉴스",
    "xn--3e0b707e.xn--3e0b707e",
    "localhost:5000/page",
    "127.0.0.1:8000",
    "[::1]:5000/",
    "example.com.",
    "",
]
TEXTS = [
    "word",
    "안녕하세요",
    "안녕하세요.",
    "今天天气很好。我们去公园吧。",
    "https://example.com/ is a page.",
    "example.com\nexample.org",
    "U.S.A.",
    "e.g.",
    "3.14",
    "1.2.3",
    "cat@example.com",
    "...",
    "[draft",
    "example.com/" + "a" * 2_000,
]


@pytest.mark.parametrize("source", ADDRESSES)
def test_an_address_is_known_as_one(source):
    assert is_address(source)


@pytest.mark.parametrize("source", TEXTS, ids=lambda text: text[:20])
def test_anything_else_is_a_text(source):
    assert not is_address(source)


@pytest.mark.parametrize("source", ["htp:/x", "www.x", "http:/example.com", "exam_ple.com/a"])
def test_a_mistyped_address_is_asked_about(source, client):
    asked = client.post("/results", data={"source": source})
    sent = client.post("/results", json={"text": source})

    assert (asked.status_code, sent.status_code) == (422, 202)
    assert f">\n{source}</textarea>" in asked.text
    assert f'name="text" value="{source}"' in asked.text


def test_an_address_in_the_field_is_fetched(client):
    client.post("/results", data={"source": " example.com/page "})

    assert Result.get_by_id(1).url == "example.com/page"


def test_a_text_in_the_field_is_counted(client, work):
    address = client.post("/results", data={"source": "two words, two"}).location
    work()

    assert client.get(f"{address}.json").json["result_all"] == {"two": 2, "words": 1}


@pytest.mark.parametrize("source", ["ftp://example.com/<b>", "[::1]/<b>", "1.2.3.4:99999/<b>"])
def test_what_cannot_be_counted_stays_in_the_field(source, client):
    page = client.post("/results", data={"source": source})

    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert source.replace("<b>", "&lt;b&gt;</textarea>") in page.text


def test_a_program_that_names_a_text_has_it_counted_as_one(client):
    client.post("/results", data={"text": "example.com"})

    assert Result.get_by_id(1).url is None
