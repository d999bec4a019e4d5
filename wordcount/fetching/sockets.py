"""Sockets that count the bytes they receive, so that no server can send without end."""

import functools
import http.client
import socket
import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import certifi

from wordcount.errors import BrokenReply, TooLarge

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_HEAD_BYTES = 256 * 1024  # before the body, including interim responses; the limit of Chrome
MAX_OVERHEAD_BYTES = 1_000_000  # besides the body: chunk sizes, trailers, and read-ahead


class MeteredSocket:
    """A mixin that counts the bytes received, and raises an error above `limit`.

    As the body of a page is read, its size is added to the limit, so only overhead is limited.
    """

    received = 0  # bytes
    limit = MAX_HEAD_BYTES  # bytes
    response: http.client.HTTPResponse | None = None
    release_slot: Callable[[], None] | None = None

    def close_with_response(self) -> None:
        """Close the response and the socket, which it would keep open, and release the slot."""
        if self.response is not None:
            self.response.close()
        self.close()  # type: ignore[attr-defined]  # of the socket class
        if self.release_slot is not None:
            self.release_slot()

    def _meter(self, size: int) -> None:
        self.received += size
        if self.received > self.limit:
            raise BrokenReply if self.limit == MAX_HEAD_BYTES else TooLarge


class TCPSocket(MeteredSocket, socket.socket):
    def recv_into(self, buffer: "WriteableBuffer", nbytes: int = 0, flags: int = 0) -> int:
        size = super().recv_into(buffer, nbytes, flags)
        self._meter(size)
        return size


class TLSSocket(MeteredSocket, ssl.SSLSocket):
    """Counts decrypted bytes."""

    def recv_into(
        self, buffer: "WriteableBuffer", nbytes: int | None = None, flags: int = 0
    ) -> int:
        size = super().recv_into(buffer, nbytes, flags)
        self._meter(size)
        return size

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        """Close the socket on an error: `wrap_socket` calls this, and left it open before 3.13."""
        try:
            return super().recv(buflen, flags)
        except OSError:
            self.close()
            raise


class Response(http.client.HTTPResponse):
    """A response that skips all interim responses (RFC 9110, section 15.2), not only 100."""

    def __init__(self, sock: Any, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        self._metered: MeteredSocket = sock
        sock.response = self

    def begin(self) -> None:
        super().begin()
        while 100 < self.status < 200 and self.status != http.HTTPStatus.SWITCHING_PROTOCOLS:
            self.headers = None  # type: ignore[assignment]  # as before the first response
            super().begin()
        self._metered.limit += MAX_OVERHEAD_BYTES


@functools.cache
def tls_context() -> ssl.SSLContext:
    """A context that trusts the certificates of this machine or SSL_CERT_FILE, and Mozilla's."""
    context = ssl.create_default_context()
    # Some Python installations do not find the system's certificates.
    context.load_verify_locations(certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    context.sslsocket_class = TLSSocket
    return context
