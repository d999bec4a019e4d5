"""A connection to the server of an address: to the very IP address that was checked.

A name is resolved once; whoever answers differently the next time is not asked a next time.
"""

import functools
import itertools
import queue
import socket
import ssl
import threading
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

import certifi
from urllib3.connection import HTTPConnection

from .address import Address
from .deadline import Deadline
from .errors import RefusedAddress, TooLarge
from .networks import IPAddress, is_public

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CONNECT_LIMIT = 2.0  # seconds for one IP address: the second packet to it was lost as well
ADDRESSES_TRIED = 3  # leaves time for http where https is not answered
WIRE_LIMIT = 11_000_000  # bytes received: the largest page, its headers and chunk sizes


def connect(
    address: Address, allow: Collection[tuple[str, int]], deadline: Deadline
) -> HTTPConnection:
    """Return an open connection for one request to `address`, which must have a scheme.

    Its certificate, if any, is verified for the name in `address`. Raises RefusedAddress where
    the name leads outside the public internet, Timeout when the deadline has passed, and
    OSError (its kinds gaierror and SSLError among them).
    """
    [port] = address.ports
    answers = [address.ip] if address.ip else _resolve(address.host, port, deadline)
    if (address.host, port) not in allow:
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
    return connection


def _resolve(host: str, port: int, deadline: Deadline) -> list[IPAddress]:
    """Return the IP addresses of the name `host`; raise gaierror, or Timeout at the deadline.

    The system's resolver cannot be interrupted, so it is left behind in a thread of its own,
    where its own time-outs end it.
    """
    outcome: queue.SimpleQueue[list[IPAddress] | OSError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM)
            outcome.put([ip_address(place[0]) for *_, place in found])
        except OSError as exc:
            outcome.put(exc)

    threading.Thread(target=look_up, name="resolver", daemon=True).start()
    try:
        answers = outcome.get(timeout=deadline.left())
    except queue.Empty as exc:
        raise deadline.timeout() from exc
    if isinstance(answers, OSError):
        raise answers
    return answers


def _refuse_private(host: str, answers: list[IPAddress]) -> None:
    """Raise RefusedAddress if any answer is not public: which one is used is not ours to bet on."""
    if not all(is_public(answer) for answer in answers):
        raise RefusedAddress(
            f"“{host}” leads to a server outside the public internet, so it is not fetched."
        )


def _connect_to_one(answers: list[IPAddress], port: int, deadline: Deadline) -> socket.socket:
    """Return a socket connected to the first answer that takes it, or raise the last OSError."""
    failure = OSError("the name has no address")
    for answer in _in_turn(answers)[:ADDRESSES_TRIED]:
        family = socket.AF_INET if isinstance(answer, IPv4Address) else socket.AF_INET6
        candidate = _CountedSocket(family, socket.SOCK_STREAM)
        try:
            candidate.settimeout(min(CONNECT_LIMIT, deadline.left()))
            candidate.connect((str(answer), port))
            candidate.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            deadline.watch(candidate)
            return candidate
        except OSError as exc:
            candidate.close()
            failure = exc
        except BaseException:
            candidate.close()
            raise
    raise failure


def _in_turn(answers: list[IPAddress]) -> list[IPAddress]:
    """Order by turns of IPv6 and IPv4, for often only one of them works."""
    six = [answer for answer in answers if isinstance(answer, IPv6Address)]
    four = [answer for answer in answers if isinstance(answer, IPv4Address)]
    pairs = itertools.zip_longest(six, four)
    return [answer for pair in pairs for answer in pair if answer is not None]


class _CountedSocket(socket.socket):
    """A socket that receives no more than WIRE_LIMIT: headers, interim replies and all."""

    received = 0  # bytes

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int = 0, flags: int = 0) -> int:
        size = super().recv_into(buffer, nbytes, flags)
        self.received = _counted(self.received + size)
        return size


class _CountedTLSSocket(ssl.SSLSocket):
    """The same over TLS, counting what was deciphered."""

    received = 0  # bytes

    def recv_into(
        self, buffer: "WriteableBuffer", nbytes: int | None = None, flags: int = 0
    ) -> int:
        size = super().recv_into(buffer, nbytes, flags)
        self.received = _counted(self.received + size)
        return size


def _counted(received: int) -> int:
    if received > WIRE_LIMIT:
        raise TooLarge
    return received


@functools.cache
def _tls_context() -> ssl.SSLContext:
    """Trust what this machine trusts (or SSL_CERT_FILE names), and Mozilla's list."""
    context = ssl.create_default_context()
    # Some installations of Python find no certificates of the system at all.
    context.load_verify_locations(certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    context.sslsocket_class = _CountedTLSSocket
    return context
