"""The sitemaps and feeds of corpora, as workers read them from a real server."""

import datetime as dt
import gzip

import pytest
from servers import Reply

import settings
from background import chores, corpus_reading
from background.corpus_reading import SourceReader, read_next
from capacity.digests import digest_of_corpora
from capacity.quotas import Quota
from capacity.sizes import ROW
from corpora import Corpus, Document, making, sources
from settings import current
from wordcount.errors import ServerBusy

XML = "application/xml"


def sitemap(*urls):
    entries = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return Reply(f"<urlset>{entries}</urlset>".encode(), content_type=XML)


def index(*urls):
    entries = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return Reply(f"<sitemapindex>{entries}</sitemapindex>".encode(), content_type=XML)


@pytest.fixture
def read(app, pool, fetcher, site):
    """Read the list at a path of the site, and return the corpus."""

    def read(path, kind="sitemap", name=None):
        url = site.url(path)
        corpus = making.create(name or url, kind, source_url=url)
        assert read_next(pool, fetcher)
        return Corpus.get_by_id(corpus.id)

    return read


def urls():
    return [each.url for each in Document.select().order_by(Document.position)]


def test_a_sitemap_is_read(read, site):
    site.pages["/sitemap.xml"] = sitemap(site.url("/a"), "/b", site.url("/a#again"))

    corpus = read("/sitemap.xml")

    assert (corpus.status, corpus.documents) == ("counting", 2)
    assert urls() == [site.url("/a"), site.url("/b")]


def test_an_index_is_read_with_its_packed_sitemaps(read, site):
    packed = gzip.compress(sitemap(site.url("/a")).body)
    site.pages["/index.xml"] = index(site.url("/1.xml.gz"), site.url("/2.xml"))
    site.pages["/1.xml.gz"] = Reply(packed, content_type="application/x-gzip")
    site.pages["/2.xml"] = sitemap(site.url("/b"), site.url("/a"))

    read("/index.xml")

    assert urls() == [site.url("/a"), site.url("/b")]


def test_the_sitemaps_of_a_site_are_those_of_its_robots_txt(read, site):
    site.pages["/"] = b"<!doctype html><p>Welcome"
    site.pages["/robots.txt"] = Reply(
        f"Sitemap: {site.url('/of-robots.xml')}".encode(), content_type="text/plain"
    )
    site.pages["/of-robots.xml"] = sitemap(site.url("/a"))

    read("/")

    assert urls() == [site.url("/a")]


def test_without_a_robots_txt_a_site_has_its_sitemap_at_the_usual_address(read, site):
    site.pages["/"] = b"<!doctype html><p>Welcome"
    site.pages["/sitemap.xml"] = sitemap(site.url("/a"))

    read("/")

    assert urls() == [site.url("/a")]


def test_the_feed_of_a_page_is_found_and_names_the_corpus(read, site):
    site.pages["/blog"] = (
        b"<!doctype html><link rel=alternate type=application/rss+xml href=/rss><p>Blog"
    )
    rss = "<rss><channel><title>My blog</title><item><link>/a</link></item></channel></rss>"
    site.pages["/rss"] = Reply(rss.encode(), content_type="application/rss+xml")

    corpus = read("/blog", "feed")

    assert (corpus.name, urls()) == ("My blog", [site.url("/a")])


def test_a_name_that_was_given_is_kept(read, site):
    rss = "<rss><channel><title>My blog</title><item><link>/a</link></item></channel></rss>"
    site.pages["/rss"] = Reply(rss.encode(), content_type="application/rss+xml")

    assert read("/rss", "feed", name="Mine").name == "Mine"


def test_addresses_that_cannot_be_used_are_listed(read, site):
    site.pages["/sitemap.xml"] = sitemap(site.url("/a"), "ftp://example.com/", "http://10.0.0.1/")

    corpus = read("/sitemap.xml")

    assert urls() == [site.url("/a")]
    assert '"line": 2, "address": "ftp://example.com/", "reason": "Only https' in corpus.left_out
    assert '"line": 3, "address": "http://10.0.0.1/"' in corpus.left_out


def test_a_reader_keeps_so_many_addresses_that_cannot_be_used(pool, fetcher, site, monkeypatch):
    monkeypatch.setattr(corpus_reading, "MAX_LEFT_OUT", 2)
    site.pages["/sitemap.xml"] = sitemap(site.url("/a"), *["ftp://example.com/"] * 3)
    making.create("Mine", "sitemap", source_url=site.url("/sitemap.xml"))

    reader = SourceReader(sources.claim(), pool, fetcher).read()

    assert (len(reader.documents), len(reader.left_out)) == (1, 2)


def test_a_list_of_a_busy_server_waits_for_its_turn(read, fetcher, site, monkeypatch):
    site.pages["/sitemap.xml"] = sitemap(site.url("/a"))
    fetch, busy = fetcher.fetch, [ServerBusy(), ServerBusy()]
    monkeypatch.setattr(corpus_reading, "PAUSE", 0.0)

    def fetch_later(*arguments, **options):
        if busy:
            raise busy.pop()
        return fetch(*arguments, **options)

    monkeypatch.setattr(fetcher, "fetch", fetch_later)

    assert read("/sitemap.xml").status == "counting"


def test_a_sitemap_of_an_index_that_cannot_be_read_is_listed(read, site):
    site.pages["/index.xml"] = index(site.url("/missing.xml"), site.url("/2.xml"))
    site.pages["/2.xml"] = sitemap(site.url("/a"))

    corpus = read("/index.xml")

    assert (corpus.status, urls()) == ("counting", [site.url("/a")])
    assert "404 Not Found" in corpus.left_out


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(b"", status=404), "http_status"),
        (Reply(b"<urlset></urlset>", content_type=XML), "empty_list"),
        (Reply(b"<urlset>", content_type=XML), "not_a_list"),
        (Reply(b"<p>Hello", content_type=XML), "not_a_list"),
        (Reply(b"\x89PNG", content_type="image/png"), "not_text"),
        (Reply(gzip.compress(bytes(20_000_000)), content_type="application/gzip"), "too_large"),
        (index("/missing.xml"), "http_status"),
        (index("/list.xml"), "empty_list"),
        (sitemap(*(f"/{number}" for number in range(1001))), "too_many_addresses"),
    ],
    ids=[
        *("missing", "empty", "malformed", "a page", "a picture", "a bomb"),
        *("missing part", "itself", "too many"),
    ],
)
def test_a_list_that_cannot_be_used_fails_as_a_whole(reply, code, read, site):
    site.pages["/list.xml"] = reply

    corpus = read("/list.xml")

    assert (corpus.status, corpus.error_code, urls()) == ("failed", code, [])
    assert corpus.error_message.endswith(".")


def test_the_rows_of_a_sitemap_are_charged_to_its_client(app, pool, fetcher, site, monkeypatch):
    monkeypatch.setattr(settings.current(), "MEGABYTES_PER_DAY", 1)
    client = bytes(range(16))
    site.pages["/list.xml"] = sitemap(*(f"/{number}" for number in range(200)))
    for _ in range(2):
        making.create("News", "sitemap", source_url=site.url("/list.xml"), client=client)
        read_next(pool, fetcher)

    first, second = Corpus.select().order_by(Corpus.id)
    assert (first.status, first.documents) == ("counting", 200)
    assert (second.status, second.error_code) == ("failed", "quota_exceeded")
    assert Quota.get_by_id(digest_of_corpora(client)).size == 200 * ROW
    assert Document.select().count() == 200


def test_a_sitemap_that_two_workers_have_read_is_charged_once(
    app, pool, fetcher, site, monkeypatch
):
    monkeypatch.setattr(settings.current(), "MEGABYTES_PER_DAY", 1)
    client = bytes(range(16))
    site.pages["/list.xml"] = sitemap("/a", "/b")
    making.create("News", "sitemap", source_url=site.url("/list.xml"), client=client)
    source = sources.claim()
    found = SourceReader(source, pool, fetcher).read()

    corpus_reading.use(source, found)
    corpus_reading.use(source, found)

    assert Quota.get_by_id(digest_of_corpora(client)).size == 2 * ROW


def test_addresses_that_cannot_be_used_are_charged_as_they_are_stored(
    app, pool, fetcher, site, monkeypatch
):
    monkeypatch.setattr(settings.current(), "MEGABYTES_PER_DAY", 1)
    client = bytes(range(16))
    private = (f"http://10.0.0.1/{number}{'😀' * 200}" for number in range(1_000))
    site.pages["/list.xml"] = sitemap(*private, "/page")
    for _ in range(2):
        making.create("News", "sitemap", source_url=site.url("/list.xml"), client=client)
        read_next(pool, fetcher)

    first, second = Corpus.select().order_by(Corpus.id)
    stored = len(first.left_out.encode())
    assert stored > 500_000
    assert Quota.get_by_id(digest_of_corpora(client)).size == ROW + stored
    assert (second.status, second.error_code) == ("failed", "quota_exceeded")


def test_a_site_without_a_sitemap_says_so(read, site):
    site.pages["/"] = b"<!doctype html><p>Welcome"

    assert read("/").error_code == "http_status"


def test_no_more_sitemaps_are_read_than_a_limit(read, site, monkeypatch):
    monkeypatch.setattr("background.corpus_reading.MAX_LISTS", 3)
    site.pages["/index.xml"] = index(*(site.url(f"/{number}.xml") for number in range(9)))
    for number in range(9):
        site.pages[f"/{number}.xml"] = sitemap(site.url(f"/page-{number}"))

    assert read("/index.xml").error_code == "not_a_list"


def test_a_corpus_is_claimed_by_one_worker_at_a_time(app):
    making.create("News", "sitemap", source_url="https://example.com/")

    assert sources.claim() is not None
    assert sources.claim() is None
    Corpus.update(claimed_at=Corpus.created_at - sources.LEASE).execute()
    assert sources.claim() is not None


def test_a_corpus_that_was_stopped_meanwhile_stays_stopped(app):
    corpus = making.create("News", "sitemap", source_url="https://example.com/")
    Corpus.update(status="stopped").execute()

    assert not making.start(corpus.id, [making.NewDocument("https://example.com/")])
    assert urls() == []


def test_the_limit_is_that_of_the_settings(app):
    assert current().CORPUS_LIMIT == 1000


def wait_to_be_read(client, number=1):
    for _ in range(number):
        making.create("News", "sitemap", source_url="https://example.com/", client=client)


def test_networks_and_their_clients_take_turns(app):
    network, other = b"networkA", b"networkB"
    wait_to_be_read(network + b"client-1", 3)
    wait_to_be_read(network + b"client-2")
    wait_to_be_read(other + b"client-3")

    claimed = [sources.claim() for _ in range(3)]

    assert [each.id for each in claimed] == [1, 5, 4]


def test_a_network_has_half_of_the_readers_at_most(app):
    wait_to_be_read(b"networkA" + b"client-1", 3)

    assert sources.MOST_OF_NETWORK * 2 == chores.READERS
    assert [bool(sources.claim()) for _ in range(3)] == [True, True, False]
    making.start(1, [making.NewDocument("https://example.com/")])
    assert sources.claim().id == 3


def test_a_followed_source_waits_for_those_of_others_that_were_read_less(app):
    due = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    followed = {"status": "done", "next_at": due}
    for client in (b"networkA" + b"client-1", b"networkB" + b"client-2"):
        making.create("News", "feed", source_url="https://a.example/", client=client, **followed)
    wait_to_be_read(b"networkA" + b"client-1")

    assert [sources.claim().id for _ in range(3)] == [3, 2, 1]
