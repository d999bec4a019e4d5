"""Lookups stay within the deadline, and their number stays within the limit."""

import socket
import threading
from collections.abc import Iterator

import pytest
from patience import PATIENCE

from wordcount.errors import Timeout
from wordcount.fetching import resolve
from wordcount.fetching.deadline import Deadline


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A resolver that hangs until the event is set."""
    over = threading.Event()

    def hang(*arguments: object, **options: object) -> None:
        over.wait(PATIENCE)
        raise socket.gaierror(socket.EAI_AGAIN, "")

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    yield over
    over.set()
    for thread in resolver_threads():
        thread.join()


def resolver_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "resolver"]


def look_up(seconds: float = 0.05) -> None:
    with Deadline(seconds) as deadline:
        resolve.resolve("slow.example.", 80, deadline)


@pytest.mark.usefixtures("hanging")
def test_the_number_of_hanging_lookups_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolve, "_slots", threading.BoundedSemaphore(2))
    while len(resolver_threads()) < 2:  # on a busy machine, a deadline may pass before the lookup
        with pytest.raises(Timeout, match=r"within 0\.05 seconds"):
            look_up()
    with pytest.raises(Timeout, match="Too many names"):
        look_up(1)

    assert len(resolver_threads()) == 2


def test_a_finished_lookup_frees_its_slot(
    hanging: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolve, "_slots", threading.BoundedSemaphore(1))
    with pytest.raises(Timeout):
        look_up()

    hanging.set()

    with Deadline(PATIENCE) as deadline, pytest.raises(socket.gaierror):
        resolve.resolve("quick.example.", 80, deadline)


def test_localhost_is_looked_up() -> None:
    with Deadline(PATIENCE) as deadline:
        answers = resolve.resolve("localhost", 80, deadline)

    assert {str(answer) for answer in answers} & {"127.0.0.1", "::1"}
