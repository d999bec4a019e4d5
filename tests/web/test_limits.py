import io
import threading
import zipfile

import pytest
from patience import PATIENCE
from werkzeug.exceptions import ServiceUnavailable

from models import Result
from web import limits
from wordcount.fair_queue import FairPool

ANOTHER = ("another network", "another client")


@pytest.fixture
def limited(app, monkeypatch):
    """The application with a limit of three submissions a minute, in which no time passes."""
    monkeypatch.setitem(app.config, "SUBMISSIONS_PER_MINUTE", 3)
    now = limits.monotonic()
    monkeypatch.setattr(limits, "monotonic", lambda: now)
    limits.allowances.clear()
    yield app
    limits.allowances.clear()


def send(client, address="192.0.2.1", **headers):
    environ = {"REMOTE_ADDR": address}
    return client.post("/results", json={"text": "a"}, environ_base=environ, headers=headers)


def test_a_client_beyond_its_limit_gets_the_seconds_until_it_may_retry(limited):
    client = limited.test_client()

    statuses = [send(client).status_code for _ in range(4)]
    refused = send(client)

    assert statuses == [202, 202, 202, 429]
    assert refused.json["error"]["code"] == "too_many_requests"
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    wait = f"Try again in {refused.headers['Retry-After']} second"
    assert wait in refused.json["error"]["message"]


def test_a_refusal_is_a_page_for_a_form(limited):
    client = limited.test_client()

    pages = [client.post("/results", data={"text": "a"}) for _ in range(4)]

    assert pages[-1].status_code == 429
    assert "more than 3 pages in a minute" in pages[-1].text


def test_each_client_has_a_limit_of_its_own(limited):
    client = limited.test_client()
    for _ in range(4):
        send(client)

    assert send(client, "192.0.2.2").status_code == 202


def test_the_addresses_of_one_ipv6_network_are_one_client(limited):
    client = limited.test_client()

    statuses = [send(client, f"2001:db8::{number}").status_code for number in range(1, 5)]

    assert statuses[-1] == 429


@pytest.mark.parametrize("address", ["2001:db8:1:{:x}::1", "192.0.2.{}"], ids=["IPv6", "IPv4"])
def test_a_network_has_the_limits_of_ten_clients(address, limited):
    client = limited.test_client()

    statuses = [send(client, address.format(number)).status_code for number in range(40)]

    assert statuses.count(202) == 30
    assert send(client, "198.51.100.7").status_code == 202


def test_an_allowance_is_refilled_with_time(limited, monkeypatch):
    client = limited.test_client()
    for _ in range(4):
        send(client)

    now = limits.monotonic()
    monkeypatch.setattr(limits, "monotonic", lambda: now + 21)

    assert [send(client).status_code for _ in range(2)] == [202, 429]


def test_a_forwarded_address_is_ignored(limited):
    client = limited.test_client()

    statuses = [
        send(client, **{"X-Forwarded-For": f"198.51.100.{number}"}).status_code
        for number in range(4)
    ]

    assert statuses[-1] == 429


def test_an_invalid_submission_does_not_use_the_allowance(limited):
    client = limited.test_client()

    statuses = [client.post("/results", json={"url": "ftp://a.b"}).status_code for _ in range(5)]

    assert statuses == [422] * 5


def test_the_number_of_remembered_clients_is_limited(limited, monkeypatch):
    monkeypatch.setattr(limits, "MAX_CLIENTS", 10)

    for number in range(50):
        limits.seconds_to_wait(f"192.0.2.{number}", 3)

    assert len(limits.allowances) == 10


@pytest.fixture
def read_long(app, monkeypatch):
    """Begin to read a long result from an address, in a thread; the outcomes are in a list."""
    outcomes, threads = [], []
    monkeypatch.setattr(limits, "slot", FairPool([object()], max_waiting=4))

    def read(address):
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            try:
                limits.wait_for_turn()
                outcomes.append(address)
            except ServiceUnavailable:
                outcomes.append(f"{address} refused")

    def begin(*addresses):
        for address in addresses:
            threads.append(threading.Thread(target=read, args=[address]))
            threads[-1].start()
            while len(limits.slot._queue) + len(outcomes) < len(threads):
                pass

    begin.outcomes = outcomes
    yield begin
    for thread in threads:
        thread.join(PATIENCE)


READERS = {
    "one client": ["192.0.2.1"] * 24,
    "an IPv6 network": [f"2001:db8:1:{number}::1" for number in range(24)],
    "an IPv4 network": [f"192.0.2.{number}" for number in range(24)],
}


@pytest.mark.parametrize("readers", READERS.values(), ids=READERS)
def test_another_client_is_next_however_many_long_results_are_read(readers, app, read_long):
    with app.test_request_context(environ_base={"REMOTE_ADDR": readers[0]}):
        limits.wait_for_turn()
        read_long(*readers, "198.51.100.7")
        refused = [*read_long.outcomes]
        limits.end_turn(None)

    while len(read_long.outcomes) < len(readers) + 1:
        pass
    assert len(refused) == len(readers) + 1 - 4
    assert "198.51.100.7 refused" not in refused
    assert read_long.outcomes[len(refused)] == "198.51.100.7"


@pytest.mark.parametrize("kind", ["form", "json", "multipart"])
def test_a_large_request_does_not_wait_for_its_result(kind, client, monkeypatch):
    monkeypatch.setattr(limits, "SERIALIZE_REQUESTS_FROM", 10)
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


def test_a_large_request_gets_503_if_the_slot_stays_taken(client, monkeypatch):
    monkeypatch.setattr(limits, "SERIALIZE_REQUESTS_FROM", 10)
    monkeypatch.setattr(limits, "TURN_TIMEOUT", 0)

    with limits.slot.lend(ANOTHER):
        reply = client.post("/results", json={"text": "one two"})
    again = client.post("/results", json={"text": "one two"})

    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "30")
    assert "Too much data is being sent at once" in reply.json["error"]["message"]
    assert again.status_code == 202


@pytest.mark.parametrize(("size", "status"), [(900_000, 303), (1_100_000, 503)])
def test_only_zips_that_become_large_wait_for_the_slot(size, status, client, monkeypatch):
    monkeypatch.setattr(limits, "TURN_TIMEOUT", 0)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"a " * (size // 2))
    files = {"files": [(io.BytesIO(packed.getvalue()), "a.zip"), (io.BytesIO(b"one"), "b.txt")]}

    with limits.slot.lend(ANOTHER):
        reply = client.post("/corpora", data=files, content_type="multipart/form-data")

    assert reply.status_code == status
    again = {"files": (io.BytesIO(packed.getvalue()), "a.zip")}
    assert client.post("/corpora", data=again).status_code == 303


def test_a_request_of_unknown_length_is_limited_too(app, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 100)

    reply = app.test_client().post(
        "/results",
        input_stream=io.BytesIO(b"text=" + b"a " * 100),
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert reply.status_code == 413
