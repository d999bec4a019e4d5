import json
import random
import tracemalloc
from urllib.parse import unquote_to_bytes

import pytest

from web import fields

FORM = {"content_type": fields.URLENCODED}
JSON = {"content_type": "application/json"}
BOUNDARY = {"content_type": f"{fields.MULTIPART}; boundary=x"}
HEAD = b'--x\r\nContent-Disposition: form-data; name="text"\r\n'

# Requests of 4 MB that parsers make millions of objects of.
MANY_PARTS = [
    pytest.param(b"a&" * 2_000_000, FORM, id="fields"),
    pytest.param(b"0=1&" * 1_000_000, FORM, id="fields with values"),
    pytest.param(b'{"text":"a","x":[' + b"{}," * 1_300_000 + b"{}]}", JSON, id="objects"),
    pytest.param(b"[" + b"[]," * 1_300_000 + b"[]]", JSON, id="lists"),
    pytest.param(b'{"text":"a","x":[' + b'"",' * 1_300_000 + b'""]}', JSON, id="strings"),
    pytest.param(b'{"x":[' + b"1," * 2_000_000 + b"1]}", JSON, id="numbers"),
    pytest.param(b"[" * 4_000_000, JSON, id="depth"),
    pytest.param(HEAD + b"X: y\r\n" * 600_000 + b"\r\na\r\n--x--", BOUNDARY, id="headers"),
    pytest.param((HEAD + b"\r\na\r\n") * 60_000 + b"--x--", BOUNDARY, id="parts"),
    pytest.param(
        b"--x\r\n\r\n" + b"a:\r\n" * 1_000_000 + HEAD[5:] + b"\r\na\r\n--x--",
        BOUNDARY,
        id="headers after a blank line",
    ),
    pytest.param(
        HEAD + b"\r\n--x--a\r\n--x\r\n" + b"a:\r\n" * 1_000_000 + b"\r\na\r\n--x--",
        BOUNDARY,
        id="headers after an end",
    ),
    pytest.param(
        ('{"a":"\u2201","b":[' + "[]," * 600_000 + "[]]}").encode("utf-16-le"), JSON, id="UTF-16"
    ),
    pytest.param(b'{"text":"' + b"\xed\xa0\x80" * 1_300_000 + b'"}', JSON, id="surrogates"),
    pytest.param(b"text=" + b"%" * 4_000_000, FORM, id="percent signs"),
]


@pytest.mark.parametrize(("body", "kind"), MANY_PARTS)
@pytest.mark.parametrize("address", ["/results", "/watches"])
def test_many_parts_are_refused_before_they_are_parsed(address, body, kind, client):
    tracemalloc.start()
    reply = client.post(address, data=body, headers={"Accept": "application/json"}, **kind)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert reply.status_code == (400 if address == "/results" else 413)
    assert most < 8 * len(body)


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        (b"text=%61" + b"%62" * 1_300_000, "a" + "b" * 1_300_000),
        (b"text=" + b"%EA%B3%A0 " * 30_000, "고 " * 30_000),
        (b"text=a+b%2Bc%20d", "a b+c d"),
        (b"text=100%&x=1", "100%"),
        (b"text=%zz%e", "%zz%e"),
        (b"text=%EF%BF%BD", "\ufffd"),
        (b"text=one&text=two", "one"),
        (b"&&text=a=b&", "a=b"),
    ],
    ids=[
        "escapes",
        "Korean",
        "spaces",
        "a percent sign",
        "no escapes",
        "a replacement",
        "twice",
        "=",
    ],
)
def test_a_form_is_decoded(sent, text):
    assert fields.parse_form(sent)["text"] == text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(b"text=caf\xe9", FORM, id="bytes"),
        pytest.param(b"text=caf%E9", FORM, id="escapes"),
        pytest.param(b'{"text": "caf\xe9"}', JSON, id="JSON"),
        pytest.param(HEAD + b"\r\ncaf\xe9\r\n--x--", BOUNDARY, id="multipart"),
        pytest.param(
            HEAD + b"\r\ncaf\xe9 \xef\xbf\xbd\r\n--x--", BOUNDARY, id="beside a replacement"
        ),
    ],
)
def test_text_that_is_not_utf8_is_refused_before_it_loses_letters(body, kind, client):
    reply = client.post("/results", data=body, **kind)

    assert reply.status_code == 400


def test_a_replacement_character_may_be_sent(client):
    body = HEAD + "\r\ncaf\ufffd\r\n--x--".encode()

    assert client.post("/results", data=body, **BOUNDARY).status_code == 303


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(b'{"text": "' + b"{[,]}" * 400_000 + b'"}', JSON, id="signs in JSON"),
        pytest.param(
            b'{"text": "' + rb"\"\\\u0061" * 100_000 + b' a"}', JSON, id="escapes in JSON"
        ),
        pytest.param(b"text=" + b"a;b=%26 " * 300_000, FORM, id="a form"),
    ],
)
def test_a_long_text_with_signs_is_accepted(body, kind, client):
    reply = client.post("/results", data=body, headers={"Accept": "application/json"}, **kind)

    assert reply.status_code == 202


def test_a_long_text_as_multipart_is_accepted(client):
    body = HEAD + b"\r\n" + b"one two\n\n" * 200_000 + b"\r\n--x--"

    reply = client.post("/results", data=body, **BOUNDARY)

    assert reply.status_code == 303


@pytest.mark.parametrize(
    ("boundary", "body"),
    [
        pytest.param("-" * 101, b"-" * 103, id="long boundary"),
        pytest.param("x", b"-" * 1_000_000 + b"--x--", id="long preamble"),
        pytest.param("x", b"-" * 1_000_000, id="no part"),
    ],
)
def test_an_odd_boundary_is_refused(boundary, body, client):
    kind = f"{fields.MULTIPART}; boundary={boundary}"

    reply = client.post("/results", data=body, content_type=kind)

    assert reply.status_code == 400


def test_decoding_cuts_no_escape_in_two(monkeypatch):
    monkeypatch.setattr(fields, "BLOCK", 5)
    text = b"ab%EA%B3%A0c%%41%4"

    assert fields.decode(text) == "ab고c%A%4"


PIECES = [
    *(rb"%41 %EA%B0%80 %5C % %zz %e %2 \ \x41 \u1234 \N{DASH} \" a 0 +".split()),
    b"\xff",
    b"\n",
]


@pytest.mark.parametrize("block", [3, 7, 1_000])
def test_any_bytes_are_decoded_as_by_the_standard_library(block, monkeypatch):
    chance = random.Random(block)
    monkeypatch.setattr(fields, "BLOCK", block)

    for _ in range(2_000):
        text = b"".join(chance.choices(PIECES, k=chance.randrange(20)))
        assert b"".join(fields.decoded_blocks(text)) == unquote_to_bytes(text)


def test_many_malformed_escapes_are_decoded():
    assert fields.parse_form(b"text=" + b"%41%" * 10_000) == {"text": "A%" * 10_000}


@pytest.mark.parametrize("odd", ["\ud800", "\0"], ids=ascii)
@pytest.mark.parametrize(
    "make",
    [
        lambda odd: {"urls": [f"http://a{odd}.com"]},
        lambda odd: {"urls": [f"http://a.com/{odd}"]},
        lambda odd: {"urls": f"http://a{odd}.com\nexample.com"},
        lambda odd: {"urls": [{"url": "http://a.com", "date": odd}]},
        lambda odd: {"sitemap": f"http://a.com/{odd}"},
    ],
    ids=["a host", "a path", "lines", "a date", "a sitemap"],
)
def test_what_cannot_be_stored_is_refused_in_json(make, odd, client):
    body = json.dumps(make(odd))

    reply = client.post("/corpora", data=body, **JSON)

    assert reply.status_code == 422
    assert "\ufffd" in reply.text or "invisible character" in reply.text


@pytest.mark.parametrize("body", ["{", "", '{"text": }', "[" * 99, '{"text": ' + "9" * 5_000 + "}"])
def test_json_that_cannot_be_parsed_says_so(body, client):
    reply = client.post("/results", data=body, **JSON)

    assert reply.status_code == 400
    message = reply.json["error"]["message"]
    assert ("not valid JSON" in message) is bool(body), message


def test_deep_json_is_a_400(client):
    body = b'{"urls": ' + b"[" * 4_900 + b"]" * 4_900 + b"}"

    assert client.post("/results", data=body, **JSON).status_code in (400, 422)
