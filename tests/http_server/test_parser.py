import importlib.util
import random

import pytest
from raw_http import GET, POST, read_answer
from waitress import rfc7230
from waitress.adjustments import Adjustments

from http_server import parser

CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(scope="module")
def original():
    """The module of waitress as it is without our patterns."""
    spec = importlib.util.find_spec("waitress.parser")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LINES = [*b"A a / : ? # 1 \xe9 \0 \t".split(b" "), b" ", b"://", b"HTTP/1.1", b"HTTP/1."]


@pytest.mark.parametrize("seed", range(5))
def test_first_lines_and_headers_match_as_in_waitress(seed, original):
    chance = random.Random(seed)
    for _ in range(20_000):
        line = b"".join(chance.choices(LINES, k=chance.randrange(9)))
        for ours, theirs, method in (
            (parser.FIRST_LINE, original.first_line_re, "fullmatch"),
            (parser.HEADER, rfc7230.HEADER_FIELD_RE, "match"),
        ):
            found, expected = getattr(ours, method)(line), getattr(theirs, method)(line)
            assert bool(found) == bool(expected), line
            if found:
                assert stripped(found) == stripped(expected)


def stripped(match):
    return {
        name: value and value.strip(b" \t") if name == "value" else value
        for name, value in match.groupdict().items()
    }


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"1\r\na\r\n" * 20_000, id="chunks of one byte"),
        pytest.param(b"A\r\naaaaaaaaaa\r\n" * 20_000, id="chunks of ten bytes"),
        pytest.param(b"\r\n" * 20_000, id="blank lines"),
        pytest.param(b"1;a=b\r\na\r\n" * 20_000, id="extensions"),
    ],
)
def test_a_body_of_tiny_chunks_is_refused(body, serve, connect):
    status, answer = read_answer(connect(serve(), CHUNKED + body))

    assert status == 400
    assert b"malformed" in answer


@pytest.mark.parametrize("size", [25, 1_000, 100_000])
def test_a_body_in_chunks_arrives_as_a_whole(size, serve, connect):
    line = b"%x\r\n%b\r\n" % (size, b"a" * size)
    client = connect(serve(), CHUNKED + line * (1_000_000 // size) + b"0\r\n\r\n" + GET)

    assert read_answer(client) == (200, b"a" * 1_000_000)


def test_a_request_after_a_chunked_one_is_answered(serve, connect):
    client = connect(serve(), (CHUNKED + b"3\r\nabc\r\n0\r\n\r\n") * 3)
    answers = client.makefile("rb")
    client.shutdown(1)

    assert answers.read().count(b"\r\n\r\nabc") == 3


PARSED = [
    "Accept",
    "Accept-Language",
    "Content-Type",
    "If-None-Match",
    "If-Match",
    "Range",
    "Prefer",
]


@pytest.mark.parametrize("name", PARSED)
def test_a_long_header_that_is_parsed_is_refused(name, serve, connect):
    head = GET[:-2] + f"{name}: ".encode()
    own = serve()

    status, answer = read_answer(connect(own, head + b"a" * 2_001 + b"\r\n\r\n"))
    assert status == 431
    assert b"2,000 bytes" in answer

    assert read_answer(connect(own, head + b"a" * 2_000 + b"\r\n\r\n")) == (200, b"hello")

    for length in (b"Content-Length: 99999999\r\n", b"Content-Length: 5\r\n"):
        status, _ = read_answer(connect(own, head + b"a" * 2_001 + b"\r\n" + length + b"\r\n"))
        assert status == 431


@pytest.mark.parametrize("name", ["Cookie", "Referer", "Authorization", "X-Identity"])
def test_other_headers_may_be_long(name, serve, connect):
    head = GET[:-2] + f"{name}: ".encode() + b"a" * 20_000 + b"\r\n\r\n"

    assert read_answer(connect(serve(), head)) == (200, b"hello")


@pytest.mark.parametrize("head", [b"GET / HTTP/1.1\r\n", b"\0" * 9, GET[:-2] + b"a" * 40_000])
def test_a_refused_request_has_a_path_for_the_log(head):
    refused = parser.Parser(Adjustments())

    refused.received(head + b"\r\n\r\n")

    assert refused.error
    assert refused.path in ("", "/")
