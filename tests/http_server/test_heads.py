"""Heads that take long to parse are refused, or parsed in several steps of the loop."""

import json
from collections import Counter

import pytest
from raw_http import GET, POST, read_answer, stopped, wait_until

from http_server import receiving
from http_server.parser import Parser
from http_server.server import Server

MANY = 20  # clients, of a server with 2 threads


def with_headers(lines):
    return GET[:-2] + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


NAMES = [b"A%d: b" % number for number in range(99)]


@pytest.mark.parametrize(
    ("head", "status", "sentence"),
    [
        pytest.param(with_headers([b"A:"] * 8_000), 431, "100 headers", id="short"),
        pytest.param(with_headers([b"a:", *[b" "] * 8_000]), 431, "100 headers", id="folded"),
        pytest.param(with_headers([*NAMES, b"b: c"]), 431, "100 headers", id="one too many"),
        pytest.param(GET.replace(b"/", b"/" + b"%" * 30_000, 1), 414, "200", id="percent signs"),
        pytest.param(GET.replace(b"/", b"/" + b"%41" * 201, 1), 414, "200", id="escapes"),
    ],
)
def test_a_head_that_takes_long_to_parse_is_refused(head, status, sentence, serve, connect):
    answered, body = read_answer(connect(serve(), head))

    assert answered == status
    assert sentence in json.loads(body)["error"]["message"]


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(with_headers(NAMES), id="100 headers"),
        pytest.param(GET.replace(b"/", b"/" + b"%41" * 200, 1), id="200 escapes"),
        pytest.param(GET.replace(b"/", b"/?" + b"%41" * 9_000, 1), id="escapes in the query"),
    ],
)
def test_a_head_within_the_limits_is_answered(head, serve, connect):
    assert read_answer(connect(serve(), head)) == (200, b"hello")


def address(environ, start_response):
    body = f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}".encode("latin-1")
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@pytest.mark.parametrize(
    ("sent", "received"),
    [
        pytest.param("/가/b?word=진달래", "/가/b?word=%EC%A7%84%EB%8B%AC%EB%9E%98", id="as typed"),
        pytest.param("/%EA%B0%80?word=%41é", "/가?word=%41%C3%A9", id="partly escaped"),
        pytest.param("/[가?a=[é", "/[가?a=[%C3%A9", id="brackets"),
    ],
)
def test_an_address_may_have_characters_that_are_not_ascii(sent, received, serve, connect):
    head = GET.replace(b"/", sent.encode(), 1)

    assert read_answer(connect(serve(address), head)) == (200, received.encode())


@pytest.mark.parametrize(
    ("head", "status"),
    [
        pytest.param("GÉT / HTTP/1.1\r\nHost: a\r\n\r\n", 400, id="a method"),
        pytest.param("GET / HTTP/1.1é\r\nHost: a\r\n\r\n", 400, id="a version"),
        pytest.param(f"GET /{'가' * 67} HTTP/1.1\r\nHost: a\r\n\r\n", 414, id="a long path"),
    ],
)
def test_characters_that_are_not_ascii_are_refused_elsewhere(head, status, serve, connect):
    assert read_answer(connect(serve(address), head.encode()))[0] == status


@pytest.fixture
def parsed(monkeypatch):
    """Of each head that is parsed, the step of the loop and the size."""
    found, steps = [], []
    step, parse_header = Server.step, Parser.parse_header

    def count(self):
        steps.append(1)
        step(self)

    def record(self, head):
        found.append((len(steps), len(head)))
        parse_header(self, head)

    monkeypatch.setattr(Server, "step", count)
    monkeypatch.setattr(Parser, "parse_header", record)
    return found


@pytest.mark.parametrize(
    "large",
    [
        pytest.param(with_headers([b"Cookie: " + b"a" * 5_000]), id="bytes"),
        pytest.param(with_headers(NAMES), id="lines"),
    ],
)
@pytest.mark.parametrize("at_last", [1, None], ids=["last byte", "whole"])
def test_large_heads_that_arrive_together_do_not_delay_small_ones(
    large, at_last, serve, connect, parsed, monkeypatch
):
    early = len(large) - at_last if at_last else 0
    monkeypatch.setattr(receiving, "PARSING", 0)
    own = serve()
    senders = [connect(own) for _ in range(MANY)]
    visitor = connect(own)
    for each in senders:
        each.sendall(large[:early])
    if early:
        wait_until(lambda: sum(bool(each.request) for each in own.channels()) == MANY)
    with stopped(own):
        for each in senders:
            each.sendall(large[early:])
        visitor.sendall(GET)

    assert [read_answer(each) for each in [*senders, visitor]] == [(200, b"hello")] * (MANY + 1)
    steps = Counter(step for step, size in parsed if size == len(large))
    assert max(steps.values()) == 1
    assert [step for step, size in parsed if size == len(GET)] == [min(steps)]


def test_a_large_head_does_not_wait_for_the_whole_uploads_of_older_connections(
    serve, connect, parse_order
):
    own = serve()
    uploads = [connect(own, POST + b"Transfer-Encoding: chunked\r\n\r\n") for _ in range(MANY)]
    visitor = connect(own)
    wait_until(lambda: sum(bool(each.request) for each in own.channels()) == MANY)
    with stopped(own):
        for each in uploads:
            each.sendall(
                b"100\r\n" + b"a" * 256 + b"\r\n" + 200 * (b"20\r\n" + b"a" * 32 + b"\r\n")
            )
        visitor.sendall(with_headers([b"Cookie: " + b"a" * 5_000]))

    assert read_answer(visitor) == (200, b"hello")
    for each in uploads:
        each.sendall(b"0\r\n\r\n")
    assert [read_answer(each)[0] for each in uploads] == [200] * MANY
    assert parse_order[MANY:].index(visitor.getsockname()) <= MANY < len(parse_order) / 4


def test_a_head_does_not_wait_for_larger_ones_of_its_network(serve, connect, parsed, monkeypatch):
    monkeypatch.setattr(receiving, "PARSING", 0)
    own = serve()
    large = [connect(own) for _ in range(MANY)]
    visitor = connect(own)
    wait_until(lambda: len(own.channels()) == MANY + 1)
    with stopped(own):
        for each in large:
            each.sendall(with_headers([b"Cookie: " + b"a" * 30_000]))
        visitor.sendall(with_headers([b"Cookie: " + b"a" * 5_000]))

    assert [read_answer(each)[0] for each in [visitor, *large]] == [200] * (MANY + 1)
    sizes = [size for _, size in parsed]
    assert min(sizes) in sizes[:2]  # the first one may be parsed at once
