"""A fetcher is a good guest, with one server as with many."""

import contextlib
import io
import itertools
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from patience import PATIENCE
from servers import Reply, Site, raw_server

from wordcount.errors import HTTPStatus, NoAnswer, PageError, RobotsDisallowed, ServerBusy
from wordcount.fetching import fetcher as module
from wordcount.fetching import held
from wordcount.fetching.address import parse_address
from wordcount.fetching.fetcher import Fetcher

NAMES = [f"name{number}.example" for number in range(20)]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def fetcher(site: Site) -> Fetcher:
    return Fetcher({("127.0.0.1", site.port)})


def test_many_names_of_one_server_share_two_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(0, 0, 0, "", ("127.0.0.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    connections = itertools.count(1)
    others_are_refused = threading.Event()

    def answer(sock: socket.socket) -> None:
        next(connections)
        sock.recv(65_536)
        others_are_refused.wait(PATIENCE)
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nwords")

    with raw_server(answer) as port:
        fetcher = Fetcher({(name, port) for name in NAMES})
        with ThreadPoolExecutor(len(NAMES)) as threads:
            urls = [f"http://{name}:{port}/" for name in NAMES]
            fetches = [threads.submit(fetcher.fetch, url, io.BytesIO()) for url in urls]
            while sum(fetch.done() for fetch in fetches) < len(NAMES) - 2:
                time.sleep(0.01)
            others_are_refused.set()
            busy = [fetch for fetch in fetches if isinstance(fetch.exception(), ServerBusy)]
            done = [fetch for fetch in fetches if fetch.exception() is None]

    assert (len(done), len(busy), next(connections)) == (2, 18, 3)


@pytest.mark.parametrize("path", ["/", "/nowhere", "/moved", "/broken"])
def test_every_outcome_frees_its_slot(path: str, site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = b"<p>Hello"
    site.pages["/moved"] = Reply(status=302, headers={"Location": "/"})
    site.pages["/broken"] = Reply(b"x", headers={"Content-Encoding": "gzip"})

    for _ in range(3):
        with contextlib.suppress(PageError):
            fetcher.fetch(site.url(path), io.BytesIO())

    assert not fetcher._slots._taken


def test_a_server_that_refuses_the_connection_keeps_no_slot() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    fetcher = Fetcher({("127.0.0.1", port)})

    for _ in range(3):
        with pytest.raises(NoAnswer):
            fetcher.fetch(f"http://127.0.0.1:{port}/", io.BytesIO())


def test_the_contact_is_part_of_the_user_agent(site: Site) -> None:
    site.pages["/"] = b"<p>Hello"
    fetcher = Fetcher({("127.0.0.1", site.port)}, "mailto:owner@example.com")

    fetcher.fetch(site.url(), io.BytesIO())

    assert site.headers[0]["User-Agent"] == "wordcount (+mailto:owner@example.com)"


BUSY = Reply(status=503, headers={"Retry-After": "120"})


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("/busy", "/other", id="another page"),
        pytest.param("/to-busy", "/other", id="after a redirect"),
        pytest.param("/busy", "/busy", id="the same page"),
    ],
)
def test_a_host_that_asks_to_wait_is_not_asked_for_any_page(
    first: str, second: str, site: Site, fetcher: Fetcher
) -> None:
    site.pages |= {"/busy": BUSY, "/other": b"<p>Hello"}
    site.pages["/to-busy"] = Reply(status=302, headers={"Location": "/busy"})
    with pytest.raises(HTTPStatus):
        fetcher.fetch(site.url(first), io.BytesIO())
    asked = len(site.requests)

    with pytest.raises(HTTPStatus, match="503 Service Unavailable") as raised:
        fetcher.fetch(site.url(second), io.BytesIO())

    assert len(site.requests) == asked
    assert 0 < raised.value.retry_after <= 120
    assert raised.value.transient


def test_a_page_that_redirects_to_a_host_that_asked_to_wait_is_not_followed(
    site: Site, fetcher: Fetcher
) -> None:
    with Site() as other:
        other.pages["/"] = Reply(status=302, headers={"Location": site.url("/", "localhost")})
        fetcher._allow = {("127.0.0.1", other.port), ("localhost", site.port)}
        fetcher._held.hold("localhost", HTTPStatus("busy", 429, 60))

        with pytest.raises(HTTPStatus, match="429"):
            fetcher.fetch(other.url(), io.BytesIO())

    assert site.requests == []


@pytest.mark.parametrize("asked_for", [60, 10**9], ids=["a minute", "thirty years"])
def test_a_held_host_is_asked_again_later(
    asked_for: int, site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/"] = b"<p>Hello"
    fetcher._held.hold("127.0.0.1", HTTPStatus("busy", 503, asked_for))
    later = time.monotonic() + 600
    monkeypatch.setattr(held, "time", SimpleNamespace(monotonic=lambda: later))

    assert fetcher.fetch(site.url(), io.BytesIO()).status == 200


def test_the_number_of_held_hosts_is_limited(fetcher: Fetcher) -> None:
    for number in range(held.MAX_HOSTS + 5):
        fetcher._held.hold(f"name{number}.example", HTTPStatus("busy", 503, 60))

    assert len(fetcher._held._held) == held.MAX_HOSTS


def check_robots(fetcher: Fetcher, url: str) -> None:
    fetcher.check_robots(parse_address(url, fetcher._allow))


def test_robots_txt_is_asked_once_for_many_pages(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /no", content_type="text/plain")

    check_robots(fetcher, site.url("/yes"))
    with pytest.raises(RobotsDisallowed):
        check_robots(fetcher, site.url("/no"))

    assert site.requests == ["/robots.txt"]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"Not here.", status=404),
        Reply(b"No.", status=403),
        Reply(b"\x89PNG\r\n", content_type="image/png"),
        Reply(status=302, headers={"Location": "/robots.txt?again"}),
    ],
    ids=["missing", "forbidden", "an image", "to a missing page"],
)
def test_without_robots_txt_all_is_allowed(reply: Reply, site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = reply

    check_robots(fetcher, site.url("/page"))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_while_robots_txt_fails_nothing_is_allowed(
    status: int, site: Site, fetcher: Fetcher
) -> None:
    site.pages["/robots.txt"] = Reply(status=status)

    with pytest.raises(HTTPStatus):
        check_robots(fetcher, site.url("/page"))


def test_a_robots_txt_too_large_to_be_read_allows_nothing(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = Reply(b"#" * 11_000_000, content_type="text/plain")

    with pytest.raises(RobotsDisallowed):
        check_robots(fetcher, site.url("/page"))


def test_the_rules_of_few_sites_are_kept(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_SITES", 1)
    with Site() as other:
        fetcher._allow = {("127.0.0.1", site.port), ("127.0.0.1", other.port)}
        for each in (site, other, site):
            check_robots(fetcher, each.url())

    assert site.requests == ["/robots.txt"] * 2


def redirect(location: str) -> Reply:
    return Reply(status=302, headers={"Location": location})


def test_robots_txt_applies_to_the_redirects_of_a_page(site: Site, fetcher: Fetcher) -> None:
    with Site() as other:
        fetcher._allow = {("127.0.0.1", site.port), ("127.0.0.1", other.port)}
        site.pages["/"] = redirect("/moved")
        site.pages["/moved"] = redirect(other.url("/no"))
        other.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /no")
        other.pages["/no"] = b"words"

        with pytest.raises(RobotsDisallowed):
            fetcher.fetch(site.url(), io.BytesIO(), ask_robots=True)
        assert fetcher.fetch(site.url(), io.BytesIO()).url == other.url("/no")

    assert site.requests[:3] == ["/robots.txt", "/", "/moved"]
    assert other.requests == ["/robots.txt", "/no"]


def test_robots_txt_applies_to_the_refresh_of_a_page(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /no")
    site.pages["/"] = b"words"

    with pytest.raises(RobotsDisallowed):
        fetcher.fetch(site.url(), io.BytesIO(), lambda *_: site.url("/no"), ask_robots=True)

    assert site.requests == ["/robots.txt", "/"]


def test_the_redirects_of_robots_txt_ask_no_robots_txt(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = redirect("/no")
    site.pages["/no"] = Reply(b"User-agent: *\nDisallow: /no")
    site.pages["/"] = b"words"

    fetcher.fetch(site.url(), io.BytesIO(), ask_robots=True)

    assert site.requests == ["/robots.txt", "/no", "/"]
