"""Watched corpora follow their sitemap or feed."""

import datetime as dt

import pytest
from servers import Reply

from background.corpus_reading import read_next
from corpora import Corpus, Document, following, making
from corpora.events import latest_events
from models import Result
from results.retention import forget_result

DAY = "2026-11-{:02}"


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


def test_a_client_watches_a_limited_number_of_corpora(corpus, monkeypatch):
    monkeypatch.setattr(following, "PER_CLIENT", 1)
    another = making.create("Other", "sitemap", source_url="https://example.com/")

    with pytest.raises(following.NoPlace, match="You watch 1 corpora already"):
        following.watch(another, "day")


def test_a_page_whose_result_was_deleted_does_not_come_back(corpus, check):
    forget_result(Document.get(Document.position == 1).result_id)

    check()
    check()

    assert documents(corpus)[0][:2] == ("a", "gone")
