import pytest

import jobs
from capacity import shares
from capacity.quotas import Quota
from web import allowances
from web.allowances import PREPAID, Prepaid, QueueRoom

CLIENT, OTHER = b"c" * 16, b"o" * 16
HOST = "example.com"


@pytest.fixture
def reads(app, monkeypatch):
    """How often the queue was read."""
    reads = []
    read = shares.in_use
    monkeypatch.setattr(shares, "in_use", lambda: reads.append(1) or read())
    return reads


def take(room, limit, client=CLIENT, host=HOST):
    return room.take(1, shares.page_parts(client, host), limit, processes=2)


def test_most_submissions_read_nothing(reads):
    room = QueueRoom()

    assert [take(room, 1000, host=f"{n}.example") for n in range(12)] == [None] * 12
    assert len(reads) == 1


def test_a_process_takes_no_more_than_its_part_without_reading_again(reads):
    room = QueueRoom()

    for n in range(15):
        take(room, 1000, host=f"{n}.example")

    assert len(reads) == 2


def test_the_last_places_are_not_given_away_twice(app):
    rooms_of_two_processes = QueueRoom(), QueueRoom()
    full = []
    for number in range(12):
        found = take(rooms_of_two_processes[number % 2], 100, host=f"{number}.example")
        full.append(found)
        if found is None:
            jobs.submit(url=f"https://{number}.example/", client=CLIENT)

    assert full == [None] * 10 + [("pages", CLIENT)] * 2


def test_the_queue_is_read_again_after_a_moment(reads, monkeypatch):
    room = QueueRoom()
    take(room, 1000)
    later = allowances.monotonic() + allowances.VALID
    monkeypatch.setattr(allowances, "monotonic", lambda: later)

    take(room, 1000)

    assert len(reads) == 2


@pytest.mark.parametrize(
    ("client", "host", "full"),
    [(OTHER, "a.example", None), (OTHER, HOST, HOST), (CLIENT, "a.example", CLIENT)],
)
def test_the_limit_that_is_reached_is_returned(client, host, full, app):
    jobs.submit(url=f"https://{HOST}/", client=CLIENT)

    assert take(QueueRoom(), 10, client, host) == (full and ("pages", full))


def test_small_charges_are_paid_in_advance(app):
    prepaid = Prepaid()

    assert all(prepaid.charge(CLIENT, PREPAID // 8, 1) for _ in range(8))
    assert Quota.get_by_id(CLIENT).size == PREPAID


def test_what_is_left_of_a_quota_can_be_used_to_its_end(app):
    Quota.charge(CLIENT, 1_000_000 - 10, 1)
    prepaid = Prepaid()

    assert [prepaid.charge(CLIENT, 6, 1) for _ in range(2)] == [True, False]


def test_the_number_of_remembered_clients_is_limited(app):
    prepaid = Prepaid(clients=1)

    for client in (CLIENT, OTHER, CLIENT):
        prepaid.charge(client, 1, 1)

    assert Quota.get_by_id(CLIENT).size == 2 * PREPAID
