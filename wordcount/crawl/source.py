"""Open a WARC: a file, a web address, or an address of a file system that Arrow knows.

A WARC is chosen by the operator, so private addresses are allowed.
"""

import os
import time
from collections.abc import Callable
from typing import Protocol, TypeVar

import urllib3

from wordcount.messages import N_

MAX_RETRIES = 5  # of one request, when a server fails or breaks the connection
RETRY_PAUSE = 1.0  # seconds, doubled before each further retry
TIMEOUT = urllib3.Timeout(connect=30, read=60)  # seconds
TRANSIENT = {429, 500, 502, 503, 504}
ANSWERED = N_("The server answered %(status)s.")

T = TypeVar("T")


class ArchiveUnreadable(Exception):
    """A WARC cannot be read. The message says which, and why."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(address, reason)
        self.address = address
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.address}: {self.reason}"


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...
    def close(self) -> None: ...


class Archive:
    """An open WARC, as stored. `size` is its length in bytes, or None if it is unknown.

    It has the methods that fastwarc calls. All of them raise ArchiveUnreadable, never OSError,
    which fastwarc raises for a WARC that is malformed.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.position = 0
        self._stream, self.size = _open(address)

    def read(self, size: int = -1) -> bytes:
        try:
            block = self._stream.read(size)
        except OSError as exc:
            raise ArchiveUnreadable(self.address, exc.strerror or str(exc)) from exc
        self.position += len(block)
        return block

    def tell(self) -> int:
        return self.position

    def close(self) -> None:
        self._stream.close()

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def is_file(address: str) -> bool:
    """Return whether `address` is a path of this machine."""
    return "://" not in address


def _open(address: str) -> tuple[_Stream, int | None]:
    if address.startswith(("http://", "https://")):
        stream = _HTTPStream(address)
        return stream, stream.size
    try:
        if is_file(address):
            file = open(address, "rb")  # noqa: SIM115  # Archive closes it
            return file, os.stat(file.fileno()).st_size
        return _open_with_arrow(address)
    except (OSError, ValueError) as exc:  # Arrow raises ValueError for an unknown scheme
        reason = exc.strerror if isinstance(exc, OSError) else None
        raise ArchiveUnreadable(address, reason or str(exc)) from exc


def _open_with_arrow(address: str) -> tuple[_Stream, int | None]:
    from pyarrow import fs  # takes 0.3 s to import

    system, path = fs.FileSystem.from_uri(address)
    return system.open_input_stream(path, compression=None), system.get_file_info(path).size


class _HTTPStream:
    """The body of a web address. A broken connection is resumed where it broke."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool = urllib3.PoolManager(retries=urllib3.Retry(False, redirect=5))
        self._position = 0
        self._version: str | None = None  # the ETag, so that two versions are never mixed
        self._response: urllib3.BaseHTTPResponse | None = None
        self.size: int | None = None
        self._retry(self._request)

    def read(self, size: int, /) -> bytes:
        return self._retry(lambda: self._read(None if size < 0 else size))

    def close(self) -> None:
        self._disconnect()
        self._pool.clear()

    def _retry(self, call: Callable[[], T]) -> T:
        attempt = 0
        while True:
            try:
                return call()
            except (_Transient, urllib3.exceptions.HTTPError) as exc:
                self._disconnect()
                if attempt == MAX_RETRIES:
                    raise ArchiveUnreadable(self._url, str(exc)) from exc
                time.sleep(RETRY_PAUSE * 2**attempt)
                attempt += 1

    def _read(self, size: int | None) -> bytes:
        if self._response is None:
            self._request()
        assert self._response
        block = self._response.read(size, decode_content=False)
        self._position += len(block)
        return block

    def _request(self) -> None:
        headers = {"Accept-Encoding": "identity"}
        if self._position:
            headers["Range"] = f"bytes={self._position}-"
        self._response = response = self._pool.request(
            "GET", self._url, headers=headers, timeout=TIMEOUT, preload_content=False
        )
        if response.status in TRANSIENT:
            raise _Transient(ANSWERED % {"status": response.status})
        if response.status != (206 if self._position else 200):
            raise ArchiveUnreadable(self._url, ANSWERED % {"status": response.status})
        version = response.headers.get("ETag")
        if self._position == 0:
            self._version, self.size = version, response.length_remaining
        elif version != self._version:
            raise ArchiveUnreadable(self._url, N_("It changed while it was being read."))

    def _disconnect(self) -> None:
        if self._response is not None:
            self._response.close()
            self._response = None


class _Transient(Exception):
    """The server reports a failure that a retry may overcome."""
