"""Throw corrupted addresses and replies at fetching, and print those that were accepted.

    .venv/bin/python -m benchmarks.fuzz_fetching --inputs 200000

Half of the inputs are addresses: each must be refused with our errors, or be read in the same
way by others and be what is connected to. The other half are replies: each must become a page
within the limit or one of our errors. Nothing leaves this machine.
"""

import argparse
import gzip
import io
import random
import re
import resource
import socket
import sys
import time
import traceback
import zlib
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import brotli
from backports import zstd
from urllib3.connection import HTTPConnection
from urllib3.util import parse_url

sys.path.append(str(Path(__file__).parent.parent / "tests"))

from hostile_addresses import HOSTILE
from servers import watched

from wordcount.errors import PageError
from wordcount.fetching import connection, fetch, sockets
from wordcount.fetching.address import MAX_LENGTH, check_address, parse_address
from wordcount.fetching.deadline import Deadline
from wordcount.fetching.decompress import MAX_PAGE_BYTES
from wordcount.fetching.networks import is_public

GOOD = [
    "https://example.com/page?q=1#part", "example.com", "http://한국.com/민지", "http://8.8.8.8/",
    "http://[2606:4700::1111]:80/a/../b", "https://faß.de:443/", "r3---sn.example.com:80?a[]=b",
]  # fmt: skip
ADDRESSES = GOOD * 100 + [address for kind in HOSTILE.values() for address in kind]
ADDRESS_PIECES = [
    *"/:?#[]@!$&'()*+,;=%.-_~\\|^`{}<>\" \t\r\n\x00\x1b\x7f\x85\xa00189axAX", "://", "//",
    "..", "::", "%2e", "%00", "%25", "@127.0.0.1", "127.0.0.1", "localhost", ".local", "0x7f",
    "xn--", "[::1]", ":80", ":443", ":65536", "。", ".", "｡", "１", "①", "²", "ⓛ", "ß", "İ", "ς",
    "\u00ad", "\u200b", "\u200d", "\u202e", "\ufeff", "\u0301", "\ud800", "💩", "٣", "१", "℀",
    "／", "＠", "：", "http", "https",
]  # fmt: skip

TEXT = b"<p>" + b"word " * 200
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
REPLIES = [
    HEAD + b"Content-Length: %d\r\n\r\n" % len(TEXT) + TEXT,
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<p>Hi\r\n6;a=b\r\n there\r\n0\r\nX: 1\r\n\r\n",
    HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(TEXT) * 2,
    HEAD + b"Content-Encoding: deflate\r\n\r\n" + zlib.compress(TEXT),
    HEAD + b"Content-Encoding: br\r\n\r\n" + brotli.compress(TEXT),
    HEAD + b"Content-Encoding: zstd\r\n\r\n" + zstd.compress(TEXT) * 2,
    HEAD + b"Content-Encoding: deflate, gzip\r\n\r\n" + gzip.compress(zlib.compress(TEXT)),
    b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + HEAD + b"\r\n" + TEXT,
    b"HTTP/1.0 302 Found\r\nLocation: http://example.com/next?a=b\r\n\r\n",
    b"HTTP/1.1 308 Moved\r\nLocation: ../next\r\n\r\nmore",
    b"HTTP/1.1 200 OK\r\n\r\n" + TEXT,
    b"HTTP/1.1 404 Not Found\r\nRetry-After: 9\r\n\r\n",
]
REPLY_PIECES = [
    b"\r\n", b"\n", b"\r", b"\x00", b"\xff", b" ", b":", b",", b";", b"-1", b"0\r\n\r\n",
    b"ffffffff", b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n",
    b"Content-Encoding: br\r\n", b"gzip, ",
    b"Location: //127.0.0.1/\r\n", b"Location: \xed\xa0\x80\r\n", b"HTTP/1.1 100 Continue\r\n\r\n",
    b"Content-Type: \xff/\x00\r\n", b"HTTP/", b"\x28\xb5\x2f\xfd", b"\x1f\x8b", b"9" * 50,
    b"a" * 70_000,
]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    chance = random.Random(options.seed)
    failed = 0
    print(f"seed {options.seed}")
    for name, make, check in (
        ("addresses", corrupted_address, check_one_address),
        ("replies", corrupted_reply, check_one_reply),
    ):
        outcomes: Counter[str] = Counter()
        start = time.perf_counter()
        slowest = 0.0
        for _ in range(options.inputs // 2):
            corrupted = make(chance)
            begun = time.perf_counter()
            try:
                outcomes[check(corrupted)] += 1
            except Exception:
                failed += 1
                print(f"{corrupted!r}\n{traceback.format_exc()}")
            slowest = max(slowest, time.perf_counter() - begun)
        seconds = time.perf_counter() - start
        print(f"{name}: {options.inputs // 2:,} in {seconds:.0f} s, the slowest {slowest:.3f} s")
        print("   ", ", ".join(f"{code} {number:,}" for code, number in outcomes.most_common()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{failed} failed; {peak} MB of memory at most")
    return 1 if failed else 0


def corrupted_address(chance: random.Random) -> str:
    text = chance.choice(ADDRESSES)[:3_000]
    for _ in range(chance.randint(1, 4)):
        start, end = sorted(chance.choices(range(len(text) + 1), k=2))
        match chance.randrange(6):
            case 0 | 1:
                text = text[:start] + chance.choice(ADDRESS_PIECES) + text[start:]
            case 2:
                text = text[:start] + text[min(end, start + 5) :]
            case 3:
                text = text[:start] + chance.choice(ADDRESSES)[:3_000][start:]
            case 4:
                text = text[:start] + chr(chance.randrange(0x110000)) + text[start + 1 :]
            case 5:
                text = text[:start] + text[start:end].swapcase() + text[end:]
    return text


def check_one_address(text: str) -> str:
    """Raise where `text` is accepted and is not what it seems; give the outcome."""
    try:
        normal = check_address(text)
    except PageError as error:
        return code_of(error)
    assert check_address(normal) == normal
    assert re.fullmatch("[!-~]+", normal)
    assert len(normal) <= MAX_LENGTH
    address = parse_address(text).with_scheme("https")
    read_by_others = {
        urlsplit(str(address)).hostname,
        (parse_url(str(address)).host or "").strip("[]"),
    }
    assert read_by_others == {address.host}, read_by_others
    if address.ip is None:
        assert re.fullmatch(r"([a-z0-9-]{1,63}\.)+[a-z0-9-]{1,63}", address.host)
        assert not is_number(address.host)
    else:
        assert is_public(address.ip)
    [port] = address.ports
    assert port in (80, 443)
    with watched() as attempts:
        try:
            connection.connect(address, (), Deadline(5))
        except OSError:
            pass
        else:
            raise AssertionError("not stopped")
    goal = ("connect", f"{address.host} {port}") if address.ip else ("look up", f"{address.host}.")
    assert attempts == [goal], attempts
    return "accepted"


def code_of(error: PageError) -> str:
    """The code of `error`, whose sentence must be fit to be shown."""
    assert str(error).isprintable()
    return error.code


def is_number(host: str) -> bool:
    """Whether the C library would take `host` for an IPv4 address."""
    try:
        socket.inet_aton(host)
    except OSError:
        return False
    return True


def corrupted_reply(chance: random.Random) -> bytes:
    reply = chance.choice(REPLIES)
    for _ in range(chance.randint(1, 4)):
        start, end = sorted(chance.choices(range(len(reply) + 1), k=2))
        match chance.randrange(6):
            case 0:
                reply = reply[:start] + chance.choice(REPLY_PIECES) + reply[start:]
            case 1:
                reply = reply[:start] + reply[min(end, start + 9) :]
            case 2:
                reply = reply[:start] + chance.choice(REPLIES)[start:]
            case 3:
                reply = reply[:start] + bytes([chance.randrange(256)]) + reply[start + 1 :]
            case 4:
                reply = reply[:end] + reply[start:end] + reply[end:]
            case 5:
                reply = reply[:end]
    return reply[:150_000]  # what a pair of sockets holds unread


def check_one_reply(reply: bytes) -> str:
    """Raise where `reply` ends in anything but a page within the limit or our error."""
    here = parse_address("http://example.com/a/b")
    deadline = Deadline(5)
    body = io.BytesIO()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(reply)
        theirs.shutdown(socket.SHUT_WR)
        line = HTTPConnection(here.host, 80)
        line.sock = sockets.TCPSocket(fileno=ours.detach())
        line.auto_open = 0
        line.response_class = sockets.Response
        try:
            answer = fetch._request(line, here, deadline, body)
            if answer.location is not None:
                fetch._resolve_location(here, answer.location, ())
                return "redirect"
        except PageError as error:
            return code_of(error)
    assert body.tell() <= MAX_PAGE_BYTES
    return "page"


if __name__ == "__main__":
    raise SystemExit(main())
