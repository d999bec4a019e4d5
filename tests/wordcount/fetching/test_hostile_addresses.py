"""Hostile addresses are refused before anything is sent, typed and as the end of a redirect.

That nothing is sent is proved twice: no listener of this machine hears of it, and Python's own
audit events tell of no look-up and no connection, to whatever machine.
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

PORTS = [80, 443, 22, 81, 5432, 6379, 8080]  # those that the hostile addresses name

EACH = [
    pytest.param(address, id=f"{kind}: {address[:60]!a}")
    for kind, addresses in HOSTILE.items()
    for address in addresses
]


def listen(host: str, port: int) -> socket.socket | None:
    """Listen on every address of this machine, without waiting; None where that is not given."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError:
        return None
    listener.setblocking(False)
    return listener


@pytest.fixture(scope="module")
def listeners() -> Iterator[dict[tuple[str, int], socket.socket]]:
    """What listens on all addresses of this machine, by its host and port."""
    with contextlib.ExitStack() as stack:
        found = {}
        for port in PORTS:
            for host in ("0.0.0.0", "::"):
                if listener := listen(host, port):
                    found[host, port] = stack.enter_context(listener)
        yield found


def heard(listeners: dict[tuple[str, int], socket.socket]) -> list[tuple[str, int]]:
    """Which listeners somebody has connected to since they were last asked."""
    called = []
    for place, listener in listeners.items():
        with contextlib.suppress(BlockingIOError):
            listener.accept()[0].close()
            called.append(place)
    return called


@pytest.mark.parametrize("port", PORTS)
@pytest.mark.parametrize(("host", "loopback"), [("0.0.0.0", "127.0.0.1"), ("::", "::1")])
def test_the_listeners_hear_of_a_connection(
    listeners: dict[tuple[str, int], socket.socket], host: str, loopback: str, port: int
) -> None:
    if (host, port) not in listeners:
        pytest.skip(f"port {port} of {host} is not free or not ours to take")

    socket.create_connection((loopback, port)).close()

    assert heard(listeners) == [(host, port)]


def test_the_watch_sees_and_stops_a_look_up_and_a_connection() -> None:
    with watched() as attempts:
        with pytest.raises(OSError, match="stopped by the test"):
            socket.getaddrinfo("one.example", 80)
        with pytest.raises(OSError, match="stopped by the test"):
            socket.create_connection(("192.0.2.1", 80))

    assert attempts == [("look up", "one.example"), ("look up", "192.0.2.1")]


def test_there_are_enough_of_them() -> None:
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
    assert heard(listeners) == []


def post(client: Any, address: str) -> Any:
    # The client's own `json=` cannot send lone surrogates.
    return client.post(
        "/results", data=json.dumps({"url": address}), content_type="application/json"
    )


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_address_is_refused_by_the_web(
    listeners: dict[tuple[str, int], socket.socket], client: Any, work: Any, kind: str
) -> None:
    with watched() as attempts:
        replies = [post(client, address) for address in HOSTILE[kind]]

    assert {reply.status_code for reply in replies} == {422}
    assert {reply.json["error"]["code"] for reply in replies} <= {"invalid_url", "refused_address"}
    assert Result.select().count() == 0
    assert work() == 0
    assert attempts == []
    assert heard(listeners) == []


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_redirect_to_a_hostile_address_is_not_followed(
    listeners: dict[tuple[str, int], socket.socket], session_site: Site, kind: str
) -> None:
    allow = {("127.0.0.1", session_site.port)}
    fetches = 0
    with watched(except_for=allow) as attempts:
        for address in HOSTILE[kind]:
            if re.search("[\r\n\ud800-\udfff]", address):
                continue  # no header can hold it
            location = address.encode().decode("latin-1")
            session_site.pages["/"] = Reply(status=302, headers={"Location": location})
            fetches += 1
            # What is no address by itself is a path of the same site, where there is no page.
            with pytest.raises(PageError):
                fetch(session_site.url(), allow)

    assert fetches
    assert attempts == []
    assert heard(listeners) == []


@pytest.mark.parametrize("kind", ["loopback", "mapped IPv4", "metadata by number", "local IPv6"])
def test_a_redirect_to_a_private_address_says_so(session_site: Site, kind: str) -> None:
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
