"""Hostile addresses are refused before anything is sent, whether typed or reached by a redirect.

Two checks prove that nothing is sent: no listener on this machine receives a connection, and
Python's audit events report no lookup and no connection to any machine.
"""

import contextlib
import json
import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hostile_addresses import HOSTILE
from servers import Reply, Site, watched

from models import Result
from wordcount.errors import BrokenReply, InvalidURL, PageError, RefusedAddress
from wordcount.fetching.fetch import fetch

PORTS = [80, 443, 22, 81, 5432, 6379, 8080]  # the ports in the hostile addresses

EACH = [
    pytest.param(address, id=f"{kind}: {address[:60]!a}")
    for kind, addresses in HOSTILE.items()
    for address in addresses
]


def listen(host: str, port: int) -> socket.socket | None:
    """Return a non-blocking listener, or None if this process may not listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError:
        return None
    listener.setblocking(False)
    return listener


@pytest.fixture(scope="module")
def listeners() -> Iterator[dict[tuple[str, int], socket.socket]]:
    """Listeners on all addresses of this machine, by host and port."""
    with contextlib.ExitStack() as stack:
        found = {}
        for port in PORTS:
            for host in ("0.0.0.0", "::"):
                if listener := listen(host, port):
                    found[host, port] = stack.enter_context(listener)
        yield found


def accept_pending(listeners: dict[tuple[str, int], socket.socket]) -> list[tuple[str, int]]:
    """Accept all pending connections, and return the host and port of their listeners."""
    accepted = []
    for place, listener in listeners.items():
        with contextlib.suppress(BlockingIOError):
            listener.accept()[0].close()
            accepted.append(place)
    return accepted


@pytest.mark.parametrize("port", PORTS)
@pytest.mark.parametrize(("host", "loopback"), [("0.0.0.0", "127.0.0.1"), ("::", "::1")])
def test_the_listeners_detect_a_connection(
    listeners: dict[tuple[str, int], socket.socket], host: str, loopback: str, port: int
) -> None:
    if (host, port) not in listeners:
        pytest.skip(f"port {port} of {host} is not available")

    socket.create_connection((loopback, port)).close()

    assert accept_pending(listeners) == [(host, port)]


def test_watched_records_and_blocks_lookups_and_connections() -> None:
    with watched() as attempts:
        with pytest.raises(OSError, match="stopped by the test"):
            socket.getaddrinfo("one.example", 80)
        with pytest.raises(OSError, match="stopped by the test"):
            socket.create_connection(("192.0.2.1", 80))

    assert attempts == [("look up", "one.example"), ("look up", "192.0.2.1")]


def test_there_are_enough_hostile_addresses() -> None:
    assert len(HOSTILE) >= 30
    assert len(EACH) >= 200
    assert len(EACH) == len({address for kind in HOSTILE.values() for address in kind})


@pytest.mark.parametrize("address", EACH)
def test_a_hostile_address_is_refused_and_nothing_is_sent(
    listeners: dict[tuple[str, int], socket.socket], address: str
) -> None:
    with watched() as attempts, pytest.raises((InvalidURL, RefusedAddress)) as refused:
        fetch(address)

    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert sentence.isprintable()
    assert attempts == []
    assert accept_pending(listeners) == []


def post(client: Any, address: str) -> Any:
    # The client's own `json=` cannot send lone surrogates.
    return client.post(
        "/results", data=json.dumps({"url": address}), content_type="application/json"
    )


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_web_refuses_a_hostile_address(
    listeners: dict[tuple[str, int], socket.socket], client: Any, work: Any, kind: str
) -> None:
    with watched() as attempts:
        replies = [post(client, address) for address in HOSTILE[kind]]

    assert {reply.status_code for reply in replies} == {422}
    assert {reply.json["error"]["code"] for reply in replies} <= {"invalid_url", "refused_address"}
    assert Result.select().count() == 0
    assert work() == 0
    assert attempts == []
    assert accept_pending(listeners) == []


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_redirect_to_a_hostile_address_is_not_followed(
    listeners: dict[tuple[str, int], socket.socket], session_site: Site, kind: str
) -> None:
    allow = {("127.0.0.1", session_site.port)}
    fetches = 0
    with watched(except_for=allow) as attempts:
        for address in HOSTILE[kind]:
            if re.search("[\r\n\ud800-\udfff]", address):
                continue  # cannot be sent in a header
            location = address.encode().decode("latin-1")
            session_site.pages["/"] = Reply(status=302, headers={"Location": location})
            fetches += 1
            # Text that is not an address is a path on the same site, which has no such page.
            with pytest.raises(PageError):
                fetch(session_site.url(), allow)

    assert fetches
    assert attempts == []
    assert accept_pending(listeners) == []


@pytest.mark.parametrize("kind", ["loopback", "mapped IPv4", "metadata by number", "local IPv6"])
def test_a_redirect_to_a_private_address_is_refused(session_site: Site, kind: str) -> None:
    for address in HOSTILE[kind]:
        session_site.pages["/"] = Reply(status=302, headers={"Location": address})

        with pytest.raises(RefusedAddress):
            fetch(session_site.url(), {("127.0.0.1", session_site.port)})


@pytest.mark.parametrize(
    "location",
    ["/page\t", "/\x1b[31m", "/page\x7f", "\x00/page", "/\xc2\x85"],
    ids=["tab", "escape", "delete", "NUL", "next line"],
)
def test_a_redirect_with_a_control_character_is_broken(session_site: Site, location: str) -> None:
    session_site.pages["/"] = Reply(status=302, headers={"Location": location})

    with pytest.raises(BrokenReply):
        fetch(session_site.url(), {("127.0.0.1", session_site.port)})
