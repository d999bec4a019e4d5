"""Names whose answers change or differ: what was checked is what is connected to."""

import errno
import itertools
import socket
from collections.abc import Iterator
from ipaddress import ip_address

import pytest
from servers import Reply, Site, watched

from wordcount.errors import NoAnswer, RefusedAddress
from wordcount.fetching import connection
from wordcount.fetching.fetch import fetch

PUBLIC = "93.184.216.34"
PUBLIC_6 = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"


class Names:
    """Stands in for getaddrinfo at the edge of this machine, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Iterator[list[str]]] = {}
        self.asked: list[str] = []

    def __call__(self, host: bytes, port: int, **_: object) -> list[tuple[object, ...]]:
        name = host.decode().removesuffix(".")
        self.asked.append(host.decode())
        return [(0, 0, 0, "", (answer, port)) for answer in next(self.answers[name])]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    names = Names()
    monkeypatch.setattr(socket, "getaddrinfo", names)
    return names


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
def test_a_name_with_one_bad_answer_is_not_connected_to(names: Names, answers: list[str]) -> None:
    names.answers["both.example"] = itertools.repeat(answers)

    with watched() as attempts, pytest.raises(RefusedAddress, match="both.example"):
        fetch("http://both.example/")

    assert attempts == []


def test_a_name_is_looked_up_once_and_its_answer_connected_to(names: Names) -> None:
    names.answers["rebinding.example"] = iter([[PUBLIC], ["127.0.0.1"]])

    with watched() as attempts, pytest.raises(NoAnswer):
        fetch("http://rebinding.example/")

    assert attempts == [("connect", f"{PUBLIC} 80")]
    assert len(names.asked) == 1


def test_a_second_look_up_is_checked_again(names: Names) -> None:
    names.answers["rebinding.example"] = iter([[PUBLIC], ["127.0.0.1"]])

    with watched() as attempts, pytest.raises(RefusedAddress):
        fetch("rebinding.example")  # by https, then by http

    assert attempts == [("connect", f"{PUBLIC} 443")]
    assert len(names.asked) == 2


@pytest.mark.parametrize("after", ["http://start.example/", "http://next.example/"])
def test_a_name_that_changes_between_two_redirects_is_checked_again(
    names: Names, site: Site, after: str
) -> None:
    allow = {("start.example", site.port)}
    names.answers["start.example"] = itertools.repeat(["127.0.0.1"])
    names.answers["next.example"] = iter([["127.0.0.1"]])
    site.pages["/"] = Reply(status=302, headers={"Location": after})

    with (
        watched(except_for={("127.0.0.1", site.port)}) as attempts,
        pytest.raises(RefusedAddress),
    ):
        fetch(f"http://start.example:{site.port}/", allow)

    assert site.requests == ["/"]
    assert attempts == []


def test_a_name_is_never_completed_by_our_own_network(names: Names) -> None:
    names.answers["redis.prod"] = iter([[PUBLIC]])

    with watched(), pytest.raises(NoAnswer):
        fetch("http://redis.prod/")

    assert names.asked == ["redis.prod."]


def test_at_most_three_answers_are_tried_by_turns(names: Names) -> None:
    names.answers["many.example"] = iter([["8.8.8.8", "8.8.4.4", "1.1.1.1", PUBLIC_6]])

    with watched() as attempts, pytest.raises(NoAnswer):
        fetch("http://many.example/")

    assert attempts == [
        ("connect", f"{PUBLIC_6} 80"),
        ("connect", "8.8.8.8 80"),
        ("connect", "8.8.4.4 80"),
    ]


def test_a_system_without_ipv6_connects_by_ipv4(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    class OnlyIPv4(connection._CountedSocket):
        def __init__(self, family: int, kind: int) -> None:
            if family == socket.AF_INET6:
                raise OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol")
            super().__init__(family, kind)

    monkeypatch.setattr(connection, "_CountedSocket", OnlyIPv4)
    names.answers["both.example"] = iter([[PUBLIC_6, PUBLIC]])

    with watched() as attempts, pytest.raises(NoAnswer):
        fetch("http://both.example/")

    assert attempts == [("connect", f"{PUBLIC} 80")]


def test_a_public_address_of_this_very_machine_is_refused(
    names: Names, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "is_public", lambda address: True)
    names.answers["self.example"] = iter([["127.0.0.1"]])

    with watched() as attempts, pytest.raises(RefusedAddress, match="this very server"):
        fetch("http://self.example/")

    assert attempts == []


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "192.0.2.1", "2001:db8::1"])
def test_only_addresses_that_reach_no_further_are_this_machine(address: str) -> None:
    here = address in ("127.0.0.1", "::1")

    assert connection._is_this_machine(ip_address(address)) is here
