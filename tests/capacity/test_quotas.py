import datetime as dt
import threading

import peewee as pw
import pytest

import db
from capacity.quotas import Quota

CLIENT = b"c" * 16


def test_a_quota_is_used_up_to_its_last_byte(app):
    assert Quota.charge(CLIENT, 600_000, 1)
    assert not Quota.charge(CLIENT, 400_001, 1)
    assert Quota.charge(CLIENT, 400_000, 1)
    assert not Quota.charge(CLIENT, 1, 1)


def test_more_than_a_whole_quota_is_refused_at_once(app):
    assert not Quota.charge(CLIENT, 1_000_001, 1)


@pytest.mark.parametrize(("client", "megabytes"), [(None, 1), (CLIENT, 0)])
def test_without_a_client_or_a_limit_there_is_no_quota(client, megabytes, app):
    assert Quota.charge(client, 10**9, megabytes)
    assert Quota.select().count() == 0


def test_charges_at_the_same_moment_all_count(app):
    accepted = []

    def charge():
        for _ in range(20):
            accepted.append(Quota.charge(CLIENT, 20_000, 1))
        db.release()

    threads = [threading.Thread(target=charge) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(accepted) == 50
    assert Quota.get_by_id(CLIENT).size == 1_000_000


def test_first_charges_at_the_same_moment_wait_for_one_another(app):
    accepted = []
    ready = threading.Barrier(4)

    def charge(number):
        try:
            for day in range(30):
                client = day.to_bytes(8, "big") + bytes([number % 2]) * 8
                ready.wait()
                accepted.extend(Quota.charge(client, 1, 1) for _ in range(3))
        except pw.OperationalError:
            ready.abort()
        db.release()

    threads = [threading.Thread(target=charge, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert accepted == [True] * 360


def test_a_network_has_the_quotas_of_four_clients_together(app):
    clients = [b"networkA" + bytes([n]) * 8 for n in range(200)]

    while any(Quota.charge(client, 100_000, 1) for client in clients):
        pass

    assert Quota.get_by_id(b"networkA").size <= 4_000_000
    assert Quota.get_by_id(clients[0]).size == 1_000_000
    assert Quota.charge(b"networkB" + bytes(8), 1_000_000, 1)


@pytest.mark.parametrize("clients", [1, 3, 10])
def test_a_network_that_has_used_much_has_room_for_the_next_client(clients, app):
    for n in range(clients):
        while Quota.charge(b"networkA" + bytes([n]) * 8, 10_000, 1):
            pass

    assert Quota.charge(b"networkA" + b"new-one!", 10_000, 1)


def test_a_refused_charge_is_none_of_the_network(app):
    assert not Quota.charge(CLIENT, 1_000_001, 1)

    [quota] = Quota.select()
    assert (bytes(quota.client), quota.size) == (CLIENT[:8], 0)


def test_old_quotas_are_deleted_and_those_of_yesterday_kept(app):
    today = dt.datetime.now(dt.UTC).date()
    for days in (0, 1, 3):
        Quota.create(client=bytes([days]), day=today - dt.timedelta(days=days), size=1)

    Quota.delete_old()

    assert [bytes(quota.client) for quota in Quota.select().order_by(Quota.client)] == [
        b"\0",
        b"\1",
    ]


@pytest.mark.parametrize("megabytes", [536, 537, 1_000, 2_148, 1_000_000])
def test_a_quota_may_be_large(megabytes, app):
    assert Quota.charge(CLIENT, 1, megabytes)
    assert not Quota.charge(CLIENT, megabytes * 1_000_000, megabytes)
