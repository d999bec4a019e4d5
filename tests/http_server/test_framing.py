"""Requests whose length other parsers may read differently are refused, not interpreted."""

import json
import random

import pytest
from raw_http import GET, POST, read_answer

from http_server import chunks

CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
HIDDEN = GET.replace(b"/ ", b"/hidden ", 1)


def send_chunked(sender, body, at_once):
    """Send `body` in packets of so many bytes."""
    for start in range(0, len(body), at_once):
        sender.sendall(body[start : start + at_once])
    return sender


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"5\n\r\nhello\r\n0\r\n\r\n", id="bare LF after a size"),
        pytest.param(b"5;a\n\r\nhello\r\n0\r\n\r\n", id="bare LF after an extension"),
        pytest.param(b"5\r\nhello\r\n0\n\r\n\r\n", id="bare LF after the last size"),
        pytest.param(b"\r\n5\r\nhello\r\n0\r\n\r\n", id="blank line before the first size"),
        pytest.param(b"5\r\nhello\r\n\r\n0\r\n\r\n", id="blank line before a size"),
        pytest.param(b"5\r\nhello\r\n0\r\na: b\n\n\r\n\r\n", id="bare LF in the trailer"),
        pytest.param(b"5\r\nhello\r\n0\r\n" + HIDDEN, id="a request as the trailer"),
        pytest.param(b"10000000000000005\r\nhello\r\n0\r\n\r\n", id="17 digits"),
        pytest.param(b"5 \r\nhello\r\n0\r\n\r\n", id="space after a size"),
    ],
)
@pytest.mark.parametrize("at_once", [1, 1_000], ids=["bytes", "whole"])
def test_malformed_chunks_are_refused(body, at_once, serve, connect):
    sender = send_chunked(connect(serve(), POST + CHUNKED), body, at_once)

    assert read_answer(sender)[0] == 400
    assert sender.recv(1) == b""


@pytest.mark.parametrize(
    ("body", "content"),
    [
        pytest.param(b"005\r\nhello\r\n0\r\n\r\n", b"hello", id="leading zeros"),
        pytest.param(b'5;a;b=c;d="e \\" f"\r\nhello\r\n0;a\r\n\r\n', b"hello", id="extensions"),
        pytest.param(b"2\r\nhe\r\n3\r\nllo\r\n0\r\nA: b\r\nC:\r\n\r\n", b"hello", id="trailer"),
        pytest.param(b"5\r\n\r\n\r\n\n\r\n0\r\n\r\n", b"\r\n\r\n\n", id="line ends"),
    ],
)
@pytest.mark.parametrize("at_once", [1, 1_000], ids=["bytes", "whole"])
def test_chunks_that_are_well_formed_are_received(body, content, at_once, serve, connect):
    sender = send_chunked(connect(serve(), POST + CHUNKED), body, at_once)

    assert read_answer(sender) == (200, content)


@pytest.mark.parametrize("seed", range(5))
def test_the_patterns_of_lines_accept_only_whole_lines(seed):
    chance = random.Random(seed)
    for _ in range(20_000):
        line = bytes(chance.choices(b'5aG;:="\\ \t\r\n\x00', k=chance.randrange(9)))
        for pattern in (chunks.CHUNK_LINE, chunks.TRAILER_LINE):
            if pattern.fullmatch(line):
                assert line.endswith(b"\r\n")
                assert line.count(b"\n") == line.count(b"\r") == 1


def framed(version, headers):
    return b"POST / HTTP/%b\r\nHost: localhost\r\n%b\r\n" % (version, headers)


CODED = b"Transfer-Encoding: chunked\r\n"


@pytest.mark.parametrize(
    ("head", "status"),
    [
        *(
            pytest.param(framed(version, headers), 400, id=f"{version.decode()}, {name}")
            for version in (b"1.0", b"1.2", b"2.0", b"0.9")
            for name, headers in (
                ("coding", CODED),
                ("length", CODED + b"Content-Length: 5\r\n"),
                ("gzip", b"transfer-encoding:gzip\r\n"),
            )
        ),
        *(
            pytest.param(framed(b"1.1", headers + rest), 400, id=f"{name} {rest.decode().strip()}")
            for name, headers in (
                ("comma", b"Transfer-Encoding: ,\r\n"),
                ("space and commas", b"Transfer-Encoding: , ,\t, \r\n"),
                ("empty", b"Transfer-Encoding:\r\n"),
                ("twice", b"Transfer-Encoding: chunked, Chunked\r\n"),
                ("two headers", CODED + CODED),
                ("comma before", b"Transfer-Encoding: ,chunked\r\n"),
                ("comma after", b"Transfer-Encoding: chunked,\r\n"),
                ("folded", b"Transfer-Encoding:\r\n chunked\r\n"),
                ("empty line", b"Transfer-Encoding:\r\n \r\n"),
            )
            for rest in (b"", b"Content-Length: 5\r\n")
        ),
        pytest.param(framed(b"1.1", b"Content-Length: 0\r\n\t5\r\n"), 400, id="folded length"),
        pytest.param(
            framed(b"1.1", b"TRANSFER-ENCODING: gzip\r\nContent-Length: 5\r\n"),
            400,
            id="gzip and a length",
        ),
        pytest.param(framed(b"1.1", b"Transfer-Encoding: gzip, chunked\r\n"), 501, id="gzip"),
        pytest.param(framed(b"1.1", b"Transfer-Encoding: chunked, gzip\r\n"), 501, id="gzip last"),
        pytest.param(framed(b"1.1", CODED[:-2] + b",a" * 9_000 + b"\r\n"), 501, id="many"),
    ],
)
def test_a_head_of_unclear_framing_is_refused(head, status, serve, connect):
    body = b"5\r\nhello\r\n0\r\n\r\n"
    sender = connect(serve(), head + body)

    assert read_answer(sender)[0] == status
    assert sender.recv(1) == b""  # nor is the body served as a request


def test_a_length_beside_a_coding_is_called_so(serve, connect):
    head = framed(b"1.1", b"Transfer-Encoding: ,\r\nContent-Length: 5\r\n")

    _, answer = read_answer(connect(serve(), head))

    assert "in two ways" in json.loads(answer)["error"]["message"]


@pytest.mark.parametrize("value", [b"chunked", b"CHUNKED", b"\t chunked \t"])
def test_one_coding_is_accepted(value, serve, connect):
    head = framed(b"1.1", b"transfer-encoding:" + value + b"\r\n")

    assert read_answer(connect(serve(), head + b"5\r\nhello\r\n0\r\n\r\n")) == (200, b"hello")


@pytest.mark.parametrize("value", [b"close", b"Close, TE", b"te,close", b"keep-alive ,\tclose"])
def test_a_connection_closes_if_its_client_says_so(value, serve, connect):
    visitor = connect(serve(), GET[:-2] + b"Connection: " + value + b"\r\n\r\n" + GET)

    assert read_answer(visitor) == (200, b"hello")
    assert visitor.recv(1) == b""


@pytest.mark.parametrize("value", [b"keep-alive", b"TE", b"closed", b"x-close, te"])
def test_a_connection_stays_open_otherwise(value, serve, connect):
    visitor = connect(serve(), GET[:-2] + b"Connection: " + value + b"\r\n\r\n")

    assert read_answer(visitor) == (200, b"hello")
    visitor.sendall(GET)
    assert read_answer(visitor) == (200, b"hello")
