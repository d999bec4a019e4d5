"""Connect to the server of an address, at the very IP address that was checked.

A name is resolved only once, so that a second, different answer (DNS rebinding) has no effect.
"""

import functools
import http.client
import itertools
import socket
import ssl
from collections.abc import Callable, Collection
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Any

import certifi
from urllib3.connection import HTTPConnection

from wordcount.errors import BrokenReply, RefusedAddress, ServerBusy, TooLarge
from wordcount.messages import N_

from .address import Address
from .deadline import Deadline
from .networks import IPAddress, is_public
from .resolve import resolve
from .slots import ConnectionSlots

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CONNECT_TIMEOUT = 2.0  # seconds per IP address; the first retransmission is lost by then, too
MAX_ADDRESSES = 3  # considered per name, which leaves time for http if https does not answer
MAX_HEAD_BYTES = 256 * 1024  # before the body, including interim responses; the limit of Chrome
MAX_OVERHEAD_BYTES = 1_000_000  # besides the body: chunk sizes, trailers, and read-ahead


def connect(
    address: Address,
    allow: Collection[tuple[str, int]],
    deadline: Deadline,
    slots: ConnectionSlots,
) -> HTTPConnection:
    """Return an open connection for one request to `address`, which must have a scheme.

    For https, the certificate is verified against the host. Raises RefusedAddress if the host is
    not on the public internet, Timeout after the deadline, ServerBusy if none of its IP addresses
    has a free slot, and OSError (including gaierror and SSLError).
    """
    [port] = address.ports
    allowed = (address.host, port) in allow
    if address.ip:
        answers = [address.ip]
    else:
        # The trailing dot excludes the search domains and hosts file of this machine.
        answers = resolve(address.host if allowed else f"{address.host}.", port, deadline)
    tried = _interleave(answers)[:MAX_ADDRESSES]
    if not allowed:
        _reject_private(address.host, answers, tried)
    tcp_socket, release_slot = _connect_to_any(tried, port, deadline, slots)
    sock: Any = tcp_socket
    try:
        if address.scheme == "https":
            sock.settimeout(deadline.remaining())
            sock = _tls_context().wrap_socket(sock, server_hostname=address.host)
        connection = HTTPConnection(address.host, port, timeout=deadline.remaining())
    except BaseException:
        sock.close()
        release_slot()
        raise
    # urllib3 would resolve the name again, so it uses this socket and must not open another.
    sock.release_slot = release_slot
    connection.sock = sock
    connection.auto_open = 0
    connection.response_class = _Response
    return connection


def _reject_private(host: str, answers: list[IPAddress], tried: list[IPAddress]) -> None:
    """Raise RefusedAddress if any answer is private, or any that is tried is this machine's."""
    if not all(is_public(answer) for answer in answers):
        raise RefusedAddress(
            N_("“%(host)s” points to a server outside the public internet, so it is not fetched."),
            host=host,
        )
    if any(_is_this_machine(answer) for answer in tried):
        raise RefusedAddress(
            N_("“%(host)s” points to this very server, so it is not fetched."), host=host
        )


def _is_this_machine(answer: IPAddress) -> bool:
    """Return whether `answer` is an address of this machine, even a public one.

    Services on this machine may rely on a firewall between them and the internet. Nothing is sent:
    connecting a datagram socket only looks up the route.
    """
    try:
        with socket.socket(_family(answer), socket.SOCK_DGRAM) as probe:
            probe.connect((str(answer), 9))
            return bool(probe.getsockname()[0] == str(answer))
    except OSError:  # there is no route
        return False


def _family(answer: IPAddress) -> socket.AddressFamily:
    return socket.AF_INET if isinstance(answer, IPv4Address) else socket.AF_INET6


def _connect_to_any(
    answers: list[IPAddress], port: int, deadline: Deadline, slots: ConnectionSlots
) -> tuple["_TCPSocket", Callable[[], None]]:
    """Return a socket connected to the first answer that accepts, and release its slot later.

    If none does, raises ServerBusy if one has no free slot, else the last OSError.
    """
    failures: list[Exception] = [OSError("the name has no address")]
    for answer in answers:
        try:
            release_slot = slots.acquire(answer)
        except ServerBusy as exc:
            failures.append(exc)
            continue
        try:
            return _connect_to(answer, port, deadline), release_slot
        except BaseException as exc:
            release_slot()
            if not isinstance(exc, OSError):
                raise
            failures.append(exc)
    raise next((exc for exc in failures if isinstance(exc, ServerBusy)), failures[-1])


def _connect_to(answer: IPAddress, port: int, deadline: Deadline) -> "_TCPSocket":
    sock = _TCPSocket(_family(answer), socket.SOCK_STREAM)
    try:
        sock.settimeout(min(CONNECT_TIMEOUT, deadline.remaining()))
        sock.connect((str(answer), port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        deadline.watch(sock)
    except BaseException:
        sock.close()
        raise
    return sock


def _interleave(answers: list[IPAddress]) -> list[IPAddress]:
    """Alternate between IPv6 and IPv4, since often only one of them works."""
    ipv6 = [answer for answer in answers if isinstance(answer, IPv6Address)]
    ipv4 = [answer for answer in answers if isinstance(answer, IPv4Address)]
    pairs = itertools.zip_longest(ipv6, ipv4)
    return [answer for pair in pairs for answer in pair if answer is not None]


class MeteredSocket:
    """A mixin for sockets that counts the bytes received, and raises an error above `limit`.

    Reading the body of a page raises the limit by its size, so that only overhead is limited.
    """

    received = 0  # bytes
    limit = MAX_HEAD_BYTES  # bytes
    response: http.client.HTTPResponse | None = None
    release_slot: Callable[[], None] | None = None

    def close_with_response(self) -> None:
        """Close the socket, and the response, which would keep it open; release the slot."""
        if self.response is not None:
            self.response.close()
        self.close()  # type: ignore[attr-defined]  # of the socket class
        if self.release_slot is not None:
            self.release_slot()

    def _meter(self, size: int) -> None:
        self.received += size
        if self.received > self.limit:
            raise BrokenReply if self.limit == MAX_HEAD_BYTES else TooLarge


class _TCPSocket(MeteredSocket, socket.socket):
    def recv_into(self, buffer: "WriteableBuffer", nbytes: int = 0, flags: int = 0) -> int:
        size = super().recv_into(buffer, nbytes, flags)
        self._meter(size)
        return size


class _TLSSocket(MeteredSocket, ssl.SSLSocket):
    """Counts decrypted bytes."""

    def recv_into(
        self, buffer: "WriteableBuffer", nbytes: int | None = None, flags: int = 0
    ) -> int:
        size = super().recv_into(buffer, nbytes, flags)
        self._meter(size)
        return size

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        """Close the socket on an error: `wrap_socket` reads so, and leaves it open before 3.13."""
        try:
            return super().recv(buflen, flags)
        except OSError:
            self.close()
            raise


class _Response(http.client.HTTPResponse):
    """Skips all interim responses (RFC 9110, section 15.2), not only 100."""

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
def _tls_context() -> ssl.SSLContext:
    """Trust the certificates of this machine (or of SSL_CERT_FILE), and Mozilla's list."""
    context = ssl.create_default_context()
    # Some Python installations do not find the system's certificates.
    context.load_verify_locations(certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    context.sslsocket_class = _TLSSocket
    return context
