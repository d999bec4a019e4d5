"""Check the status and type of a response, and read its body within limits."""

import http.client
import io
import math
import re
import threading
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from tempfile import SpooledTemporaryFile
from typing import IO

from urllib3.response import BaseHTTPResponse

from wordcount.errors import BrokenReply, HTTPStatus, NotText
from wordcount.media_type import MediaType
from wordcount.messages import N_

from .deadline import Deadline
from .decompress import (
    BLOCK_BYTES,
    MAX_PAGE_BYTES,
    decompress,
    has_large_window,
    limit_size,
    page_too_large,
)
from .sockets import MeteredSocket

LARGE_DECODERS = 4  # at a time; one for Brotli takes up to 20 MB
SPOOL_FROM = 64 * 1024  # bytes of a compressed page that are kept in memory

SNIFF_BYTES = 1_445  # checked if there is no type (WHATWG MIME Sniffing, section 5.2)

TEXT_TYPES = re.compile(r"text/(html|plain)|(text|application)/([a-z0-9.+_-]+\+)?xml")
PAGE_TYPES = re.compile(
    rf"{TEXT_TYPES.pattern}|application/(x-)?pdf|application/epub\+zip"
    r"|application/vnd\.(openxmlformats-officedocument\.wordprocessingml\.document"
    r"|ms-word\.document\.macroenabled\.12|oasis\.opendocument\.text)"
)
LIST_TYPES = re.compile(
    rf"{TEXT_TYPES.pattern}|application/(feed\+json|json|(x-)?gzip|octet-stream)|text/csv"
)
# Types that say nothing about a document; its name may.
FILE_TYPES = re.compile(r"(application|binary)/(octet-stream|(x-|force-)?download|(x-)?zip)")
DOCUMENT_NAME = re.compile(r"\.(?:docx|epub|odt|pdf)(?=[\"'?;\s]|\Z)", re.IGNORECASE)
DOCUMENT_STARTS = (b"%PDF-", b"PK\x03\x04")
# Bytes that text never contains (WHATWG MIME Sniffing, section 3), and the beginnings of two
# document formats that may contain none of them.
BINARY = re.compile(rb"%PDF-|%!PS-Adobe-|.*[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]", re.DOTALL)
BYTE_ORDER_MARKS = (b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf")

TRY_LATER = N_("Try again later.")
ADVICE = {
    401: N_("It requires a password."),
    403: N_("It refuses automated requests."),
    404: N_("Check the address."),
    410: N_("It has been removed permanently."),
    429: N_("It has received too many requests.") + f" {TRY_LATER}",
}


def reject_status(status: int, retry_after: str | None = None) -> None:
    """Raise HTTPStatus for any status but 200. `retry_after` is the header of that name."""
    if status == 200:
        return
    name = http.client.responses.get(status, "")
    advice = ADVICE.get(status, TRY_LATER if status >= 500 else ADVICE[404])
    seconds = parse_retry_after(retry_after) if status in (429, 502, 503, 504) else None
    if seconds:
        minutes = math.ceil(seconds / 60)
        when = (
            N_("Try again in %(number)s seconds.") % {"number": f"{seconds:.0f}"}
            if seconds <= 120
            else N_("Try again in %(number)s minutes.") % {"number": f"{minutes:,}"}
        )
        advice = advice.replace(TRY_LATER, when)
    answer = f"{status} {name}".strip()
    message = N_("That server answered %(status)s instead of a page.") % {"status": answer}
    raise HTTPStatus(f"{message} {advice}", status, seconds)


def parse_retry_after(header: str | None) -> float | None:
    """Return the seconds from now in a Retry-After header, a number or a date; None if malformed.

    RFC 9110, section 10.2.3.
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, OverflowError, OSError):
        return None


def reject_type(
    media_type: MediaType | None, types: re.Pattern[str] = PAGE_TYPES, names: str = ""
) -> None:
    """Raise NotText for a type that does not match `types`. None is accepted: see `has_text`.

    A type that says nothing is accepted if one of `names` is that of a document.
    """
    if media_type is None or types.fullmatch(media_type.essence):
        return
    if not (FILE_TYPES.fullmatch(media_type.essence) and DOCUMENT_NAME.search(names)):
        raise NotText


class WriteFailed(Exception):
    """The page cannot be written to `body`. Its cause is an OSError of this machine."""


# A decoder starts once the whole page has arrived, so that no stalling server can hold one.
large_decoders = threading.BoundedSemaphore(LARGE_DECODERS)


def read_body(
    response: BaseHTTPResponse, sock: MeteredSocket, deadline: Deadline, body: IO[bytes]
) -> None:
    """Decompress the page and write it to `body`. Raises TooLarge as early as possible."""
    # With any other transfer encoding, compressed bytes would be mistaken for the page.
    transfer = response.headers.get("Transfer-Encoding", "").strip().lower()
    if transfer not in ("", "identity", "chunked"):
        raise BrokenReply
    if (response.length_remaining or 0) > MAX_PAGE_BYTES:
        raise page_too_large()
    has_no_length = response.length_remaining is None and not response.chunked
    encodings = response.headers.get("Content-Encoding", "")
    received = limit_size(_receive(response, sock, deadline))
    if has_large_window(encodings):
        with SpooledTemporaryFile(SPOOL_FROM) as compressed:
            _write(received, compressed)
            compressed.seek(0)
            if not large_decoders.acquire(timeout=deadline.remaining()):
                raise deadline.timeout()
            try:
                _write(decompress(iter(lambda: compressed.read(BLOCK_BYTES), b""), encodings), body)
            finally:
                large_decoders.release()
    else:
        _write(decompress(received, encodings), body)
    if has_no_length and not body.tell():
        raise BrokenReply  # this is what a response that ends within its headers looks like


def _write(blocks: Iterator[bytes], file: IO[bytes]) -> None:
    for block in blocks:
        try:
            file.write(block)
        except OSError as exc:
            raise WriteFailed from exc


def is_document(body: IO[bytes]) -> bool:
    """Return whether `body` begins like a PDF, or like a zip, as DOCX, EPUB and ODT are."""
    body.seek(0)
    start = body.read(SNIFF_BYTES)
    body.seek(0, io.SEEK_END)
    return start.startswith(DOCUMENT_STARTS)


def has_text(body: IO[bytes]) -> bool:
    """Return whether the first SNIFF_BYTES of `body` look like text."""
    body.seek(0)
    start = body.read(SNIFF_BYTES)
    body.seek(0, io.SEEK_END)
    return start.startswith(BYTE_ORDER_MARKS) or not BINARY.match(start)


def _receive(
    response: BaseHTTPResponse, sock: MeteredSocket, deadline: Deadline
) -> Iterator[bytes]:
    """Yield the body in blocks as it arrives. Raises Timeout if the deadline interrupts it."""
    for block in response.stream(BLOCK_BYTES, decode_content=False):
        sock.limit += len(block)
        deadline.remaining()
        yield block
    # If the length is unknown, an interrupted body looks like a complete one.
    deadline.remaining()
