"""Make WARCs (ISO 28500) for tests and benchmarks."""

import gzip
import sys
from collections.abc import Iterable
from pathlib import Path

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

COMPRESS = {
    "gz": lambda record: gzip.compress(record, 1),
    "zst": zstd.compress,
    "warc": bytes,
}
DATE = "2026-01-02T03:04:05Z"


def response(
    body: bytes,
    url: str = "https://example.com/",
    content_type: str | None = "text/html",
    *,
    headers: str = "",
    status: int = 200,
    date: str = DATE,
    kind: str = "response",
    length: int | None = None,
) -> bytes:
    """Return a record with an HTTP response. `length` replaces the true Content-Length."""
    type_header = f"Content-Type: {content_type}\r\n" if content_type else ""
    block = f"HTTP/1.1 {status} So\r\n{type_header}{headers}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
        "WARC-Record-ID: <urn:uuid:12345678-1234-5678-1234-567812345678>\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def write_warc(path: Path, records: Iterable[bytes]) -> str:
    """Write a WARC, compressed record by record as its name ends, and return its path."""
    compress = COMPRESS[path.suffix.removeprefix(".")]
    with path.open("wb") as file:
        for record in records:
            file.write(compress(record))
    return str(path)
