import io

import pytest

from models import Result
from web import limits, waiting


@pytest.fixture
def limited(app, monkeypatch):
    """The application with a limit of three submissions a minute, and a short queue."""
    monkeypatch.setitem(app.config, "SUBMISSIONS_PER_MINUTE", 3)
    monkeypatch.setitem(app.config, "QUEUE_LIMIT", 5)
    limits.allowances.clear()
    yield app
    limits.allowances.clear()


def send(client, address="192.0.2.1", **headers):
    environ = {"REMOTE_ADDR": address}
    return client.post("/results", json={"text": "a"}, environ_base=environ, headers=headers)


def test_a_client_beyond_its_limit_is_told_when_to_go_on(limited):
    client = limited.test_client()

    statuses = [send(client).status_code for _ in range(4)]
    refused = send(client)

    assert statuses == [202, 202, 202, 429]
    assert refused.json["error"]["code"] == "too_many_requests"
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    assert f"Go on in {refused.headers['Retry-After']} second" in refused.json["error"]["message"]


def test_a_refusal_is_a_page_for_a_form(limited):
    client = limited.test_client()

    pages = [client.post("/results", data={"text": "a"}) for _ in range(4)]

    assert pages[-1].status_code == 429
    assert "more than 3 pages in a minute" in pages[-1].text


def test_other_clients_are_not_counted_with_it(limited):
    client = limited.test_client()
    for _ in range(4):
        send(client)

    assert send(client, "192.0.2.2").status_code == 202


def test_the_addresses_of_one_ipv6_network_are_one_client(limited):
    client = limited.test_client()

    statuses = [send(client, f"2001:db8::{number}").status_code for number in range(1, 5)]

    assert statuses[-1] == 429


def test_an_allowance_comes_back_with_time(limited, monkeypatch):
    client = limited.test_client()
    for _ in range(4):
        send(client)

    now = limits.monotonic()
    monkeypatch.setattr(limits, "monotonic", lambda: now + 21)

    assert [send(client).status_code for _ in range(2)] == [202, 429]


def test_a_client_that_says_who_it_is_is_not_believed(limited):
    client = limited.test_client()

    statuses = [
        send(client, **{"X-Forwarded-For": f"198.51.100.{number}"}).status_code
        for number in range(4)
    ]

    assert statuses[-1] == 429


def test_what_is_bad_is_told_before_it_is_counted(limited):
    client = limited.test_client()

    statuses = [client.post("/results", json={"url": "ftp://a.b"}).status_code for _ in range(5)]

    assert statuses == [422] * 5


def test_a_full_queue_takes_no_more(limited):
    client = limited.test_client()

    replies = [send(client, f"192.0.2.{number}") for number in range(6)]

    assert [reply.status_code for reply in replies] == [202] * 5 + [503]
    assert replies[-1].headers["Retry-After"] == "30"
    assert "Too many pages are waiting" in replies[-1].json["error"]["message"]


def test_clients_without_number_do_not_fill_the_memory(limited, monkeypatch):
    monkeypatch.setattr(limits, "CLIENTS", 10)

    for number in range(50):
        limits.seconds_to_wait(f"192.0.2.{number}", 3)

    assert len(limits.allowances) == 10


def test_no_more_than_a_share_of_the_threads_wait(client):
    places = [limits.place_to_wait(True) for _ in range(limits.WEB_THREADS // 2)]
    for place in places:
        assert place.__enter__()

    reply = client.post("/results", json={"text": "a"}, headers={"Prefer": "wait=20"})
    for place in places:
        place.__exit__(None, None, None)

    assert reply.status_code == 202
    assert "Preference-Applied" not in reply.headers


@pytest.mark.parametrize("kind", ["form", "json", "multipart"])
def test_a_large_request_is_read_in_its_turn_and_not_waited_for(kind, client, monkeypatch):
    monkeypatch.setattr(limits, "LARGE", 10)
    fields = {"text": "고양이 %26 dog " * 10}
    sent = {
        "form": {"data": fields},
        "json": {"json": fields},
        "multipart": {"data": fields, "content_type": "multipart/form-data"},
    }[kind]

    reply = client.post(
        "/results", **sent, headers={"Prefer": "wait=20", "Accept": "application/json"}
    )

    assert reply.status_code == 202
    assert "Preference-Applied" not in reply.headers
    assert Result.get().text == fields["text"]


def test_a_large_request_whose_turn_does_not_come_is_told_so(client, monkeypatch):
    monkeypatch.setattr(limits, "LARGE", 10)
    monkeypatch.setattr(limits, "TURN_TIMEOUT", 0)

    with limits.one_large_at_a_time:
        reply = client.post("/results", json={"text": "one two"})
    again = client.post("/results", json={"text": "one two"})

    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "30")
    assert "Too much is being sent at once" in reply.json["error"]["message"]
    assert again.status_code == 202


def test_a_request_of_unknown_length_is_bounded_all_the_same(app, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 100)

    reply = app.test_client().post(
        "/results",
        input_stream=io.BytesIO(b"text=" + b"a " * 100),
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert reply.status_code == 413


def test_who_waits_is_answered_when_the_server_is_about_to_stop(client, monkeypatch):
    looks = iter([False, True])
    slept = []
    monkeypatch.setattr(limits, "stopping", lambda: next(looks))
    monkeypatch.setattr(waiting.time, "sleep", slept.append)

    reply = client.post("/results", json={"text": "a"}, headers={"Prefer": "wait=20"})

    assert reply.status_code == 202
    assert len(slept) == 1
