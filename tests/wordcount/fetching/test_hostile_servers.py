"""Hostile servers: whatever they do, a fetch returns the page or raises a PageError."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from encodings.aliases import aliases

import pytest
from hostile_replies import DRIP, GOOD, HOSTILE, Hostile, fetch_from, say
from patience import PATIENCE
from servers import Reply, Site

from wordcount import count_page
from wordcount.errors import PageError, Timeout
from wordcount.fetching.fetch import fetch

CONCURRENCY = 24
LONG_DEADLINE = 120.0  # seconds, for servers that end the connection
SHORT_DEADLINE = 0.4  # seconds, for servers that only the deadline stops


@pytest.fixture(scope="module")
def outcomes_by_name() -> Iterator[dict[str, Future[bytes | PageError]]]:
    """The outcome of a fetch from each hostile server, by name. All run concurrently."""
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        yield {
            hostile.name: pool.submit(
                fetch_from, hostile, SHORT_DEADLINE if hostile.outcome is Timeout else LONG_DEADLINE
            )
            for hostile in HOSTILE
        }


def test_there_are_enough_hostile_servers() -> None:
    assert len({hostile.name for hostile in HOSTILE}) == len(HOSTILE) >= 60


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_a_hostile_server_has_its_expected_outcome(
    outcomes_by_name: dict[str, Future[bytes | PageError]], hostile: Hostile
) -> None:
    outcome = outcomes_by_name[hostile.name].result(timeout=PATIENCE)

    if isinstance(hostile.outcome, bytes):
        assert outcome == hostile.outcome
    else:
        assert type(outcome) is hostile.outcome


def test_errors_repeat_nothing_from_a_server(
    outcomes_by_name: dict[str, Future[bytes | PageError]],
) -> None:
    outcomes = [future.result(timeout=PATIENCE) for future in outcomes_by_name.values()]
    sentences = {str(outcome) for outcome in outcomes if isinstance(outcome, PageError)}

    assert all(sentence.isprintable() and sentence.endswith(".") for sentence in sentences)
    assert not any("<b>" in sentence for sentence in sentences)
    assert max(map(len, sentences)) < 200


def test_a_good_page_can_be_fetched_afterwards(
    outcomes_by_name: dict[str, Future[bytes | PageError]],
) -> None:
    for future in outcomes_by_name.values():
        future.result(timeout=PATIENCE)

    assert (
        fetch_from(Hostile("good", say(b"HTTP/1.1 200 OK\r\n\r\n" + GOOD), GOOD), LONG_DEADLINE)
        == GOOD
    )


def test_eight_dripping_pages_do_not_delay_a_ninth() -> None:
    over = threading.Event()

    def drip_until_over(sock: socket.socket) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while not over.wait(DRIP):
            sock.sendall(b"a")

    slow = Hostile("dripping", drip_until_over, Timeout)
    good = Hostile("good", say(b"HTTP/1.1 200 OK\r\n\r\n" + GOOD), GOOD)

    with ThreadPoolExecutor(8) as pool:
        eight = [pool.submit(fetch_from, slow, LONG_DEADLINE) for _ in range(8)]
        ninth = fetch_from(good, LONG_DEADLINE)
        still_dripping = [not one.done() for one in eight]
        over.set()

    assert ninth == GOOD
    assert all(still_dripping)


def test_nothing_from_a_server_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    malformed = [hostile for hostile in HOSTILE if "header" in hostile.name]

    for hostile in malformed:
        if hostile.outcome is not Timeout:
            fetch_from(hostile, LONG_DEADLINE)

    assert malformed
    assert caplog.text == ""


INVALID_CHARSETS = [
    "replacement", "x-user-defined", "unicode", "none", "nonsense", "", "\x00", "\xff", "a" * 9_999,
    '"', '"utf-8', "utf-8;utf-16", "민지",
]  # fmt: skip
CHARSETS = [*sorted({*aliases, *aliases.values()}), *INVALID_CHARSETS]


def test_a_wrong_charset_never_prevents_a_count(session_site: Site) -> None:
    bodies = ["민지 <p>word".encode(codec) for codec in ("euc-kr", "utf-16")]

    for charset in CHARSETS:
        header = f"text/html; charset={charset}".encode().decode("latin-1")
        for body in bodies:
            session_site.pages["/"] = Reply(body, content_type=header)

            page = fetch(session_site.url(), {("127.0.0.1", session_site.port)})

            assert count_page(page.body, page.content_type).total >= 0
