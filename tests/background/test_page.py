import pytest
from documents import lines, make_epub, make_pdf
from servers import Reply

import jobs
import settings
from background import page
from background.maintenance import queue_watched
from background.worker import Worker
from capacity.digests import digest_of_watches
from capacity.quotas import Quota
from jobs import Job
from models import Result
from watches import Watch
from wordcount.contained import NOBODY, CountingPool

CLIENT = b"c" * 16
CATS = b"<title>Cats</title><p>" + b"The cat and the dog. " * 10_000


@pytest.fixture
def quota(config, monkeypatch):
    """A quota of one megabyte for each client and day."""
    monkeypatch.setattr(config, "MEGABYTES_PER_DAY", 1)


def outcomes():
    return [result.error_code or result.status for result in Result.select().order_by(Result.id)]


def test_a_client_is_charged_for_the_text_and_the_words_of_a_page(site, work, quota):
    site.pages["/cats"] = CATS
    jobs.submit(url=site.url("/cats"), client=CLIENT)

    work()

    assert outcomes() == ["done"]
    assert 210_000 < Quota.get_by_id(CLIENT).size < 220_000


def test_pages_beyond_the_quota_of_their_client_fail_and_keep_nothing(site, work, quota):
    for number in range(6):
        site.pages[f"/{number}"] = CATS
        jobs.submit(url=site.url(f"/{number}"), client=CLIENT)

    work()

    assert outcomes() == ["done"] * 4 + ["quota_exceeded"] * 2
    assert [result.text for result in Result.select().offset(4)] == [None, None]
    assert Quota.get_by_id(CLIENT).size <= 1_000_000


def test_a_text_whose_words_exceed_the_quota_is_not_kept(work, quota):
    id = jobs.submit(text=" ".join(str(number) for number in range(20_000)), client=CLIENT).id

    work()

    result = Result.get_by_id(id)
    assert (result.error_code, result.text) == ("quota_exceeded", None)


def test_other_clients_are_not_affected(site, work, quota):
    Quota.charge(CLIENT, 1_000_000, 1)
    site.pages["/cats"] = CATS
    jobs.submit(url=site.url("/cats"), client=b"o" * 16)

    work()

    assert outcomes() == ["done"]


def test_the_watched_pages_of_a_host_have_a_quota(site, work, quota):
    for number in range(6):
        site.pages[f"/{number}"] = CATS
        Watch.create(url=site.url(f"/{number}"), every="hour", next_at="2026-01-01")
    queue_watched()

    work()

    assert sorted(outcomes()) == ["done"] * 4 + ["quota_exceeded"] * 2
    assert Quota.select().count() == 2  # that of the host, and that of all watched pages
    assert Quota.get_by_id(digest_of_watches(jobs.host_of(site.url("/")))).size <= 1_000_000


def test_a_submission_of_old_code_has_no_quota(site, work, quota):
    site.pages["/cats"] = CATS
    jobs.submit(url=site.url("/cats"))

    work()

    assert outcomes() == ["done"]


def test_without_a_limit_nobody_is_charged(work, app):
    assert settings.current().MEGABYTES_PER_DAY == 0
    jobs.submit(text="one two", client=CLIENT)

    work()

    assert Quota.select().count() == 0


def test_counting_takes_turns_by_client_and_network(work, app, monkeypatch):
    keys = []
    run = CountingPool.run
    monkeypatch.setattr(
        CountingPool, "run", lambda pool, use, key=NOBODY: keys.append(key) or run(pool, use, key)
    )
    for client in (CLIENT, b"networkA" + b"client-1", None):
        jobs.submit(text="one two", client=client)

    work()

    assert sorted(keys) == [
        (b"", b""),
        (CLIENT[:8], CLIENT),
        (b"networkA", b"networkAclient-1"),
    ]


def test_counts_of_a_process_are_stored_one_at_a_time(work, monkeypatch):
    alone = []
    finish = jobs.finish
    monkeypatch.setattr(
        jobs, "finish", lambda *values: alone.append(page._storing.locked()) or finish(*values)
    )
    for text in ("one", "two"):
        jobs.submit(text=text)

    work()

    assert (alone, page._storing.locked()) == ([True, True], False)


def test_a_slow_store_delays_no_other_for_long(work, monkeypatch):
    monkeypatch.setattr(page, "MAX_WAIT", 0.01)
    jobs.submit(text="one two")

    with page._storing:
        work()

    assert outcomes() == ["done"]


def test_a_claim_knows_how_many_threads_each_network_has(app, monkeypatch):
    claims = []
    monkeypatch.setattr(jobs, "claim", lambda *arguments: claims.append(arguments) or [])
    worker = Worker(0, None)
    for id in range(14):
        worker.running[id] = Job(id, None, 1, client=memoryview(b"networkA" + bytes([id]) * 8))

    worker._claim()
    worker.running[14] = Job(14, None, 1, client=memoryview(CLIENT))
    worker._claim()
    worker.stop()
    worker.run()

    assert claims == [(14, {b"networkA": 14}), (13, {b"networkA": 14, CLIENT[:8]: 1})]


@pytest.mark.parametrize(
    ("body", "type", "outcome"),
    [
        pytest.param(make_pdf(lines("The cat. Refresh!")), "application/pdf", "done", id="pdf"),
        pytest.param(make_epub(["<p>The cat.</p>"]), "application/epub+zip", "done", id="epub"),
        pytest.param(make_pdf(lines("The cat.")), None, "done", id="pdf without a type"),
        pytest.param(b"%PDF-1.7", "application/pdf", "broken_file", id="broken"),
        pytest.param(make_pdf("0 0 1 1 re f"), "application/pdf", "no_text", id="an image"),
    ],
)
def test_an_address_may_be_that_of_a_document(body, type, outcome, site, work):
    site.pages["/a"] = Reply(body, content_type=type)
    jobs.submit(url=site.url("/a"))

    work()

    assert outcomes() == [outcome]


def test_a_result_without_a_text_or_a_file_fails(work):
    jobs.store(None, None, jobs.CORPUS)

    work()

    assert outcomes() == ["internal_error"]
