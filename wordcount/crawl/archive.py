"""Read the pages of a WARC: its responses that are HTML, XHTML or plain text.

What is malformed costs as little as possible: a response becomes an error, and a WARC that ends
early or cannot be read further ends with an error of its own.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from fastwarc.stream_io import ChunkedReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from wordcount.errors import BrokenReply, PageError, TooLarge
from wordcount.fetching.decompress import MAX_PAGE_BYTES, decompress
from wordcount.fetching.response import has_text

from .source import Archive, ArchiveUnreadable

PAGE_TYPES = {"text/html", "application/xhtml+xml", "text/plain"}
BROKEN_ARCHIVE = "broken_archive"  # the error code of a WARC that is malformed or ends early


@dataclass(frozen=True)
class ArchivedPage:
    """A response in a WARC, decompressed; or the code of the error that it caused.

    The error BROKEN_ARCHIVE is not about a page: `url` is then the address of the WARC.
    """

    url: str | None
    date: datetime | None = None  # when it was fetched
    content_type: str | None = None  # the unchanged header
    body: bytes = b""  # at most MAX_PAGE_BYTES
    error: str | None = None


def pages_of(warc: "str | Archive") -> Iterator[ArchivedPage]:
    """Yield the pages of a WARC (ISO 28500), given its path, its address, or the open archive.

    The WARC is plain, or compressed with gzip or zstd. Pages are the responses with status 200
    and the type text/html, application/xhtml+xml or text/plain, or with no type and the bytes of
    a text. A response that cannot be decompressed or is too large is a page with an error. Raises
    ArchiveUnreadable for a WARC that cannot be opened or whose server fails.
    """
    if isinstance(warc, str):
        with Archive(warc) as archive:
            yield from pages_of(archive)
        return
    has_records = is_broken = False
    try:
        for record in _records(warc):
            has_records = True
            is_broken = "Content-Length" not in record.headers
            if is_broken or record.record_type != WarcRecordType.response:
                continue
            page, is_broken = _read_page(record)
            if page is not None:
                yield page
    except _MalformedArchive:
        is_broken = True
    if is_broken or not has_records:
        yield ArchivedPage(warc.address, error=BROKEN_ARCHIVE)


class _MalformedArchive(Exception):
    """The rest of the WARC cannot be read."""


def _records(archive: Archive) -> Iterator[WarcRecord]:
    # In quirks mode, a record with a wrong length does not end the iteration. HTTP is parsed by
    # _read_page, so that malformed headers do not end it either.
    try:
        yield from ArchiveIterator(archive, parse_http=False, quirks_mode=True)
    except OSError as exc:
        raise _MalformedArchive from exc
    except BaseException as exc:
        if type(exc).__name__ != "PanicException":  # Rust's assertions, which is no Exception
            raise
        raise _MalformedArchive from exc


def _read_page(record: WarcRecord) -> tuple[ArchivedPage | None, bool]:
    """Return the page of a response, if it is one, and whether the WARC ends within it."""
    url = record.headers.get("WARC-Target-URI")
    url = url.strip("<> ") if url else None  # WARC/1.0 wrote "<" uri ">"
    date = _parse_date(record.headers.get("WARC-Date"))
    if not record.is_http:
        return None, False
    try:
        record.parse_http()
    except OSError:
        return ArchivedPage(url, date, error=BrokenReply.code), False
    headers = record.http_headers
    content_type = ", ".join(headers.get_multiple("Content-Type")) or None
    kind = (content_type or "").partition(";")[0].partition(",")[0].strip().lower()
    if headers.status_code != 200 or (kind and kind not in PAGE_TYPES):
        return None, False
    if record.content_length > MAX_PAGE_BYTES:
        return ArchivedPage(url, date, error=TooLarge.code), False
    try:
        raw = record.reader.read(MAX_PAGE_BYTES)
    except OSError as exc:
        raise _MalformedArchive from exc
    if len(raw) < record.content_length:
        return ArchivedPage(url, date, error=BrokenReply.code), True
    try:
        body = _decode(raw, headers.get("Transfer-Encoding"), headers.get("Content-Encoding"))
    except PageError as error:
        return ArchivedPage(url, date, error=error.code), False
    if content_type is None and not has_text(io.BytesIO(body)):
        return None, False
    return ArchivedPage(url, date, content_type, body), False


def _decode(raw: bytes, transfer: str | None, encodings: str | None) -> bytes:
    """Undo both encodings. Some archives store pages decoded, and keep the headers."""
    if (transfer or "").strip().lower() == "chunked":
        raw = _join_chunks(raw)
    try:
        return b"".join(decompress(iter([raw]), encodings or ""))
    except BrokenReply:
        if raw and has_text(io.BytesIO(raw)):
            return raw
        raise


def _join_chunks(raw: bytes) -> bytes:
    size = raw.partition(b"\r\n")[0]
    try:
        int(size.partition(b";")[0], 16)
    except ValueError:
        return raw
    try:
        joined: bytes = ChunkedReader(io.BytesIO(raw)).read(MAX_PAGE_BYTES)
        return joined
    except OSError as exc:
        raise BrokenReply from exc


def _parse_date(text: str | None) -> datetime | None:
    try:
        date = datetime.fromisoformat(text or "")
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


__all__ = ["BROKEN_ARCHIVE", "ArchiveUnreadable", "ArchivedPage", "pages_of"]
