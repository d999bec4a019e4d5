"""Connect to the server of an address, at exactly the IP address that was checked.

A name is resolved only once, so a second, different answer (DNS rebinding) has no effect.
"""

import itertools
import socket
from collections.abc import Callable, Collection
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from urllib3.connection import HTTPConnection

from wordcount.errors import RefusedAddress, ServerBusy
from wordcount.messages import N_

from .address import Address
from .deadline import Deadline
from .networks import IPAddress, is_public
from .resolve import resolve
from .slots import ConnectionSlots
from .sockets import Response, TCPSocket, tls_context

CONNECT_TIMEOUT = 2.0  # seconds per IP address; the first retransmission is lost by then, too
MAX_ADDRESSES = 3  # tried per name, which leaves time for http if https does not answer


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
    sock, release_slot = _connect_to_any(
        _checked_answers(address, port, allow, deadline), port, deadline, slots
    )
    try:
        if address.scheme == "https":
            sock.settimeout(deadline.remaining())
            sock = tls_context().wrap_socket(sock, server_hostname=address.host)
        connection = HTTPConnection(address.host, port, timeout=deadline.remaining())
    except BaseException:
        sock.close()
        release_slot()
        raise
    sock.release_slot = release_slot
    # urllib3 would resolve the name again, so it is given this socket and must not open another.
    connection.sock = sock
    connection.auto_open = 0
    connection.response_class = Response
    return connection


def _checked_answers(
    address: Address, port: int, allow: Collection[tuple[str, int]], deadline: Deadline
) -> list[IPAddress]:
    """Return the IP addresses to try. Raises RefusedAddress, or gaierror if there are none."""
    is_allowed = (address.host, port) in allow
    if address.ip:
        answers = [address.ip]
    else:
        # The trailing dot excludes the search domains and hosts file of this machine.
        answers = resolve(address.host if is_allowed else f"{address.host}.", port, deadline)
    tried = _interleave(answers)[:MAX_ADDRESSES]
    if not is_allowed:
        _reject_private(address.host, answers, tried)
    return tried


def _reject_private(host: str, answers: list[IPAddress], tried: list[IPAddress]) -> None:
    """Raise RefusedAddress if an answer is private, or if one of `tried` is of this machine."""
    if not all(is_public(answer) for answer in answers):
        raise RefusedAddress(
            N_("“%(host)s” points to a server outside the public internet, so it is not fetched."),
            host=host,
        )
    if any(_is_this_machine(answer) for answer in tried):
        raise RefusedAddress(
            N_("“%(host)s” points to this server itself, so it is not fetched."), host=host
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
) -> tuple[Any, Callable[[], None]]:
    """Connect to the first answer that accepts; return the socket, and what releases its slot.

    If none accepts, raises ServerBusy if one has no free slot, or else the last OSError.
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


def _connect_to(answer: IPAddress, port: int, deadline: Deadline) -> TCPSocket:
    sock = TCPSocket(_family(answer), socket.SOCK_STREAM)
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
