"""Hostile servers, and the expected outcome of a fetch from each."""

import gzip
import itertools
import socket
import struct
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import brotli  # type: ignore[import-untyped]  # it ships no types
from servers import raw_server

from wordcount.errors import (
    BrokenReply,
    HTTPStatus,
    MisconfiguredServer,
    NoAnswer,
    NotText,
    PageError,
    RefusedAddress,
    Timeout,
    TooLarge,
    TooManyRedirects,
)
from wordcount.fetching.decompress import MAX_PAGE_BYTES, zstd
from wordcount.fetching.fetch import fetch

Behave = Callable[[socket.socket], None]

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
GOOD = b"<p>A good page."
PAGE = OK + b"\r\n" + GOOD
ZEROS = bytes(50_000_000)
DRIP = 0.05  # seconds between two bytes of a dripping server


@dataclass(frozen=True)
class Hostile:
    """One hostile server. `outcome` is the expected body or error."""

    name: str
    behave: Behave
    outcome: bytes | type[PageError]
    scheme: str = "http"


def say(reply: bytes) -> Behave:
    return lambda sock: sock.sendall(reply)


def endless(head: bytes, again: bytes) -> Behave:
    """Send `head`, then `again` until the client disconnects."""

    def behave(sock: socket.socket) -> None:
        sock.sendall(head)
        while True:
            sock.sendall(again)

    return behave


def drip(head: bytes, drops: bytes = b"a") -> Behave:
    """Send `head`, then the bytes of `drops` one at a time, endlessly."""

    def behave(sock: socket.socket) -> None:
        sock.sendall(head)
        for drop in itertools.cycle(drops):
            time.sleep(DRIP)
            sock.sendall(bytes([drop]))

    return behave


def silent(head: bytes) -> Behave:
    """Send `head`, then nothing until the client disconnects."""

    def behave(sock: socket.socket) -> None:
        sock.sendall(head)
        sock.recv(1)

    return behave


def reset(head: bytes) -> Behave:
    """Send `head`, then reset the connection."""

    def behave(sock: socket.socket) -> None:
        sock.sendall(head)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return behave


def redirect(location: str, head: bytes = b"302 Found") -> bytes:
    return b"HTTP/1.1 " + head + b"\r\nLocation: " + location.encode() + b"\r\n\r\n"


def ok(header: bytes, body: bytes = b"") -> Behave:
    return say(OK + header + b"\r\n\r\n" + body)


def compressed(encoding: str, body: bytes) -> bytes:
    return OK + f"Content-Encoding: {encoding}\r\n\r\n".encode() + body


def raw_zstd(body: bytes, window: int) -> bytes:
    compressor = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: window})
    return compressor.compress(body) + compressor.flush()


HTML = gzip.compress(GOOD)
BROTLI_ZEROS = brotli.compress(ZEROS, quality=1)
_compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
# A part of a stream that can be repeated.
GZIP_ZEROS = _compressor.compress(bytes(1_000_000)) + _compressor.flush(zlib.Z_FULL_FLUSH)

REDIRECTS = [
    Hostile(f"redirect to {where}", say(redirect(location)), outcome)
    for where, location, outcome in [
        ("loopback", "http://127.0.0.1/", RefusedAddress),
        ("loopback in IPv6", "http://[::1]/", RefusedAddress),
        ("mapped loopback", "http://[::ffff:127.0.0.1]/", RefusedAddress),
        ("NAT64", "http://[64:ff9b::7f00:1]/", RefusedAddress),
        ("a private network", "https://10.0.0.1/", RefusedAddress),
        ("a metadata service", "http://169.254.169.254/latest/meta-data/", RefusedAddress),
        ("its name", "http://metadata.google.internal/", RefusedAddress),
        ("localhost", "//localhost/", RefusedAddress),
        ("another port", "http://127.0.0.1:9/", RefusedAddress),
        ("decimal loopback", "http://2130706433/", MisconfiguredServer),
        ("a zone", "http://[fe80::1%25lo]/", MisconfiguredServer),
        ("a file", "file:///etc/passwd", MisconfiguredServer),
        ("gopher", "gopher://127.0.0.1:6379/_INFO", MisconfiguredServer),
        ("javascript", "javascript:alert(1)", MisconfiguredServer),
        ("a user name", "http://user@127.0.0.1/", MisconfiguredServer),
        ("a backslash", "/\\127.0.0.1/", MisconfiguredServer),
        ("a control character", "/page\x1b[31m", MisconfiguredServer),
        ("an endless address", "/" + "a" * 60_000, MisconfiguredServer),
        ("a bracket", "http://[", MisconfiguredServer),
        ("itself", "", HTTPStatus),
        ("itself for ever", "?", TooManyRedirects),
        ("itself by its fragment", "#top", TooManyRedirects),
        ("a good page", "good", GOOD),
    ]
] + [
    Hostile("redirect two ways", say(redirect("/a\r\nLocation: /b")), MisconfiguredServer),
    Hostile("redirect with endless body", endless(redirect("good"), bytes(65_536)), GOOD),
    Hostile("redirect that drips its body", drip(redirect("good")), GOOD),
    Hostile("redirect that drips its headers", drip(redirect("good")[:-2] + b"X: "), Timeout),
    Hostile("300 with a Location", say(redirect("good", b"300 Choose")), HTTPStatus),
    Hostile("304", say(redirect("good", b"304 Not Modified")), HTTPStatus),
]

SLOW = [
    Hostile("silence", silent(b""), Timeout),
    Hostile("silence after the headers", silent(OK + b"\r\n"), Timeout),
    Hostile("silence after a part", silent(OK + b"Content-Length: 9\r\n\r\npart"), Timeout),
    Hostile("silence after 100 Continue", silent(b"HTTP/1.1 100 Continue\r\n\r\n"), Timeout),
    Hostile("dripping status line", drip(b""), Timeout),
    Hostile("dripping header", drip(OK + b"X: "), Timeout),
    Hostile("dripping headers", drip(OK, b"X: 1\r\n"), Timeout),
    Hostile("dripping body", drip(OK + b"\r\n"), Timeout),
    Hostile("dripping body of known length", drip(OK + b"Content-Length: 999\r\n\r\n"), Timeout),
    Hostile("dripping chunk", drip(CHUNKED + b"3e8\r\n"), Timeout),
    Hostile("dripping chunks", drip(CHUNKED, b"1\r\na\r\n"), Timeout),
    Hostile("dripping chunk size", drip(CHUNKED, b"0"), Timeout),
    Hostile("dripping trailer", drip(CHUNKED + b"0\r\nX: "), Timeout),
    Hostile("dripping gzip", drip(compressed("gzip", HTML[:10]), HTML[10:]), Timeout),
    Hostile("dripping 100 Continue", drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), Timeout),
    Hostile("dripping handshake", drip(b"\x16\x03\x03\x40\x00"), Timeout, "https"),
    Hostile("silent handshake", silent(b""), Timeout, "https"),
]

ENDLESS = [
    Hostile("endless body", endless(OK + b"\r\n", bytes(65_536)), TooLarge),
    Hostile("endless chunks", endless(CHUNKED, b"ffff\r\n" + b"a" * 65_535 + b"\r\n"), TooLarge),
    Hostile("endless chunk size", endless(CHUNKED, b"0" * 65_536), BrokenReply),
    Hostile("endless extensions", endless(CHUNKED, b"1;" + b"x" * 60_000 + b"\r\na\r\n"), TooLarge),
    Hostile("endless chunks of one byte", endless(CHUNKED, b"1\r\na\r\n" * 9_999), TooLarge),
    Hostile("endless trailers", endless(CHUNKED + b"0\r\n", b"X: 1\r\n" * 9_999), TooLarge),
    Hostile("endless status line", endless(b"HTTP/1.1 200 ", b"O" * 65_536), BrokenReply),
    Hostile("endless header", endless(OK + b"X: ", b"x" * 65_536), BrokenReply),
    Hostile("endless headers", endless(OK, b"X: 1\r\n" * 9_999), BrokenReply),
    Hostile("endless empty lines", endless(b"", b"\r\n" * 9_999), BrokenReply),
    *(
        Hostile(
            f"endless {status}", endless(b"", b"HTTP/1.1 %d\r\n\r\n" % status * 999), BrokenReply
        )
        for status in (100, 102, 103, 199)
    ),
    Hostile("endless gzip", endless(compressed("gzip", HTML[:10]), GZIP_ZEROS), TooLarge),
]

LENGTHS = [
    Hostile("nothing", say(b""), BrokenReply),
    Hostile("close in the status line", say(b"HTTP/1.1 20"), BrokenReply),
    Hostile("close in the headers", say(OK + b"X: "), BrokenReply),
    Hostile("close before the length", ok(b"Content-Length: 9", b"short"), BrokenReply),
    Hostile("reset", reset(b""), NoAnswer),
    Hostile("reset in the body", reset(OK + b"Content-Length: 99\r\n\r\npart"), BrokenReply),
    Hostile("two lengths", ok(b"Content-Length: 5, 6", b"short"), BrokenReply),
    Hostile("the same length twice", ok(b"Content-Length: 15, 15", GOOD), GOOD),
    Hostile("a length that is no number", ok(b"Content-Length: x", GOOD), GOOD),
    Hostile("a negative length", ok(b"Content-Length: -1", GOOD), GOOD),
    Hostile("a length without end", ok(b"Content-Length: " + b"9" * 99), TooLarge),
    Hostile("a length above the limit", ok(b"Content-Length: 10000001"), TooLarge),
    Hostile("more than the length", say(OK + b"Content-Length: 15\r\n\r\n" + GOOD + b"more"), GOOD),
    Hostile("a length and chunks", ok(
        b"Content-Length: 3\r\nTransfer-Encoding: chunked", b"f\r\n" + GOOD + b"\r\n0\r\n\r\n"
    ), GOOD),
    Hostile("chunks with a space", ok(
        b"Transfer-Encoding: chunked ", b"f\r\n" + GOOD + b"\r\n0\r\n\r\n"
    ), GOOD),
    Hostile("chunks of one byte", say(
        CHUNKED + b"".join(b"1\r\n%c\r\n" % byte for byte in GOOD) + b"0\r\n\r\n"
    ), GOOD),
    Hostile("compressed for transport", ok(b"Transfer-Encoding: gzip, chunked"), BrokenReply),
    Hostile("chunked twice", ok(b"Transfer-Encoding: chunked, chunked"), BrokenReply),
    Hostile("chunk size that is no number", say(CHUNKED + b"zz\r\n"), BrokenReply),
    Hostile("negative chunk size", say(CHUNKED + b"-5\r\nshort\r\n0\r\n\r\n"), BrokenReply),
    Hostile("chunk size without end", say(CHUNKED + b"f" * 40 + b"\r\nshort"), BrokenReply),
    Hostile("chunk that breaks off", say(CHUNKED + b"5\r\nab"), BrokenReply),
    Hostile("no last chunk", say(CHUNKED + b"5\r\nshort\r\n"), BrokenReply),
]  # fmt: skip

PROTOCOLS = [
    Hostile("HTTP/0.9", say(b"<p>Hello"), BrokenReply),
    Hostile("HTTP/2", say(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + bytes(18)), BrokenReply),
    Hostile("HTTP/9.9", say(b"HTTP/9.9 200 OK\r\n\r\n"), BrokenReply),
    Hostile("another protocol", say(b"SSH-2.0-OpenSSH_9.9\r\n"), BrokenReply),
    Hostile("TLS on the plain port", say(b"\x15\x03\x01\x00\x02\x02\x46"), BrokenReply),
    Hostile("plain text on the TLS port", say(PAGE), NoAnswer, "https"),
    Hostile("noise on the TLS port", endless(b"", b"\xff" * 65_536), NoAnswer, "https"),
    Hostile("a status that is no number", say(b"HTTP/1.1 abc\r\n\r\n"), BrokenReply),
    Hostile("a status of two digits", say(b"HTTP/1.1 99 Low\r\n\r\n"), BrokenReply),
    Hostile("a status of four digits", say(b"HTTP/1.1 1000 High\r\n\r\n"), BrokenReply),
    Hostile("103 before the page", say(
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + PAGE
    ), GOOD),
    Hostile("100 before the page", say(b"HTTP/1.1 100 Continue\r\n\r\n" + PAGE), GOOD),
    *(
        Hostile(f"status {status}", say(
            b"HTTP/1.1 %d <b>\x1b[31m\r\nRetry-After: 9\r\n\r\nPage" % status
        ), HTTPStatus)
        for status in (101, 201, 204, 206, 400, 401, 403, 404, 410, 418, 429, 500, 503, 999)
    ),
]  # fmt: skip

HEADERS = [
    Hostile("100,000 headers", say(OK + b"X: 1\r\n" * 100_000 + b"\r\n"), BrokenReply),
    Hostile("90 headers", say(OK + b"X: 1\r\n" * 90 + b"\r\n" + GOOD), GOOD),
    Hostile("a cookie of a megabyte", say(OK + b"Set-Cookie: a=" + b"b" * 1_000_000), BrokenReply),
    Hostile("a megabyte of cookies", say(
        OK + (b"Set-Cookie: a=" + b"b" * 50_000 + b"\r\n") * 20 + b"\r\n" + GOOD
    ), BrokenReply),
    Hostile("a cookie of 60 KB", ok(b"Set-Cookie: a=" + b"b" * 60_000, GOOD), GOOD),
    Hostile("a header without a colon", ok(b"nonsense", GOOD), GOOD),
    Hostile("a header without a name", ok(b": nothing", GOOD), GOOD),
    Hostile("NUL and escapes in a header", ok(b"X: \x00\x1b[31m\xff", GOOD), GOOD),
    Hostile("a folded header", ok(b"X: a\r\n b", GOOD), GOOD),
    Hostile("two types", ok(b"Content-Type: image/png", GOOD), NotText),
    Hostile("a type that is none", ok(b"Content-Type: image", GOOD), GOOD),
    Hostile("an image", say(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"), NotText),
    Hostile("no type, but noise", say(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(range(256))), NotText),
    Hostile("no type, but text", say(b"HTTP/1.1 200 OK\r\n\r\n" + GOOD), GOOD),
    Hostile("a type of 60 KB", say(
        b"HTTP/1.1 200 OK\r\nContent-Type: " + b"a/" * 30_000 + b"\r\n\r\n" + GOOD
    ), GOOD),
]  # fmt: skip

PACKED = [
    Hostile("gzip bomb", say(compressed("gzip", gzip.compress(ZEROS))), TooLarge),
    Hostile("deflate bomb", say(compressed("deflate", zlib.compress(ZEROS))), TooLarge),
    Hostile("br bomb", say(compressed("br", BROTLI_ZEROS)), TooLarge),
    Hostile("zstd bomb", say(compressed("zstd", zstd.compress(ZEROS))), TooLarge),
    Hostile("bomb in a bomb", say(
        compressed("gzip, gzip", gzip.compress(gzip.compress(ZEROS)))
    ), TooLarge),
    Hostile("br in gzip bomb", say(compressed("br, gzip", gzip.compress(BROTLI_ZEROS))), TooLarge),
    Hostile("51 encodings", say(compressed("gzip, " * 50 + "gzip", HTML)), BrokenReply),
    Hostile("unknown encoding", say(compressed("compress", GOOD)), BrokenReply),
    Hostile("not gzip", say(compressed("gzip", GOOD)), BrokenReply),
    Hostile("not deflate", say(compressed("deflate", b"\xff" * 99)), BrokenReply),
    Hostile("not br", say(compressed("br", b"\xff" * 99)), BrokenReply),
    Hostile("not zstd", say(compressed("zstd", GOOD)), BrokenReply),
    Hostile("gzip that breaks off", say(compressed("gzip", HTML[:-3])), BrokenReply),
    Hostile("br that breaks off", say(compressed("br", brotli.compress(GOOD)[:-3])), BrokenReply),
    Hostile("zstd that breaks off", say(compressed("zstd", zstd.compress(GOOD)[:-3])), BrokenReply),
    Hostile("gzip with a wrong sum", say(compressed("gzip", HTML[:-8] + bytes(8))), BrokenReply),
    Hostile("gzip with more behind it", say(compressed("gzip", HTML + b"more")), GOOD),
    Hostile("gzip of nothing", ok(b"Content-Encoding: gzip\r\nContent-Length: 0"), b""),
    Hostile("700,000 empty frames", say(
        compressed("zstd", zstd.compress(b"") * 700_000)
    ), BrokenReply),
    Hostile("400,000 empty members", say(
        compressed("gzip", gzip.compress(b"") * 400_000)
    ), BrokenReply),
    Hostile("zstd with a 128 MB window", say(compressed("zstd", raw_zstd(GOOD, 27))), BrokenReply),
    Hostile("ten million empty blocks", say(compressed("deflate, gzip", gzip.compress(
        b"\x78\x9c" + b"\x00\x00\x00\xff\xff" * (MAX_PAGE_BYTES // 4)
    ))), TooLarge),
]  # fmt: skip

HOSTILE = REDIRECTS + SLOW + ENDLESS + LENGTHS + PROTOCOLS + HEADERS + PACKED


def fetch_from(hostile: Hostile, deadline: float) -> bytes | PageError:
    """Fetch from a hostile server. Return the body or the error. /good is a good page."""

    def answer(sock: socket.socket) -> None:
        request = sock.recv(65_536)
        if request.startswith(b"GET /good "):
            sock.sendall(PAGE)
        else:
            hostile.behave(sock)

    with raw_server(answer) as port:
        try:
            url = f"{hostile.scheme}://127.0.0.1:{port}/"
            return fetch(url, {("127.0.0.1", port)}, deadline=deadline).body
        except PageError as error:
            return error
