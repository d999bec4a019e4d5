"""How many corpora a client, a network and all together may have."""

import datetime as dt
import threading
from contextlib import suppress
from types import SimpleNamespace

import pytest

import db
from corpora import Corpus, making
from web import limits

ADDRESSES = ["https://example.com/a", "https://example.com/b", "https://example.org/"]
JSON = {"Accept": "application/json"}


def test_a_client_makes_a_limited_number_of_corpora_in_a_day(post, client, app, monkeypatch):
    monkeypatch.setitem(app.config, "MEGABYTES_PER_DAY", 250)
    monkeypatch.setattr("corpora.making.PER_DAY", 2)
    post(urls=ADDRESSES)
    post(urls=ADDRESSES)

    refused = post(429, urls=ADDRESSES)

    assert "You have created 2 corpora today" in refused.json["error"]["message"]
    assert int(refused.headers["Retry-After"]) > 0


def test_deleting_a_corpus_gives_none_back_for_the_day(post, client, app, monkeypatch):
    monkeypatch.setitem(app.config, "MEGABYTES_PER_DAY", 250)
    monkeypatch.setattr("corpora.making.PER_DAY", 1)
    client.post(f"{post(urls=ADDRESSES).json['address']}/delete")
    Corpus.delete().execute()

    assert "You have created 1 corpora today" in post(429, urls=ADDRESSES).json["error"]["message"]


def store_unfinished(number, client, **values):
    for _ in range(number):
        Corpus.create(name="News", source="urls", status="counting", client=client, **values)


def test_no_client_keeps_all_others_from_making_a_corpus(post, monkeypatch):
    monkeypatch.setattr("corpora.making.MAX_UNFINISHED", 20)
    assert [bool(post(urls=ADDRESSES)) for _ in range(2)] == [True, True]
    refused = post(429, urls=ADDRESSES)

    assert "Too many of your corpora" in refused.json["error"]["message"]
    assert int(refused.headers["Retry-After"]) > 0
    others = [making.is_full(bytes([number]) * 16) for number in range(10)]
    assert others == [None] * 10


def test_a_network_has_a_part_of_the_unfinished_corpora(app, monkeypatch):
    monkeypatch.setattr("corpora.making.MAX_UNFINISHED", 20)
    for number in range(4):
        store_unfinished(1, b"networkA" + bytes([number]) * 8)

    assert making.is_full(b"networkA" + b"\5" * 8) == ("corpora", b"networkA")
    assert making.is_full(b"networkB" + b"\5" * 8) is None


def test_paused_corpora_take_no_room_of_others(app, monkeypatch):
    monkeypatch.setattr("corpora.making.MAX_UNFINISHED", 9)
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    store_unfinished(9, b"networkA" + b"\1" * 8, paused_until=tomorrow)

    assert making.is_full(b"networkA" + b"\1" * 8)
    assert making.is_full(b"networkB" + b"\5" * 8) is None


def test_few_sitemaps_of_a_client_wait_to_be_read(post):
    for _ in range(making.WAITING_OF_CLIENT):
        post(sitemap="https://example.com/sitemap.xml")

    refused = post(429, sitemap="https://example.com/sitemap.xml")

    assert "waiting to be read. Try again in a minute." in refused.json["error"]["message"]
    assert refused.headers["Retry-After"] == "60"
    post(urls=ADDRESSES)


def test_sitemaps_at_the_same_moment_pass_no_limit(app, monkeypatch):
    """Each reads the numbers before any is stored, unless one waits for the other."""
    read, statuses = making.waiting, []
    together = threading.Barrier(5)

    def wait_for_others(client):
        found = read(client)
        with suppress(threading.BrokenBarrierError):
            together.wait(0.1)
        return found

    def send():
        fields = {"sitemap": "https://example.com/sitemap.xml"}
        statuses.append(app.test_client().post("/corpora", json=fields).status_code)
        db.release()

    monkeypatch.setattr(making, "waiting", wait_for_others)
    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [202] * making.WAITING_OF_CLIENT + [429, 429]


@pytest.mark.parametrize("fields", [{"urls": ["two words"]}, {"urls": []}, {"sitemap": "ftp://a"}])
def test_a_refused_corpus_counts_for_the_limit_of_a_minute(fields, client, app, monkeypatch):
    monkeypatch.setitem(app.config, "SUBMISSIONS_PER_MINUTE", 2)
    limits.allowances.clear()

    statuses = [client.post("/corpora", json=fields).status_code for _ in range(3)]

    limits.allowances.clear()
    assert statuses == [422, 422, 429]


def test_changes_of_a_watched_corpus_count_for_the_limit_of_a_minute(
    post, client, app, monkeypatch
):
    corpus = post(sitemap="https://example.com/sitemap.xml").json
    monkeypatch.setitem(app.config, "SUBMISSIONS_PER_MINUTE", 2)
    limits.allowances.clear()
    fields = {"every": "never", "terms": "cat"}

    statuses = [
        client.post(f"{corpus['address']}/watch", json=fields).status_code for _ in range(3)
    ]

    limits.allowances.clear()
    assert statuses == [200, 200, 429]


def test_lines_that_are_left_out_are_charged(client, app, monkeypatch):
    monkeypatch.setitem(app.config, "MEGABYTES_PER_DAY", 1)
    unusable = (f"http://10.0.0.1/{number}{'x' * 180}" for number in range(900))
    fields = {"urls": [ADDRESSES[0], *unusable], "leave_out": True}

    statuses = [client.post("/corpora", json=fields).status_code for _ in range(5)]

    assert (statuses[0], statuses[-1]) == (202, 429)


@pytest.mark.parametrize(("status", "change"), [("stopped", "resume"), ("failed", "retry")])
def test_restarting_passes_no_limit_of_waiting_sitemaps(status, change, post, client):
    ended = post(sitemap="https://example.com/sitemap.xml").json
    Corpus.update(status=status, client=b"of another day..").execute()
    for _ in range(making.WAITING_OF_CLIENT):
        post(sitemap="https://example.com/sitemap.xml")

    refused = client.post(f"{ended['address']}/{change}", headers=JSON)

    assert refused.status_code == 429
    assert Corpus.get_by_id(ended["id"]).status == status


@pytest.mark.parametrize(
    ("day", "owners"), [("2026-11-30", 1), ("2026-12-01", 2)], ids=["same month", "next month"]
)
def test_corpora_of_one_month_have_one_quota(day, owners, post, monkeypatch):
    for made_on in ("2026-11-01", day):
        clock = SimpleNamespace(now=lambda _, day=made_on: dt.datetime.fromisoformat(day))
        admission = SimpleNamespace(datetime=clock, UTC=dt.UTC, timedelta=dt.timedelta)
        monkeypatch.setattr("web.corpora.admission.dt", admission)
        post(urls=ADDRESSES)

    assert len({bytes(corpus.client) for corpus in Corpus.select()}) == owners


def test_a_corpus_that_goes_on_counts_for_the_client_that_lets_it(post, client):
    corpus = post(urls=ADDRESSES).json
    Corpus.update(status="stopped", client=b"of another day..").execute()

    client.post(f"{corpus['address']}/resume")

    assert bytes(Corpus.get_by_id(corpus["id"]).client) != b"of another day.."
