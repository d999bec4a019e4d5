"""Names with changing or mixed answers: only checked addresses are connected to."""

import errno
import itertools
import socket
from collections.abc import Iterator
from ipaddress import ip_address

import pytest
from servers import Reply, Site, watched

from wordcount.errors import NoAnswer, RefusedAddress
from wordcount.fetching import connection, sockets
from wordcount.fetching.fetch import fetch

PUBLIC = "93.184.216.34"
PUBLIC_6 = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"


class FakeResolver:
    """Replaces getaddrinfo, and records the names that were looked up."""

    def __init__(self) -> None:
        self.answers: dict[str, Iterator[list[str]]] = {}
        self.lookups: list[str] = []

    def __call__(self, host: bytes, port: int, **_: object) -> list[tuple[object, ...]]:
        name = host.decode().removesuffix(".")
        self.lookups.append(host.decode())
        return [(0, 0, 0, "", (answer, port)) for answer in next(self.answers[name])]


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> FakeResolver:
    resolver = FakeResolver()
    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    return resolver


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.mark.parametrize(
    "answers",
    [
        [PUBLIC, "127.0.0.1"],
        ["127.0.0.1", PUBLIC],
        [PUBLIC_6, PUBLIC, "::1"],
        [PUBLIC] * 99 + ["10.0.0.1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["fe80::1%lo"],
        ["0.0.0.0"],
        ["169.254.169.254"],
    ],
    ids=lambda answers: " ".join(answers[-3:]),
)
def test_a_name_with_one_private_answer_is_not_connected_to(
    resolver: FakeResolver, answers: list[str]
) -> None:
    resolver.answers["both.example"] = itertools.repeat(answers)

    with watched() as attempts, pytest.raises(RefusedAddress, match="both.example"):
        fetch("http://both.example/")

    assert attempts == []


def test_a_name_is_looked_up_once(resolver: FakeResolver) -> None:
    resolver.answers["rebinding.example"] = iter([[PUBLIC], ["127.0.0.1"]])

    with watched() as attempts, pytest.raises(NoAnswer):
        fetch("http://rebinding.example/")

    assert attempts == [("connect", f"{PUBLIC} 80")]
    assert len(resolver.lookups) == 1


def test_a_second_lookup_is_checked_again(resolver: FakeResolver) -> None:
    resolver.answers["rebinding.example"] = iter([[PUBLIC], ["127.0.0.1"]])

    with watched() as attempts, pytest.raises(RefusedAddress):
        fetch("rebinding.example")  # by https, then by http

    assert attempts == [("connect", f"{PUBLIC} 443")]
    assert len(resolver.lookups) == 2


@pytest.mark.parametrize("after", ["http://start.example/", "http://next.example/"])
def test_a_name_that_changes_between_two_redirects_is_checked_again(
    resolver: FakeResolver, site: Site, after: str
) -> None:
    allow = {("start.example", site.port)}
    resolver.answers["start.example"] = itertools.repeat(["127.0.0.1"])
    resolver.answers["next.example"] = iter([["127.0.0.1"]])
    site.pages["/"] = Reply(status=302, headers={"Location": after})

    with (
        watched(except_for={("127.0.0.1", site.port)}) as attempts,
        pytest.raises(RefusedAddress),
    ):
        fetch(f"http://start.example:{site.port}/", allow)

    assert site.requests == ["/"]
    assert attempts == []


def test_search_domains_are_never_applied(resolver: FakeResolver) -> None:
    resolver.answers["redis.prod"] = iter([[PUBLIC]])

    with watched(), pytest.raises(NoAnswer):
        fetch("http://redis.prod/")

    assert resolver.lookups == ["redis.prod."]


def test_at_most_three_answers_are_tried_alternating_between_families(
    resolver: FakeResolver,
) -> None:
    resolver.answers["many.example"] = iter([["8.8.8.8", "8.8.4.4", "1.1.1.1", PUBLIC_6]])

    with watched() as attempts, pytest.raises(NoAnswer):
        fetch("http://many.example/")

    assert attempts == [
        ("connect", f"{PUBLIC_6} 80"),
        ("connect", "8.8.8.8 80"),
        ("connect", "8.8.4.4 80"),
    ]


def test_a_thousand_answers_lead_to_few_connections(
    resolver: FakeResolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    probed: list[object] = []
    monkeypatch.setattr(connection, "_is_this_machine", probed.append)
    answers = [f"8.8.{number >> 8}.{number & 255}" for number in range(1_000)]
    resolver.answers["many.example"] = itertools.repeat(answers)

    with watched() as attempts, pytest.raises(NoAnswer):
        fetch("many.example")  # by https, then by http

    assert (len(attempts), len(probed)) == (6, 6)


def test_a_system_without_ipv6_connects_by_ipv4(
    resolver: FakeResolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    class OnlyIPv4(sockets.TCPSocket):
        def __init__(self, family: int, kind: int) -> None:
            if family == socket.AF_INET6:
                raise OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol")
            super().__init__(family, kind)

    monkeypatch.setattr(connection, "TCPSocket", OnlyIPv4)
    resolver.answers["both.example"] = iter([[PUBLIC_6, PUBLIC]])

    with watched() as attempts, pytest.raises(NoAnswer):
        fetch("http://both.example/")

    assert attempts == [("connect", f"{PUBLIC} 80")]


def test_a_public_address_of_this_machine_is_refused(
    resolver: FakeResolver, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "is_public", lambda address: True)
    resolver.answers["self.example"] = iter([["127.0.0.1"]])

    with watched() as attempts, pytest.raises(RefusedAddress, match="this server itself"):
        fetch("http://self.example/")

    assert attempts == []


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "192.0.2.1", "2001:db8::1"])
def test_only_local_addresses_are_this_machine(address: str) -> None:
    is_local = address in ("127.0.0.1", "::1")

    assert connection._is_this_machine(ip_address(address)) is is_local
