import datetime as dt
import random
import string
import threading

import pytest

import db
from capacity import quotas
from capacity.quotas import INDEXED, ROW, Quota, byte_length, size_of, watch_digest
from db import database
from models import Result, write_json
from wordcount import count_text
from wordcount.contained import SerializedCount

CLIENT = b"c" * 16
SLACK = 200_000  # bytes: the first page of each index


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

    assert Quota.select().count() == 0


def test_the_watched_pages_of_many_hosts_share_a_quota(app):
    hosts = [f"{n}.example.com" for n in range(30)]

    accepted = sum(Quota.charge(watch_digest(host), 500_000, 1) for host in hosts * 2)

    assert accepted <= 8


def test_old_quotas_are_deleted_and_those_of_yesterday_kept(app):
    today = dt.datetime.now(dt.UTC).date()
    for days in (0, 1, 3):
        Quota.create(client=bytes([days]), day=today - dt.timedelta(days=days), size=1)

    Quota.delete_old()

    assert [bytes(quota.client) for quota in Quota.select().order_by(Quota.client)] == [
        b"\0",
        b"\1",
    ]


def test_the_watched_pages_of_a_host_have_one_quota():
    assert watch_digest("example.com") == watch_digest("example.com") != watch_digest("a.example")


def test_the_quota_of_watched_pages_is_that_of_a_day(monkeypatch):
    today = watch_digest("example.com")

    class Tomorrow(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return super().now(tz) + dt.timedelta(days=1)

    monkeypatch.setattr(quotas.dt, "datetime", Tomorrow)

    assert watch_digest("example.com") != today


HOSTILE = {
    "words of 4": (4, string.ascii_lowercase),
    "words of 8": (8, string.ascii_lowercase),
    "words of 90": (90, string.ascii_lowercase),
    "Hangul": (3, [chr(code) for code in range(0xAC00, 0xD7A3)]),
    "one word": (300_000, "a"),
}


@pytest.mark.parametrize(("length", "letters"), HOSTILE.values(), ids=HOSTILE)
def test_the_database_grows_by_no_more_than_is_charged(length, letters, app):
    chosen = random.Random(1)
    words = ("".join(chosen.choices(letters, k=length)) for _ in range(300_000 // length))
    count = count_text(" ".join(words))
    json = write_json(count.result_all)
    main = {"main_all": json, "main_no_stop_words": json, "main_lines": "[[0, 1]]"}
    words = (count.distinct, 2, 2, None, json, json)
    serialized = SerializedCount("", "en", "", 1, *words, **main)
    before = table_size()

    Result.create(text=count.text, result_all=json, result_no_stop_words=json, **main)

    assert table_size() - before <= ROW + byte_length(count.text) + size_of(serialized) + SLACK


@pytest.mark.parametrize(
    "word", ["word{}", "단어{}", 'צה"ל{}', "a\\{}"], ids=["en", "ko", "he", "escaped"]
)
@pytest.mark.parametrize("number", [0, 3, 40_000], ids=["none", "few", "many"])
def test_the_index_of_words_holds_the_most_frequent_ones(word, number, app):
    counts = {word.format(n): number - n for n in range(number)}

    query = "SELECT first_counts(%(json)s), words_of(%(json)s::json)"
    first, words = database.execute_sql(query, {"json": write_json(counts)}).fetchone()

    assert words == [*first] == [*counts][: len(words)]
    assert first == {word: counts[word] for word in words}
    length = len(write_json(first))
    assert length <= INDEXED
    assert len(words) == number or length > INDEXED - 50


def table_size():
    [size] = database.execute_sql("SELECT pg_total_relation_size('results')").fetchone()
    return size
