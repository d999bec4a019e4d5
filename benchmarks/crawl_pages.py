"""WARCs for `benchmarks.crawl`: public pages, repeated with small changes, and hostile ones."""

import gzip
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from settings import ROOT

sys.path.insert(0, str(ROOT / "tests"))

from warcs import DATE, response, write_warc

from benchmarks.killed_children import GREEDY

MAX_PAGE = 3_000_000  # bytes
SITES = 3_000
GREEDY_HOSTS = ("memory.example", "time.example")  # beyond a limit: the plain loop skips them
BOMB = gzip.compress(bytes(50_000_000))


def read_pages(folder: Path, max_size: int = MAX_PAGE) -> list[bytes]:
    """Return every page below `folder` within the limit on bytes, in a stable order."""
    pages = []
    for path in sorted(folder.rglob("*.htm*")):
        if path.is_file():
            page = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            if 200 < len(page) < max_size:
                pages.append(page)
    random.Random(1).shuffle(pages)
    return pages


def page_records(pages: list[bytes], number: int) -> Iterator[bytes]:
    """Records of `number` pages. From the second time on, a page has a word more."""
    chance = random.Random(2)
    for n in range(number):
        turn, place = divmod(n, len(pages))
        body = pages[place] + (b"<p>edition%d</p>" % turn if turn else b"")
        prefix = "www." if chance.random() < 0.3 else ""
        url = f"https://{prefix}site{chance.randrange(SITES)}.example/{n}"
        kind = chance.choice(["text/html", "text/html; charset=utf-8"])
        if chance.random() < 0.2:
            body = gzip.compress(body, 1)
            yield response(body, url, kind, headers="Content-Encoding: gzip\r\n")
        else:
            yield response(body, url, kind)


def conversion(text: bytes, url: str | None) -> bytes:
    """A record of a WET file."""
    head = (
        f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: {url}\r\nWARC-Date: {DATE}\r\n"
        "WARC-Record-ID: <urn:uuid:12345678-1234-5678-1234-567812345678>\r\n"
        f"Content-Type: text/plain\r\nContent-Length: {len(text)}\r\n\r\n"
    )
    return head.encode() + text + b"\r\n\r\n"


def hostile_records(greedy: bool) -> Iterator[bytes]:
    """Records that must not harm the others; with `greedy`, also pages beyond the limits."""
    bomb = "Content-Encoding: gzip\r\n"
    yield response(BOMB, "http://bomb.example/", headers=bomb)
    yield response(BOMB[:-100], "http://half-a-bomb.example/", headers=bomb)
    yield response(b"a " * 6_000_000, "http://large.example/")
    yield response(b"<div>" * 100_000, "http://deep.example/")
    yield response(b"<p>x", "http://headers.example/", headers=f"X: {'y' * 1_000_000}\r\n")
    yield response(b"<p>x", "http://length.example/", length=10)
    yield response(b"<p>digest", "http://digest.example/", headers="Digest: sha-256=wrong\r\n")
    yield response(
        b"ffffffff\r\nx", "http://chunk.example/", headers="Transfer-Encoding: chunked\r\n"
    )
    yield response(b"\x00\x01\x02", "http://binary.example/", "text/plain")
    yield response(b"<p>no", "http://image.example/", "image/png")
    yield response(b"<p>no", "http://missing.example/", status=404)
    if greedy:
        yield response(GREEDY["/memory"], "http://memory.example/")
        yield response(GREEDY["/time"], "http://time.example/")


def make_warcs(pages: list[bytes], number: int, warcs: int, to: Path, hostile: bool) -> list[str]:
    """Write `number` pages to `warcs` files, gzip and zstd by turns, and return their paths.

    With `hostile`, each has hostile records, two of them greedy ones, and the last ends early.
    """
    to.mkdir(parents=True, exist_ok=True)
    records = page_records(pages, number)
    paths = []
    for warc in range(warcs):
        share = [next(records) for _ in range(number // warcs)]
        if hostile:
            for place, record in enumerate(hostile_records(greedy=warc < 2)):
                share.insert((place + 1) * len(share) // 20, record)
        name = f"{warc:03}.warc.{('gz', 'zst')[warc % 2]}"
        paths.append(write_warc(to / name, share))
    if hostile:
        last = Path(paths[-1])
        last.write_bytes(last.read_bytes()[:-500])
    return paths
