"""Watched corpora follow their sitemap or feed."""

import datetime as dt

import pytest
from servers import Reply

import settings
from background.corpus_reading import read_next
from capacity.digests import digest_of_corpora
from capacity.quotas import Quota
from capacity.sizes import ROW
from corpora import Corpus, Document, following, making
from corpora.events import latest_events
from corpora.models import CorpusEvent, TermCounts
from models import Result
from results.retention import forget_result

CLIENT = b"networkA" + b"1" * 8


def sitemap(**pages):
    entries = "".join(
        f"<url><loc>/{name}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>"
        for name, day in pages.items()
    )
    return Reply(f"<urlset>{entries}</urlset>".encode(), content_type="text/xml")


@pytest.fixture
def corpus(app, pool, fetcher, site, count_corpora):
    """A counted corpus of a sitemap of the pages a and b, which is watched."""
    site.pages |= {
        "/sitemap.xml": sitemap(a="2026-11-01", b="2026-11-01"),
        "/a": b"one",
        "/b": b"two two",
    }
    corpus = making.create("Site", "sitemap", source_url=site.url("/sitemap.xml"))
    read_next(pool, fetcher)
    count_corpora()
    following.watch(corpus, "day")
    return Corpus.get_by_id(corpus.id)


@pytest.fixture
def check(corpus, pool, fetcher, count_corpora):
    """Read the sitemap again, as if a day had passed, and count what is new."""

    def check():
        past = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
        Corpus.update(next_at=past, claimed_at=None).execute()
        Result.update(created_at=past).execute()
        assert read_next(pool, fetcher)
        count_corpora()

    return check


def documents(corpus):
    query = Document.select().where(Document.corpus == corpus).order_by(Document.position)
    return [(each.url.rpartition("/")[2], each.status, each.total) for each in query]


def events(corpus):
    return [(each.kind, each.url.rpartition("/")[2]) for each in latest_events(corpus.id)]


def test_a_check_without_changes_counts_nothing(corpus, check, site):
    fetched = site.requests.count("/a")

    check()

    assert site.requests.count("/a") == fetched
    assert events(corpus) == []
    checked = Corpus.get_by_id(corpus.id)
    assert (checked.status, checked.done) == ("done", 2)
    assert checked.next_at > dt.datetime.now(dt.UTC) + dt.timedelta(hours=23)


def test_a_page_that_appears_is_counted(corpus, check, site):
    site.pages |= {"/sitemap.xml": sitemap(a="2026-11-01", b="2026-11-01", c=None), "/c": b"three"}

    check()

    assert documents(corpus) == [("a", "done", 1), ("b", "done", 2), ("c", "done", 1)]
    assert events(corpus) == [("appeared", "c")]
    assert Corpus.get_by_id(corpus.id).documents == 3


def test_a_page_that_left_the_sitemap_is_gone_and_may_come_back(corpus, check, site):
    site.pages["/sitemap.xml"] = sitemap(a="2026-11-01")
    check()
    assert documents(corpus)[1][:2] == ("b", "gone")
    assert events(corpus) == [("gone", "b")]
    assert not Document.select().where(Document.counted(corpus.id), Document.position == 2)

    site.pages["/sitemap.xml"] = sitemap(a="2026-11-01", b="2026-11-01")
    check()

    assert documents(corpus)[1] == ("b", "done", 2)
    assert events(corpus) == [("appeared", "b"), ("gone", "b")]


def test_a_page_that_changed_is_counted_again(corpus, check, site):
    before = Document.get(Document.position == 2).result_id
    site.pages |= {
        "/sitemap.xml": sitemap(a="2026-11-01", b="2026-11-20"),
        "/b": b"two three four",
    }

    check()

    assert documents(corpus)[1] == ("b", "done", 3)
    [event] = latest_events(corpus.id)
    after = Document.get(Document.position == 2).result_id
    assert (event.kind, event.previous_id, event.result_id) == ("changed", before, after)


def test_a_page_that_says_so_but_has_not_changed_is_no_event(corpus, check, site):
    site.pages["/sitemap.xml"] = sitemap(a="2026-11-01", b="2026-11-20")

    check()

    assert events(corpus) == []


def test_a_page_keeps_its_words_while_it_cannot_be_counted_again(corpus, check, site):
    site.pages |= {
        "/sitemap.xml": sitemap(a="2026-11-01", b="2026-11-20"),
        "/b": Reply(b"", status=500),
    }

    check()

    assert documents(corpus)[1] == ("b", "done", 2)
    assert (Corpus.get_by_id(corpus.id).done, events(corpus)) == (2, [])


def test_a_page_that_is_not_found_any_more_is_gone(corpus, check, site):
    site.pages |= {"/sitemap.xml": sitemap(a="2026-11-01", b="2026-11-20")}
    del site.pages["/b"]

    check()

    assert documents(corpus)[1][:2] == ("b", "gone")
    assert events(corpus) == [("gone", "b")]


def test_a_page_without_a_date_is_counted_again_after_a_week(corpus, check, site):
    site.pages |= {"/sitemap.xml": sitemap(a=None, b=None), "/a": b"one more"}
    week = dt.datetime.now(dt.UTC) - dt.timedelta(days=8)
    Document.update(counted_at=week).where(Document.position == 1).execute()

    check()

    assert documents(corpus) == [("a", "done", 2), ("b", "done", 2)]


def test_a_sitemap_that_cannot_be_read_changes_nothing(corpus, check, site):
    site.pages["/sitemap.xml"] = Reply(b"", status=500)

    check()

    checked = Corpus.get_by_id(corpus.id)
    assert (checked.status, checked.error_code) == ("done", "http_status")
    assert checked.next_at > dt.datetime.now(dt.UTC)
    assert documents(corpus) == [("a", "done", 1), ("b", "done", 2)]


def test_a_corpus_does_not_grow_beyond_the_limit(corpus):
    found = [making.NewDocument(f"https://example.com/{n}", "example.com") for n in range(9)]

    following.follow(corpus.id, found, 5, is_whole=False)

    assert len(documents(corpus)) == 5


def test_the_bar_does_not_go_back_while_a_page_is_counted_again(corpus):
    later = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
    known = Document.get(Document.position == 1)
    again = making.NewDocument(known.url, known.host, modified_at=later)

    following.follow(corpus.id, [again], 5, is_whole=False)

    checked = Corpus.get_by_id(corpus.id)
    assert (checked.status, checked.done) == ("counting", 2)


def test_watching_ends_unless_its_owner_looks_at_it(corpus):
    Corpus.update(ends_at=dt.datetime.now(dt.UTC) - dt.timedelta(days=1)).execute()

    following.expire()

    assert Corpus.get_by_id(corpus.id).every is None


def watch_all(number, client, token=None):
    """Watch corpora as long as a client may; return how many, and why no more."""
    for n in range(number):
        hash = token or client + bytes([n])
        corpus = making.create("Site", "sitemap", client=client, token_hash=hash)
        try:
            following.watch(corpus, "day")
        except following.NoPlace as error:
            return n, str(error)
    return number, ""


def test_an_owner_a_client_and_a_network_watch_a_limited_number_of_corpora(app, monkeypatch):
    monkeypatch.setattr(following, "MAX_WATCHED", 40)

    client = watch_all(9, b"networkA" + b"1" * 8)
    others = [watch_all(9, b"networkA" + bytes([n]) * 8) for n in range(4)]
    owner = watch_all(9, b"networkB" + b"1" * 8, token=b"t" * 32)
    same_owner = watch_all(9, b"networkC" + b"1" * 8, token=b"t" * 32)

    assert client == (2, "You already watch 2 corpora. Stop watching one of them first.")
    assert others[-1] == (0, "4 corpora are already watched from your network.")
    assert (owner[0], same_owner[0]) == (2, 0)


def test_networks_leave_a_watched_corpus_for_the_next(app, monkeypatch):
    monkeypatch.setattr(following, "MAX_WATCHED", 20)

    watched = [watch_all(9, bytes([n]) * 16)[0] for n in range(15)]

    assert min(watched) > 0


def follow(corpus, *names, limit=3):
    found = [making.NewDocument(f"https://example.com/{n}", "example.com") for n in names]
    following.follow(corpus.id, found, limit, is_whole=True)


def test_a_corpus_keeps_no_more_pages_that_are_gone_than_others(corpus):
    Document.update(summed_in=1).where(Document.position == 1).execute()

    for check in range(4):
        follow(corpus, f"{check}-a", f"{check}-b", f"{check}-c")

    found = [status for _, status, _ in documents(corpus)]
    assert (found.count("waiting"), found.count("gone")) == (3, 3 + 1)  # one is in the sums
    assert Corpus.get_by_id(corpus.id).documents == 7


def test_results_of_pages_that_were_forgotten_are_deleted_unless_another_has_them(
    corpus, make_corpus, add_document
):
    kept, dropped = [each.result_id for each in Document.select().order_by(Document.position)]
    other = make_corpus()
    add_document(other, {"one": 1})
    Document.update(result=kept).where(Document.corpus == other).execute()

    follow(corpus, "c", limit=0)

    assert Document.select().where(Document.corpus == corpus).count() == 0
    assert Result.get_or_none(Result.id == dropped) is None
    assert Result.get_by_id(kept)


def test_a_page_whose_result_was_deleted_is_forgotten_last(corpus, count_corpora):
    forget_result(Document.get(Document.position == 1).result_id)
    count_corpora()
    follow(corpus, "c", limit=1)
    follow(corpus, "d", limit=1)
    follow(corpus, "e", limit=1)

    gone = Document.select().where(Document.corpus == corpus, Document.status == "gone")
    assert [each.position for each in gone] == [1]


def test_events_and_counts_of_old_checks_are_forgotten(corpus, monkeypatch):
    monkeypatch.setattr("corpora.forgetting.CHECKS", 2)
    for check in range(6):
        moment = dt.datetime(2026, 11, check + 1, tzinfo=dt.UTC)
        TermCounts.create(corpus=corpus, checked_at=moment, terms={}, alerts={})
        follow(corpus, f"{check}", limit=9)

    for table in (CorpusEvent, TermCounts):
        assert len({each.checked_at for each in table.select()}) == 3


@pytest.mark.parametrize(
    "values", [{"status": "deleted"}, {"status": "stopped"}, {"every": None}], ids=str
)
def test_a_corpus_that_ends_while_its_list_is_read_stays_as_it_is(values, corpus):
    Corpus.update(**values).execute()
    before = Corpus.select().dicts().get(), documents(corpus)

    follow(corpus, "a", "new")

    assert (Corpus.select().dicts().get(), documents(corpus)) == before


def test_no_more_events_are_kept_than_the_feed_shows(corpus, monkeypatch):
    monkeypatch.setattr("corpora.forgetting.EVENTS", 3)

    for check in range(4):
        follow(corpus, f"{check % 2}-a", f"{check % 2}-b")

    kept = {(each.checked_at, each.kind, each.position) for each in CorpusEvent.select()}
    shown = [(each.checked_at, each.kind, each.position) for each in latest_events(corpus.id)]
    assert (len(kept), kept) == (3, {*shown})


def test_pages_that_appear_are_charged_or_the_check_fails(corpus, check, site, monkeypatch):
    monkeypatch.setattr(settings.current(), "MEGABYTES_PER_DAY", 1)
    Corpus.update(client=CLIENT).execute()
    site.pages["/sitemap.xml"] = sitemap(a="2026-11-01", b="2026-11-01", c=None)
    Quota.charge(digest_of_corpora(CLIENT), 999_000, 1)

    check()

    assert Corpus.get_by_id(corpus.id).error_code == "quota_exceeded"
    assert len(documents(corpus)) == 2
    Quota.delete().execute()
    check()
    assert len(documents(corpus)) == 3
    assert Quota.get_by_id(digest_of_corpora(CLIENT)).size > ROW


def test_a_page_whose_result_was_deleted_does_not_come_back(corpus, check):
    forget_result(Document.get(Document.position == 1).result_id)

    check()
    check()

    assert documents(corpus)[0][:2] == ("a", "gone")
