from contextlib import ExitStack

import pytest

from http_server import server
from web import limits, waiting
from wordcount.forms.tables import MOST_WAITING


@pytest.fixture
def wait_as(app):
    """Let requests wait, each of the client with that address, until the test ends."""
    with ExitStack() as stack:

        def wait(address):
            stack.enter_context(app.test_request_context(environ_base={"REMOTE_ADDR": address}))
            return stack.enter_context(waiting.place_to_wait(True))

        yield wait


def prefer_wait(client, address):
    reply = client.post(
        "/results",
        json={"text": "a"},
        environ_base={"REMOTE_ADDR": address},
        headers={"Prefer": "wait=20"},
    )
    return reply.headers.get("Preference-Applied")


def test_only_some_requests_wait(client, wait_as):
    may_wait = [wait_as(f"198.{number}.100.7") for number in range(2 * waiting.MAX_WAITING)]

    assert sum(may_wait) == waiting.MAX_WAITING
    assert prefer_wait(client, "192.0.2.1") is None


@pytest.mark.parametrize("address", ["192.0.2.1", "192.0.2.{}", "2001:db8:1:{}::1"])
def test_a_client_or_a_network_has_half_of_the_places_to_wait(
    address, client, wait_as, monkeypatch
):
    monkeypatch.setattr(waiting, "is_stopping", lambda: True)
    may_wait = [wait_as(address.format(number)) for number in range(2 * waiting.MAX_WAITING)]

    assert sum(may_wait) == waiting.MAX_WAITING // 2
    assert prefer_wait(client, address.format(99)) is None
    assert prefer_wait(client, "198.51.100.7") == "wait=20"


def test_every_request_that_waits_has_a_thread_of_its_own():
    assert waiting.MAX_WAITING + limits.MAX_TURNS + MOST_WAITING <= server.WAITING


def test_no_client_that_has_waited_is_remembered(client, monkeypatch):
    monkeypatch.setattr(waiting, "is_stopping", lambda: True)

    prefer_wait(client, "192.0.2.1")

    assert not waiting.waiting


def test_a_waiting_request_is_answered_when_the_server_stops(client, monkeypatch):
    looks = iter([False, True])
    slept = []
    monkeypatch.setattr(waiting, "is_stopping", lambda: next(looks))
    monkeypatch.setattr(waiting.time, "sleep", slept.append)

    reply = client.post("/results", json={"text": "a"}, headers={"Prefer": "wait=20"})

    assert reply.status_code == 202
    assert len(slept) == 1
