"""Hostile servers: whatever they do, a fetch ends in its page or in one of our errors."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from encodings.aliases import aliases

import pytest
from hostile_replies import GOOD, HOSTILE, Hostile, drip, meet, say
from servers import Reply, Site

from wordcount import count_page
from wordcount.errors import PageError, Timeout
from wordcount.fetching.fetch import fetch

AT_ONCE = 24
LONG = 20.0  # seconds, for those that end by themselves
SHORT = 0.4  # seconds, for those that only the deadline ends


@pytest.fixture(scope="module")
def meetings() -> Iterator[dict[str, Future[bytes | PageError]]]:
    """What comes of each hostile server by its name; all are met at the same time."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {
            hostile.name: pool.submit(meet, hostile, SHORT if hostile.outcome is Timeout else LONG)
            for hostile in HOSTILE
        }


def test_there_are_enough_of_them() -> None:
    assert len({hostile.name for hostile in HOSTILE}) == len(HOSTILE) >= 60


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_a_hostile_server_ends_in_its_outcome(
    meetings: dict[str, Future[bytes | PageError]], hostile: Hostile
) -> None:
    outcome = meetings[hostile.name].result(timeout=LONG + 1)

    if isinstance(hostile.outcome, bytes):
        assert outcome == hostile.outcome
    else:
        assert type(outcome) is hostile.outcome


def test_errors_repeat_nothing_that_a_server_says(
    meetings: dict[str, Future[bytes | PageError]],
) -> None:
    outcomes = [meeting.result(timeout=LONG + 1) for meeting in meetings.values()]
    sentences = {str(outcome) for outcome in outcomes if isinstance(outcome, PageError)}

    assert all(sentence.isprintable() and sentence.endswith(".") for sentence in sentences)
    assert not any("<b>" in sentence for sentence in sentences)
    assert max(map(len, sentences)) < 200


def test_a_good_page_works_right_after(meetings: dict[str, Future[bytes | PageError]]) -> None:
    for meeting in meetings.values():
        meeting.result(timeout=LONG + 1)

    assert meet(Hostile("good", say(b"HTTP/1.1 200 OK\r\n\r\n" + GOOD), GOOD), LONG) == GOOD


def test_eight_dripping_pages_do_not_hold_up_a_ninth() -> None:
    slow = Hostile("dripping", drip(b"HTTP/1.1 200 OK\r\n\r\n"), Timeout)
    good = Hostile("good", say(b"HTTP/1.1 200 OK\r\n\r\n" + GOOD), GOOD)

    with ThreadPoolExecutor(8) as pool:
        eight = [pool.submit(meet, slow, 2) for _ in range(8)]
        ninth = meet(good, LONG)
        still_dripping = [not one.done() for one in eight]

    assert ninth == GOOD
    assert all(still_dripping)
    assert {type(one.result()) for one in eight} == {Timeout}


def test_nothing_that_a_server_says_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    malformed = [hostile for hostile in HOSTILE if "header" in hostile.name]

    for hostile in malformed:
        if hostile.outcome is not Timeout:
            meet(hostile, LONG)

    assert malformed
    assert caplog.text == ""


NO_CHARSETS = [
    "replacement", "x-user-defined", "unicode", "none", "nonsense", "", "\x00", "\xff", "a" * 9_999,
    '"', '"utf-8', "utf-8;utf-16", "민지",
]  # fmt: skip
CHARSETS = [*sorted({*aliases, *aliases.values()}), *NO_CHARSETS]


def test_a_wrong_charset_spoils_no_count(session_site: Site) -> None:
    bodies = ["민지 <p>word".encode(codec) for codec in ("euc-kr", "utf-16")]

    for charset in CHARSETS:
        header = f"text/html; charset={charset}".encode().decode("latin-1")
        for body in bodies:
            session_site.pages["/"] = Reply(body, content_type=header)

            page = fetch(session_site.url(), {("127.0.0.1", session_site.port)})

            assert count_page(page.body, page.content_type).total >= 0
