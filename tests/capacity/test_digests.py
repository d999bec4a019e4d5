import datetime as dt

from capacity import digests
from capacity.digests import digest_of_corpora, digest_of_watches
from capacity.quotas import Quota

CLIENT = b"c" * 16


def test_the_watched_pages_of_many_hosts_share_a_quota(app):
    hosts = [f"{n}.example.com" for n in range(30)]

    accepted = sum(Quota.charge(digest_of_watches(host), 500_000, 1) for host in hosts * 2)

    assert accepted <= 8


def test_the_watched_pages_of_a_host_have_one_quota():
    assert (
        digest_of_watches("example.com")
        == digest_of_watches("example.com")
        != digest_of_watches("a.example")
    )


def test_the_quota_of_watched_pages_is_that_of_a_day(monkeypatch):
    today = digest_of_watches("example.com")

    class Tomorrow(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return super().now(tz) + dt.timedelta(days=1)

    monkeypatch.setattr(digests.dt, "datetime", Tomorrow)

    assert digest_of_watches("example.com") != today


def test_the_corpora_of_a_client_are_charged_apart_from_what_it_submits():
    digest = digest_of_corpora(CLIENT)

    assert len(digest) == len(CLIENT)
    assert digest[:8] != CLIENT[:8]
    assert digest[:8] == digest_of_corpora(b"c" * 8 + b"another!")[:8]
