import datetime as dt

from capacity import accounts
from capacity.accounts import charge_corpus, corpora_made, corpus_account, watch_account
from capacity.quotas import Quota

CLIENT = b"c" * 16


def test_the_watched_pages_of_many_hosts_share_a_quota(app):
    hosts = [f"{n}.example.com" for n in range(30)]

    accepted = sum(Quota.charge(watch_account(host), 500_000, 1) for host in hosts * 2)

    assert accepted <= 8


def test_the_watched_pages_of_a_host_have_one_quota():
    assert (
        watch_account("example.com") == watch_account("example.com") != watch_account("a.example")
    )


def test_the_quota_of_watched_pages_is_that_of_a_day(monkeypatch):
    today = watch_account("example.com")

    class Tomorrow(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return super().now(tz) + dt.timedelta(days=1)

    monkeypatch.setattr(accounts.dt, "datetime", Tomorrow)

    assert watch_account("example.com") != today


def test_the_corpora_of_a_client_are_charged_apart_from_what_it_submits():
    account = corpus_account(CLIENT)

    assert len(account) == len(CLIENT)
    assert account[:8] != CLIENT[:8]
    assert account[:8] == corpus_account(b"c" * 8 + b"another!")[:8]


def test_a_client_makes_as_many_corpora_in_a_day_as_it_may(app):
    made = [charge_corpus(CLIENT, 3) for _ in range(5)]

    assert made == [True, True, True, False, False]
    assert corpora_made(CLIENT) == 3
