import datetime as dt
from collections import Counter

import pytest

import jobs
from capacity import shares
from models import Result
from wordcount.contained import SerializedCount
from wordcount.errors import NotText

COUNT = SerializedCount(
    "Cats", "en", "detected", 2, 1, 2, 2, None, '{"cat": 2}', '{"cat": 2}', "cat cat"
)
CLIENT, OTHER = b"c" * 16, b"o" * 16


def submit(number, host="example.com", client=CLIENT):
    return jobs.submit(url=f"https://{host}/{number}", client=client)


def finish(number, host):
    """Count that many pages of a host now."""
    for n in range(number):
        submit(f"finished-{n}", host, OTHER)
        [job] = jobs.claim(1)
        jobs.finish(job, COUNT, job.url)


def test_the_wait_for_a_place_follows_from_the_pages_of_the_host_that_finished(app):
    finish(4, "slow.example")
    finish(20, "quick.example")
    for host in ("slow.example", "quick.example"):
        submit(1, host)

    assert shares.seconds_to_place("slow.example") == 15
    assert shares.seconds_to_place() == 3


def test_failures_free_places_too(app):
    submit(1)
    [job] = jobs.claim(1)
    jobs.fail(job, NotText())
    submit(2)

    assert shares.seconds_to_place("example.com") == 60


def test_a_client_waits_for_the_pages_before_its_first(app):
    finish(6, "example.com")
    for n in range(2):
        submit(f"other-{n}", client=OTHER)
    submit("own")

    assert shares.seconds_to_place(OTHER) == 10
    assert shares.seconds_to_place(CLIENT) == 30


def test_pages_that_finished_long_ago_do_not_count(app):
    finish(6, "example.com")
    Result.update(finished_at=dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)).execute()
    submit(1)

    assert shares.seconds_to_place("example.com") == shares.UNKNOWN_WAIT


def finish_text(size):
    jobs.submit(text="x" * size)
    [job] = jobs.claim(1)
    jobs.finish(job, SerializedCount(None, "en", "detected", 1, 1, 2, 2, None, "{}", "{}"), None)


def test_the_wait_for_a_text_follows_from_the_bytes_that_finished(app, monkeypatch):
    monkeypatch.setattr(shares, "TEXT_BYTES", 300_000)
    finish_text(100_000)
    for _ in range(3):
        jobs.submit(text="x" * 100_000, client=OTHER)

    assert shares.seconds_to_text_place(None, 100_000) == 60
    assert shares.seconds_to_text_place(None, 200_000) == 120


def test_a_client_with_too_many_texts_waits_for_those_before_its_own(app, monkeypatch):
    monkeypatch.setattr(shares, "TEXT_BYTES", 400_000)
    finish_text(100_000)
    for client in (OTHER, CLIENT):
        jobs.submit(text="x" * 100_000, client=client)

    assert shares.seconds_to_text_place(CLIENT, 50_000) == 90


def test_pending_results_are_counted_for_their_client_their_host_and_all(app):
    submit(1)
    submit(2, "a.example")
    submit(3, "a.example", OTHER)
    jobs.submit(text="x" * 20_000, client=CLIENT)
    jobs.submit(text="short", client=CLIENT)

    used = shares.in_use()

    at_hosts = {key: used.pop(key) for key in [*used] if isinstance(key[1], tuple)}
    assert at_hosts == {
        ("pages", (host, owner)): 1
        for host, client in [("example.com", CLIENT), ("a.example", CLIENT), ("a.example", OTHER)]
        for owner in (client, client[:8])
    }
    assert used == {
        ("pages", CLIENT): 2,
        ("pages", CLIENT[:8]): 2,
        ("pages", OTHER): 1,
        ("pages", OTHER[:8]): 1,
        ("pages", "example.com"): 1,
        ("pages", "a.example"): 2,
        ("pages", None): 3,
        ("texts", CLIENT): 20_000 + shares.LEAST_TEXT,
        ("texts", CLIENT[:8]): 20_000 + shares.LEAST_TEXT,
        ("texts", None): 20_000 + shares.LEAST_TEXT,
    }


def test_running_texts_keep_their_room_and_running_pages_do_not(app):
    submit(1)
    jobs.submit(text="x" * 20_000, client=CLIENT)
    jobs.claim(1)
    jobs.claim(1)

    assert shares.in_use() == dict.fromkeys(
        [("texts", CLIENT), ("texts", CLIENT[:8]), ("texts", None)], 20_000
    )


def client(network, number):
    return bytes([network]) * 8 + bytes([number]) * 8


def take_all(parts_of, limit, owners):
    """What each of the owners has after each in turn has taken as much as it may."""
    used = Counter()
    for owner in owners:
        parts = parts_of(owner)
        while not shares.first_full(parts, limit, used):
            used.update(dict.fromkeys(parts, 1))
    return used


def pages_of(owner):
    return shares.page_parts(owner, f"{owner.hex()}.example")


@pytest.mark.parametrize(
    ("owners", "most"),
    [
        pytest.param([client(1, 1)], 100, id="a client"),
        pytest.param([client(1, n) for n in range(200)], 200, id="a network"),
        pytest.param([client(n // 9, n) for n in range(200)], 999, id="22 networks"),
        pytest.param([client(n, n) for n in range(40)], 999, id="40 clients of 40 networks"),
    ],
)
def test_clients_and_networks_leave_room_for_the_next(owners, most):
    used = take_all(pages_of, 1000, owners)

    assert used["pages", None] <= most
    assert take_all(pages_of, 1000, [*owners, client(250, 250)])["pages", client(250, 250)] > 0


def pages_of_one_host(owner):
    return shares.page_parts(owner, "example.com")


def test_a_host_has_a_tenth_of_the_queue_and_leaves_room_for_the_next():
    owners = [client(n, n) for n in range(100)]

    used = take_all(pages_of_one_host, 1000, owners)

    assert used["pages", "example.com"] == used["pages", None] == 100


@pytest.mark.parametrize(
    ("owners", "most"),
    [
        pytest.param([client(1, 1)], 36, id="a client"),
        pytest.param([client(1, n) for n in range(200)], 53, id="a network"),
        pytest.param([client(n, n) for n in range(5)], 99, id="five networks"),
    ],
)
def test_clients_and_networks_leave_places_of_a_host_for_the_next(owners, most):
    used = take_all(pages_of_one_host, 1000, owners)

    assert used["pages", "example.com"] <= most
    assert take_all(pages_of_one_host, 1000, [*owners, client(250, 250)])["pages", client(250, 250)]


def test_the_wait_for_a_place_of_a_client_at_a_host_is_that_of_its_pages_there(app):
    finish(6, "slow.example")
    submit("other", "slow.example", OTHER)
    submit("elsewhere")
    submit("own", "slow.example")

    assert shares.seconds_to_place(("slow.example", OTHER)) == 10
    assert shares.seconds_to_place(("slow.example", CLIENT)) == 20


def test_a_client_has_a_quarter_of_the_room_for_texts_and_a_network_half():
    one = take_all(shares.text_parts, 6400, [client(1, 1)])
    network = take_all(shares.text_parts, 6400, [client(1, n) for n in range(200)])

    assert (one["texts", None], network["texts", None]) == (1600, 3200)


@pytest.mark.parametrize("limit", [1, 2, 10])
def test_a_short_queue_has_a_place_for_a_client(limit):
    assert take_all(pages_of, limit, [client(1, 1)])["pages", None] == 1


def test_rows_of_old_code_take_a_place_of_the_queue_but_of_no_client(app):
    Result.create(url="https://example.com/", status="pending")

    assert shares.in_use() == {("pages", None): 1}


def test_the_digest_of_a_client_goes_when_its_result_ends(app):
    ids = [submit(1).id, submit(2).id]
    done, failed = jobs.claim(4)

    jobs.finish(done, COUNT, done.url)
    jobs.fail(failed, NotText())

    assert [Result.get_by_id(id).client for id in ids] == [None, None]
