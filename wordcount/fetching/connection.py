"""A connection to the server of an address: to the very IP address that was checked.

A name is resolved once; whoever answers differently the next time is not asked a next time.
"""

import functools
import http.client
import itertools
import socket
import ssl
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Any

import certifi
from urllib3.connection import HTTPConnection

from wordcount.errors import BrokenReply, RefusedAddress, TooLarge

from .address import Address
from .deadline import Deadline
from .networks import IPAddress, is_public
from .resolve import resolve

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CONNECT_LIMIT = 2.0  # seconds for one IP address: the second packet to it was lost as well
ADDRESSES_TRIED = 3  # leaves time for http where https is not answered
HEAD_LIMIT = 256 * 1024  # bytes before the page, interim replies and all; as much as Chrome takes
OVERHEAD_LIMIT = 1_000_000  # bytes around the page's own: chunk sizes, trailers, what is buffered


def connect(
    address: Address, allow: Collection[tuple[str, int]], deadline: Deadline
) -> HTTPConnection:
    """Return an open connection for one request to `address`, which must have a scheme.

    Its certificate, if any, is verified for the name in `address`. Raises RefusedAddress where
    the name leads outside the public internet, Timeout when the deadline has passed, and
    OSError (its kinds gaierror and SSLError among them).
    """
    [port] = address.ports
    allowed = (address.host, port) in allow
    if address.ip:
        answers = [address.ip]
    else:
        # The dot at the end keeps our own network's search domains and hosts file out of it.
        answers = resolve(address.host if allowed else f"{address.host}.", port, deadline)
    if not allowed:
        _refuse_private(address.host, answers)
    connected = _connect_to_one(answers, port, deadline)
    try:
        if address.scheme == "https":
            connected.settimeout(deadline.left())
            connected = _tls_context().wrap_socket(connected, server_hostname=address.host)
        connection = HTTPConnection(address.host, port, timeout=deadline.left())
    except BaseException:
        connected.close()
        raise
    # The HTTP of urllib3, on our own socket: left to itself it would resolve the name again.
    connection.sock = connected
    connection.auto_open = 0
    connection.response_class = _Response
    return connection


def _refuse_private(host: str, answers: list[IPAddress]) -> None:
    """Raise RefusedAddress if any answer is not public: which one is used is not ours to bet on."""
    if not all(is_public(answer) for answer in answers):
        raise RefusedAddress(
            f"“{host}” leads to a server outside the public internet, so it is not fetched."
        )
    if any(_is_this_machine(answer) for answer in answers):
        raise RefusedAddress(f"“{host}” leads to this very server, so it is not fetched.")


def _is_this_machine(answer: IPAddress) -> bool:
    """Tell whether `answer` is an address of this machine's own, also a public one.

    What listens there may rely on a firewall towards the internet. Nothing is sent: connecting
    a datagram socket only asks the system for the way.
    """
    try:
        with socket.socket(_family(answer), socket.SOCK_DGRAM) as probe:
            probe.connect((str(answer), 9))
            return bool(probe.getsockname()[0] == str(answer))
    except OSError:  # there is no way to it
        return False


def _family(answer: IPAddress) -> socket.AddressFamily:
    return socket.AF_INET if isinstance(answer, IPv4Address) else socket.AF_INET6


def _connect_to_one(answers: list[IPAddress], port: int, deadline: Deadline) -> socket.socket:
    """Return a socket connected to the first answer that takes it, or raise the last OSError."""
    failure = OSError("the name has no address")
    for answer in _in_turn(answers)[:ADDRESSES_TRIED]:
        try:
            return _connect_to(answer, port, deadline)
        except OSError as exc:
            failure = exc
    raise failure


def _connect_to(answer: IPAddress, port: int, deadline: Deadline) -> socket.socket:
    connected = _CountedSocket(_family(answer), socket.SOCK_STREAM)
    try:
        connected.settimeout(min(CONNECT_LIMIT, deadline.left()))
        connected.connect((str(answer), port))
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        deadline.watch(connected)
    except BaseException:
        connected.close()
        raise
    return connected


def _in_turn(answers: list[IPAddress]) -> list[IPAddress]:
    """Order by turns of IPv6 and IPv4, for often only one of them works."""
    six = [answer for answer in answers if isinstance(answer, IPv6Address)]
    four = [answer for answer in answers if isinstance(answer, IPv4Address)]
    pairs = itertools.zip_longest(six, four)
    return [answer for pair in pairs for answer in pair if answer is not None]


class Counted:
    """A socket that counts what it receives, and ends it at `limit`.

    Whoever reads a page raises the limit by its bytes, so that only what is around it counts.
    """

    received = 0  # bytes
    limit = HEAD_LIMIT
    reply: http.client.HTTPResponse | None = None

    def hang_up(self) -> None:
        """Close the socket, and the reply that keeps it open until it is read."""
        if self.reply is not None:
            self.reply.close()
        self.close()  # type: ignore[attr-defined]  # of the socket this is mixed into

    def count(self, size: int) -> None:
        self.received += size
        if self.received > self.limit:
            raise BrokenReply if self.limit == HEAD_LIMIT else TooLarge


class _CountedSocket(Counted, socket.socket):
    def recv_into(self, buffer: "WriteableBuffer", nbytes: int = 0, flags: int = 0) -> int:
        size = super().recv_into(buffer, nbytes, flags)
        self.count(size)
        return size


class _CountedTLSSocket(Counted, ssl.SSLSocket):
    """Counts what was deciphered."""

    def recv_into(
        self, buffer: "WriteableBuffer", nbytes: int | None = None, flags: int = 0
    ) -> int:
        size = super().recv_into(buffer, nbytes, flags)
        self.count(size)
        return size


class _Response(http.client.HTTPResponse):
    """Passes over all interim replies (RFC 9110, section 15.2), not 100 alone."""

    def __init__(self, sock: Any, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        self._counted: Counted = sock
        sock.reply = self

    def begin(self) -> None:
        super().begin()
        while 100 < self.status < 200 and self.status != http.HTTPStatus.SWITCHING_PROTOCOLS:
            self.headers = None  # type: ignore[assignment]  # so it is before the first
            super().begin()
        self._counted.limit += OVERHEAD_LIMIT


@functools.cache
def _tls_context() -> ssl.SSLContext:
    """Trust what this machine trusts (or SSL_CERT_FILE names), and Mozilla's list."""
    context = ssl.create_default_context()
    # Some installations of Python find no certificates of the system at all.
    context.load_verify_locations(certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    context.sslsocket_class = _CountedTLSSocket
    return context
