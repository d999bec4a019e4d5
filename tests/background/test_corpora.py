"""The documents of corpora pass through the queue in slices."""

import datetime as dt
import threading
import time

import psycopg2
import pytest
from servers import Reply

import db
import jobs
from background import corpora as keeper
from background.corpora import move_documents
from capacity.digests import digest_of_corpora
from capacity.quotas import Quota
from capacity.shares import in_use
from capacity.sizes import ROW
from corpora import Corpus, Document, changing, making, queue, settling
from corpora.hosts import CrawledHost
from corpora.making import NewDocument
from db import database
from jobs import turns
from models import Result
from results.retention import forget_result

CLIENT = bytes(range(16))


@pytest.fixture
def make_corpus(app):
    """Store a corpus of these addresses, which waits to be counted."""

    def make(*urls, **values):
        documents = [NewDocument(url, jobs.host_of(url)) for url in urls]
        return making.create("News", "urls", documents, client=CLIENT, **values)

    return make


def statuses(corpus):
    query = Document.select().where(Document.corpus == corpus).order_by(Document.position)
    return [document.status for document in query]


def test_a_corpus_is_counted_and_done(make_corpus, count_corpora, site):
    site.pages |= {"/a": b"<title>A</title>one two two", "/b": b"one three"}
    corpus = make_corpus(site.url("/a"), site.url("/b"), site.url("/missing"))

    count_corpora()

    assert statuses(corpus) == ["done", "done", "failed"]
    corpus = Corpus.get_by_id(corpus.id)
    assert (corpus.status, corpus.done, corpus.failed) == ("done", 2, 1)
    assert corpus.finished_at is not None
    first = Document.get(Document.position == 1)
    assert (first.title, first.total, first.distinct) == ("A", 3, 2)
    assert Document.get(Document.position == 3).error_code == "http_status"


def test_few_documents_are_open_at_a_time(make_corpus, monkeypatch):
    monkeypatch.setattr(queue, "OPEN_OF_HOST", 3)
    monkeypatch.setattr(queue, "OPEN_OF_CORPUS", 5)
    hosts = ["a.example.com", "a.example.com", "b.example.com"]
    make_corpus(*(f"https://{hosts[n % 3]}/{n}" for n in range(30)))

    move_documents()
    move_documents()

    opened = Document.select(Document.host).where(Document.status == "open")
    assert sorted(document.host[0] for document in opened) == ["a", "a", "a", "b", "b"]


def test_corpora_have_the_same_share_of_the_queue(make_corpus, monkeypatch):
    monkeypatch.setattr(queue, "OPEN_IN_ALL", 6)
    first = make_corpus(*(f"https://a{n}.example.com/" for n in range(20)))
    second = make_corpus(*(f"https://b{n}.example.com/" for n in range(20)))

    move_documents()

    assert statuses(first).count("open") == statuses(second).count("open") == 3


def test_documents_wait_for_what_anyone_submits(make_corpus):
    make_corpus("https://a.example.com/", "https://b.example.com/")
    move_documents()

    submitted = jobs.submit("https://c.example.com/", client=b"x" * 16)

    assert jobs.claim(1)[0].id == submitted.id
    assert in_use()["pages", None] == 0  # the one that was submitted is running


def test_an_address_that_is_submitted_while_it_is_open_rises(make_corpus):
    make_corpus("https://a.example.com/", "https://b.example.com/")
    move_documents()

    result = jobs.submit("https://b.example.com/", client=b"x" * 16)

    assert Document.get(Document.result == result.id).position == 2
    [job] = jobs.claim(1)
    assert (job.id, job.priority, bytes(job.client)) == (result.id, jobs.ASKED_FOR, b"x" * 16)


def test_a_page_counted_a_moment_ago_is_not_fetched_again(make_corpus, count_corpora, site, work):
    site.pages["/a"] = b"one two"
    counted = jobs.submit(site.url("/a"))
    work()
    corpus = make_corpus(site.url("/a"))

    count_corpora()

    assert site.requests.count("/a") == 1
    assert Document.get(Document.corpus == corpus).result_id == counted.id


def test_a_text_is_counted_once(make_corpus, count_corpora, site):
    site.pages |= {"/a": b"one two", "/b": b"one two", "/c": b"three"}
    corpus = make_corpus(site.url("/a"), site.url("/b"), site.url("/c"))

    count_corpora()

    counted = Document.select().where(Document.counted(corpus.id))
    assert [document.total for document in counted.order_by(Document.position)] == [2, 1]
    [duplicate] = Document.select().where(Document.duplicate_of.is_null(False))
    assert {duplicate.position, duplicate.duplicate_of} == {1, 2}


def test_a_duplicate_takes_the_place_of_a_deleted_result(make_corpus, count_corpora, site):
    site.pages |= {"/a": b"one two", "/b": b"one two"}
    corpus = make_corpus(site.url("/a"), site.url("/b"))
    count_corpora()
    [counted] = Document.select().where(Document.counted(corpus.id))

    forget_result(counted.result_id)
    move_documents()

    assert Document.get_by_id(counted.id).status == "gone"
    [other] = Document.select().where(Document.counted(corpus.id))
    assert other.id != counted.id
    assert Corpus.get_by_id(corpus.id).failed == 1


def test_a_recounted_result_is_summed_up_again(make_corpus, count_corpora, site):
    site.pages["/a"] = b"one two"
    make_corpus(site.url("/a"))
    count_corpora()
    result = Result.get()
    Result.update(total=9).execute()

    settling.recounted(result.id)
    move_documents()

    document = Document.get()
    assert (document.status, document.total) == ("done", 9)


def test_a_failed_document_is_tried_again_and_the_bar_does_not_go_back(
    make_corpus, count_corpora, site
):
    site.pages["/a"] = b"one two"
    corpus = make_corpus(site.url("/a"), site.url("/b"))
    count_corpora()
    site.pages["/b"] = b"three"

    changing.retry(corpus.id)

    again = Corpus.get_by_id(corpus.id)
    assert (again.status, again.done, again.failed) == ("counting", 1, 1)
    count_corpora()
    done = Corpus.get_by_id(corpus.id)
    assert (done.status, done.done, done.failed) == ("done", 2, 0)


def test_a_stopped_corpus_opens_nothing_until_it_goes_on(make_corpus, count_corpora, site):
    site.pages["/a"] = b"one"
    corpus = make_corpus(site.url("/a"))
    changing.stop(corpus.id)
    count_corpora()
    assert statuses(corpus) == ["waiting"]

    changing.resume(corpus.id)
    count_corpora()

    assert statuses(corpus) == ["done"]
    assert Corpus.get_by_id(corpus.id).status == "done"


def test_a_corpus_whose_client_has_no_quota_left_pauses(
    make_corpus, count_corpora, site, monkeypatch
):
    site.pages["/a"] = b"one"
    monkeypatch.setattr("background.page.Quota.charge", lambda *_: False)
    corpus = make_corpus(site.url("/a"))

    count_corpora()

    assert statuses(corpus) == ["waiting"]
    assert Corpus.get_by_id(corpus.id).paused_until > dt.datetime.now(dt.UTC)
    assert Result.select().count() == 0


def test_a_crawl_delay_is_kept(make_corpus, work, site):
    site.pages |= {"/a": b"one", "/b": b"two"}
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 60", content_type="text/plain")
    corpus = make_corpus(site.url("/a"), site.url("/b"))

    move_documents()
    work()
    move_documents()
    work()

    assert [path for path in site.requests if path != "/robots.txt"] == ["/a"]
    assert statuses(corpus)[0] == "done"
    CrawledHost.update(next_at=dt.datetime.now(dt.UTC)).execute()
    Result.update(queued_at=dt.datetime.now(dt.UTC)).execute()
    move_documents()
    work()
    assert site.requests[-1] == "/b"


def test_robots_txt_is_obeyed(make_corpus, count_corpora, site):
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /", content_type="text/plain")
    make_corpus(site.url("/a"))

    count_corpora()

    assert Document.get().error_code == "robots_disallowed"


def test_one_worker_at_a_time_moves_documents(make_corpus, server_url):
    corpus = make_corpus("https://a.example.com/")
    other = psycopg2.connect(server_url)
    other.cursor().execute("SELECT pg_advisory_xact_lock(%s)", [queue.LOCK])

    move_documents()
    assert statuses(corpus) == ["waiting"]

    other.rollback()
    move_documents()
    assert statuses(corpus) == ["open"]
    other.close()


def test_a_step_that_breaks_off_is_repeated(make_corpus, monkeypatch):
    corpus = make_corpus("https://a.example.com/")
    monkeypatch.setattr(queue, "open_documents", lambda results: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        move_documents()
    monkeypatch.undo()

    move_documents()

    assert statuses(corpus) == ["open"]
    assert Result.select().count() == 1


def test_nothing_is_opened_while_the_storage_is_nearly_full(make_corpus, monkeypatch):
    corpus = make_corpus("https://a.example.com/")
    monkeypatch.setattr(keeper.storage, "is_nearly_full", lambda: True)

    move_documents()

    assert statuses(corpus) == ["waiting"]


def test_a_deleted_corpus_takes_the_results_with_it_that_it_alone_asked_for(
    make_corpus, count_corpora, site
):
    site.pages |= {"/a": b"one", "/b": b"two", "/c": b"three"}
    first = make_corpus(site.url("/a"), site.url("/b"), site.url("/c"))
    make_corpus(site.url("/b"))
    count_corpora()
    jobs.share(Result.get(Result.url == site.url("/c")), b"x" * 16)

    changing.delete(first.id)
    while changing.delete_step():
        pass

    assert {result.url for result in Result.select()} == {site.url("/b"), site.url("/c")}
    assert Corpus.select().count() == 1
    assert database.execute_sql("SELECT count(*) FROM corpus_documents").fetchone() == (1,)


def test_a_corpus_that_is_deleted_while_its_documents_are_opened_leaves_no_results(make_corpus):
    corpus = make_corpus("https://a.example.com/", "https://b.example.com/")
    deletion = threading.Thread(target=forget_apart, args=[corpus.id])

    with database.atomic():
        move_documents()
        assert Result.select().count() == 2
        deletion.start()
        wait_until_somebody_waits_for_a_lock()

    deletion.join()
    assert (Corpus.select().count(), Result.select().count()) == (0, 0)


def forget_apart(corpus):
    changing.forget(corpus)
    db.release()


def wait_until_somebody_waits_for_a_lock():
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    deadline = time.monotonic() + 30
    while not database.execute_sql(waiting).fetchone()[0]:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_claim_has_few_documents_of_corpora(make_corpus):
    make_corpus(*(f"https://{n}.example.com/" for n in range(20)))
    move_documents()
    submitted = jobs.submit("https://example.org/", client=b"x" * 16)

    claimed = jobs.claim(28)

    assert claimed[0].id == submitted.id
    assert [job.priority for job in claimed[1:]] == [jobs.CORPUS] * turns.CORPORA_AT_ONCE


def test_forget_deletes_a_corpus(make_corpus, count_corpora, site, app):
    site.pages["/a"] = b"one"
    corpus = make_corpus(site.url("/a"))
    count_corpora()
    runner = app.test_cli_runner()

    said = runner.invoke(args=["forget", f"corpus:{corpus.id}"])
    again = runner.invoke(args=["forget", f"corpus:{corpus.id}"])

    assert said.output == "The corpus was deleted.\n"
    assert f"Nothing was found for corpus:{corpus.id}." in again.output
    assert Corpus.select().count() == Result.select().count() == 0


def test_old_corpora_are_deleted_with_their_results(make_corpus):
    make_corpus("https://a.example.com/")
    watched = make_corpus("https://b.example.com/", every="day")
    Corpus.update(created_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)).execute()

    changing.expire(30)
    while changing.delete_step():
        pass

    assert [corpus.id for corpus in Corpus.select()] == [watched.id]


def test_whoever_submitted_a_page_cannot_delete_it_from_a_corpus(make_corpus, site, work, client):
    site.pages["/a"] = b"one two"
    submitted = client.post("/results", json={"url": site.url("/a")}).json
    work()
    make_corpus(site.url("/a"))
    move_documents()

    reply = client.post("/results/1/delete", json={"token": submitted["token"]})

    assert reply.status_code == 403
    assert Result.select().count() == 1


def test_a_page_that_is_open_in_a_corpus_has_no_token(make_corpus, client):
    make_corpus("https://example.com/a")
    move_documents()

    submitted = client.post("/results", json={"url": "https://example.com/a"}).json

    assert (submitted["id"], "token" in submitted) == (1, False)


def test_a_page_that_is_counted_in_another_language_waits_and_is_counted_again(
    make_corpus, count_corpora, site, work
):
    site.pages |= {"/a": b"<html lang=en>one two", "/b": b"three"}
    wrong = jobs.submit(site.url("/a"), client=b"x" * 16, language="ko")
    corpus = make_corpus(site.url("/a"), site.url("/b"))

    move_documents()

    assert statuses(corpus) == ["waiting", "open"]
    assert Result.get_by_id(wrong.id).is_shared is None
    work()
    count_corpora()
    document = Document.get(Document.position == 1)
    assert (document.status, document.language) == ("done", "en")
    assert document.result_id != wrong.id


def test_a_page_that_is_opened_in_another_language_meanwhile_goes_on_waiting(
    make_corpus, monkeypatch
):
    corpus = make_corpus("https://example.com/a")
    found = queue.next_waiting(corpus.id, 1)
    wrong = jobs.submit("https://example.com/a", client=b"x" * 16, language="ko")
    monkeypatch.setattr(queue, "next_waiting", lambda *_: found)

    move_documents()

    assert (statuses(corpus), Result.get_by_id(wrong.id).is_shared) == (["waiting"], None)


def test_pages_in_another_language_keep_no_other_from_being_opened(make_corpus, monkeypatch):
    monkeypatch.setattr(queue, "OPEN_OF_CORPUS", 2)
    urls = [f"https://example.com/{n}" for n in range(6)]
    for url in urls[:4]:
        jobs.submit(url, client=b"x" * 16, language="ko")
    corpus = make_corpus(*urls)

    move_documents()

    assert statuses(corpus) == ["waiting"] * 4 + ["open"] * 2


def test_the_rows_of_pages_are_charged_before_they_are_fetched(make_corpus, monkeypatch):
    monkeypatch.setattr(keeper.settings.current(), "MEGABYTES_PER_DAY", 1)
    corpus = make_corpus("https://a.example.com/", "https://b.example.com/")

    move_documents()

    assert Quota.get_by_id(digest_of_corpora(CLIENT)).size == 2 * ROW
    assert statuses(corpus) == ["open", "open"]


def test_pages_of_one_network_are_charged_while_others_are_stored(make_corpus, monkeypatch):
    """Both charge the network; the one that charges several clients holds its row."""
    monkeypatch.setattr(keeper.settings.current(), "MEGABYTES_PER_DAY", 1)
    first, second = CLIENT[:8] + b"1" * 8, CLIENT[:8] + b"2" * 8
    Quota.charge(digest_of_corpora(first), 1, 1)
    Quota.charge(digest_of_corpora(second), 1, 1)
    thread = threading.Thread(target=charge_apart, args=[digest_of_corpora(second)])

    with database.atomic():
        Quota.charge(digest_of_corpora(first), 1, 1)
        thread.start()
        wait_until_somebody_waits_for_a_lock()
        assert Quota.charge(digest_of_corpora(second), 1, 1)

    thread.join()
    assert Quota.get_by_id(digest_of_corpora(second)).size == 3


def charge_apart(client):
    Quota.charge(client, 1, 1)
    db.release()
