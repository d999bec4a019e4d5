import errno
import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from ipaddress import IPv4Address

import peewee as pw
import psutil
import pytest
from patience import PATIENCE
from servers import Reply

import db
import jobs
from background import worker as worker_module
from background.page import process_job
from background.worker import Worker
from models import Result
from settings import ROOT
from wordcount.contained import CountingPool
from wordcount.fetching.fetcher import Fetcher
from wordcount.fetching.slots import PER_ADDRESS

CATS = b"<title>Cats</title><p>The cat and the dog. The end."

# A counting process that dies of the word "poison", by the signal that follows it.
POISONED = """
import os, signal
from wordcount.contained import __main__ as child

honest = child.count

def count(request, body):
    if b"poison" in body:
        os.kill(os.getpid(), getattr(signal, body.split()[-1].decode()))
    return honest(request, body)

child.count = count
child.main()
"""


def wait_until(condition, seconds=PATIENCE):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_finished(id):
    return Result.get_by_id(id).is_finished


def test_a_submitted_page_is_counted(site, work):
    site.pages["/cats"] = CATS
    id = jobs.submit(url=site.url("/cats")).id

    assert work() == 1

    result = Result.get_by_id(id)
    assert (result.status, result.title, result.error) == ("done", "Cats", None)
    assert next(iter(result.result_all.items())) == ("the", 3)
    assert result.total == 7


def test_a_refresh_of_a_page_is_followed(site, work):
    site.pages["/old"] = b"<meta http-equiv=refresh content='0; url=/cats'>Moved."
    site.pages["/cats"] = CATS
    id = jobs.submit(url=site.url("/old")).id

    work()

    assert Result.get_by_id(id).title == "Cats"
    assert site.requests == ["/old", "/cats"]


def test_a_page_that_mentions_a_refresh_is_counted(site, work):
    site.pages["/cats"] = CATS + b"<noscript><meta http-equiv=refresh content='0; url=/dogs'>"
    id = jobs.submit(url=site.url("/cats")).id

    work()

    assert Result.get_by_id(id).title == "Cats"
    assert site.requests == ["/cats"]


def test_a_submitted_text_is_counted(work):
    id = jobs.submit(text="고양이 고양이 개").id

    work()

    result = Result.get_by_id(id)
    assert (result.status, result.url, result.language) == ("done", None, "ko")
    assert result.result_all == {"고양이": 2, "개": 1}
    assert result.text == "고양이 고양이 개"


def test_a_page_that_is_not_there_fails_with_its_status(site, work):
    id = jobs.submit(url=site.url("/nowhere")).id

    work()

    result = Result.get_by_id(id)
    assert (result.status, result.error_code) == ("failed", "http_status")
    assert "404" in result.error_message


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_page_whose_server_is_away_is_left_for_later(status, site, work):
    site.pages["/cats"] = Reply(b"", status=status)
    id = jobs.submit(url=site.url("/cats")).id

    work()

    result = Result.get_by_id(id)
    assert (result.status, result.error_code) == ("pending", "http_status")
    assert site.requests == ["/cats"]


def busy_fetcher(site, host):
    """A fetcher that has no free connection to `host`."""
    fetcher = Fetcher({("127.0.0.1", site.port), ("127.0.0.2", site.port)})
    for _ in range(PER_ADDRESS):
        fetcher._slots.acquire(IPv4Address(host))
    return fetcher


def try_often(fetcher, pool):
    for _ in range(10):
        Result.update(queued_at=Result.created_at).where(Result.status == "pending").execute()
        for job in jobs.claim(1):
            process_job(job, pool, fetcher)


def test_a_page_that_redirects_to_a_busy_server_is_not_asked_for_ever(app, site, pool):
    site.pages["/"] = Reply(status=302, headers={"Location": f"http://127.0.0.2:{site.port}/"})
    id = jobs.submit(url=site.url("/")).id

    try_often(busy_fetcher(site, "127.0.0.2"), pool)

    result = Result.get_by_id(id)
    assert (result.status, result.error_code) == ("failed", "server_busy")
    assert site.requests == ["/"] * 3


def test_a_page_of_a_busy_server_waits_for_its_turn(app, site, pool):
    id = jobs.submit(url=site.url("/")).id

    try_often(busy_fetcher(site, "127.0.0.1"), pool)

    result = Result.get_by_id(id)
    assert (result.status, result.error_code, result.attempts) == ("pending", "server_busy", 0)
    assert site.requests == []


def test_whatever_breaks_nobody_waits_for_ever(work, pool, caplog, monkeypatch, fetcher):
    id = jobs.submit(text="boom").id
    [job] = jobs.claim(1)
    monkeypatch.setattr("background.page.text_of", lambda job: 1 / 0)

    process_job(job, pool, fetcher)

    assert Result.get_by_id(id).error_code == "internal_error"
    assert "ZeroDivisionError" in caplog.text


@pytest.fixture
def poisoned():
    """A pool whose children die of what they are sent."""
    with CountingPool(command=[sys.executable, "-c", POISONED]) as pool:
        yield pool


@pytest.mark.parametrize("killed_by", ["SIGSEGV", "SIGKILL"])
def test_a_page_that_crashes_its_child_fails_alone(killed_by, app, poisoned, fetcher):
    ids = [jobs.submit(text=text).id for text in ("before", f"poison {killed_by}", "after")]

    for job in jobs.claim(3):
        process_job(job, poisoned, fetcher)

    before, crashed, after = (Result.get_by_id(id) for id in ids)
    assert (before.status, after.status) == ("done", "done")
    assert (crashed.status, crashed.error_code) == ("failed", "counting_crashed")


def test_where_the_pool_is_closed_the_result_is_left_to_be_requeued(app, fetcher):
    id = jobs.submit(text="one two").id
    [job] = jobs.claim(1)
    with CountingPool() as pool:
        pool.close()

        process_job(job, pool, fetcher)

    assert Result.get_by_id(id).status == "running"


def test_where_the_database_goes_away_the_result_is_not_failed(
    app, pool, caplog, monkeypatch, fetcher
):
    def away(*_):
        raise pw.OperationalError("the database system is shutting down")

    id = jobs.submit(text="one two").id
    [job] = jobs.claim(1)
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "finish", away)
        process_job(job, pool, fetcher)

    assert Result.get_by_id(id).status == "running"
    assert "is left for later: the database system is shutting down" in caplog.text


class FullDisk(io.BytesIO):
    """A file on a disk without space."""

    def __init__(self, max_size):
        super().__init__()

    def write(self, data):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_not_the_fault_of_the_page(app, site, pool, caplog, monkeypatch, fetcher):
    site.pages["/cats"] = CATS
    monkeypatch.setattr("background.page.SpooledTemporaryFile", FullDisk)
    id = jobs.submit(url=site.url("/cats")).id
    [job] = jobs.claim(1)

    process_job(job, pool, fetcher)

    assert Result.get_by_id(id).status == "running"
    assert "No space left on device" in caplog.text


def test_a_child_that_does_not_start_is_not_the_fault_of_the_page(app, caplog, fetcher):
    id = jobs.submit(text="one two").id
    [job] = jobs.claim(1)
    with CountingPool(command=[sys.executable, "-c", "raise SystemExit"]) as broken:
        process_job(job, broken, fetcher)

    assert Result.get_by_id(id).status == "running"
    assert "could not be started" in caplog.text


def test_more_texts_are_counted_at_once_than_there_are_connections(app, fetcher):
    worker = Worker(worker_module.CONNECTIONS + 2, fetcher)
    ids = [jobs.submit(text=f"text {number}").id for number in range(60)]
    worker.start()
    wait_until(lambda: Result.select().where(Result.status == "done").count() == len(ids))
    worker.stop()
    worker.join()

    assert {result.attempts for result in Result.select()} == {1}


def test_a_busy_worker_claims_several_results_at_once(app, fetcher, monkeypatch):
    monkeypatch.setattr(worker_module, "LINGER", 1000)
    claims, claim = [], jobs.claim
    monkeypatch.setattr(jobs, "claim", lambda *limits: claims.append(limits) or claim(*limits))
    for number in range(60):
        jobs.submit(text=f"text {number}", client=b"of one network")
    worker = Worker(1, fetcher)

    worker.start()
    wait_until(lambda: Result.select().where(Result.status == "done").count() == 60)
    worker.stop()
    worker.join()

    assert len(claims) <= 20


def test_a_running_worker_claims_what_is_submitted(site, worker, client):
    site.pages["/cats"] = CATS

    address = client.post("/results", json={"url": site.url("/cats")}).headers["Location"]
    wait_until(lambda: client.get(f"{address}.json").json["status"] == "done")

    assert client.get(f"{address}.json").json["result_all"]


def test_an_idle_worker_is_woken_long_before_it_looks_by_itself(worker, monkeypatch):
    monkeypatch.setattr(worker_module, "POLL", 1000)
    monkeypatch.setattr(worker_module, "HEARTBEAT_INTERVAL", 1000)
    first = jobs.submit(text="warm").id
    wait_until(lambda: is_finished(first))
    wait_until(lambda: not worker.running)

    second = jobs.submit(text="woken").id

    wait_until(lambda: is_finished(second))


def test_a_result_that_is_submitted_before_an_idle_worker_waits_wakes_it(app, fetcher, monkeypatch):
    monkeypatch.setattr(worker_module, "POLL", 1000)
    monkeypatch.setattr(worker_module, "HEARTBEAT_INTERVAL", 1000)
    ids, seconds_to_next = [], jobs.seconds_to_next

    def submit():
        ids.append(jobs.submit(text="one two").id)
        db.release()

    def submit_meanwhile():
        if not ids:
            other = threading.Thread(target=submit)
            other.start()
            other.join()
        return seconds_to_next()

    monkeypatch.setattr(jobs, "seconds_to_next", submit_meanwhile)
    worker = Worker(1, fetcher)
    worker.start()
    wait_until(lambda: ids and is_finished(ids[0]))
    worker.stop()
    worker.join()


@pytest.mark.slow
def test_a_retry_is_claimed_in_time(site, worker):
    site.pages["/cats"] = Reply(b"", status=503)
    id = jobs.submit(url=site.url("/cats")).id
    wait_until(lambda: Result.get_by_id(id).error_code)
    site.pages["/cats"] = CATS

    wait_until(lambda: is_finished(id))

    assert Result.get_by_id(id).status == "done"


def test_many_names_of_one_server_are_counted_two_at_a_time(app, site, monkeypatch):
    answers = [(0, 0, 0, "", ("127.0.0.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    site.pages["/cats"] = CATS
    names = [f"name{number}.example" for number in range(6)]
    worker = Worker(1, Fetcher({(name, site.port) for name in names}))
    ids = [jobs.submit(url=site.url("/cats", name)).id for name in names]

    worker.start()
    wait_until(lambda: all(is_finished(id) for id in ids))
    worker.stop()
    worker.join()

    assert {(result.status, result.attempts) for result in Result.select()} == {("done", 1)}


def test_what_is_watched_follows_robots_txt(app, site, work):
    site.pages |= {"/cats": CATS, "/robots.txt": Reply(b"User-agent: *\nDisallow: /")}
    id = jobs.store(site.url("/cats"), None, jobs.WATCHED).id

    work()

    assert Result.get_by_id(id).error_code == "robots_disallowed"
    assert site.requests == ["/robots.txt"]


def test_what_is_watched_follows_robots_txt_to_the_target_of_a_redirect(app, site, work):
    site.pages |= {"/cats": CATS, "/robots.txt": Reply(b"User-agent: *\nDisallow: /cats")}
    site.pages["/"] = Reply(status=302, headers={"Location": "/cats"})
    id = jobs.store(site.url("/"), None, jobs.WATCHED).id

    work()

    assert Result.get_by_id(id).error_code == "robots_disallowed"
    assert site.requests == ["/robots.txt", "/"]


def test_what_somebody_asked_for_is_counted_whatever_robots_txt_says(app, site, work):
    site.pages |= {"/cats": CATS, "/robots.txt": Reply(b"User-agent: *\nDisallow: /")}
    id = jobs.submit(site.url("/cats")).id

    work()

    assert Result.get_by_id(id).status == "done"
    assert site.requests == ["/cats"]


def test_a_running_worker_requeues_what_another_abandoned(app, make_result, request):
    result = make_result(
        url=None, text="one two", status="running", attempts=1, taken_at="2026-01-01"
    )

    request.getfixturevalue("worker")

    wait_until(lambda: is_finished(result.id))
    assert Result.get_by_id(result.id).status == "done"


def test_threads_that_wait_for_a_page_have_no_connection(worker):
    id = jobs.submit(text="one").id
    wait_until(lambda: is_finished(id))
    db.release()

    wait_until(lambda: len(db.database._in_use) == 1)  # that of the thread which claims

    assert worker_module.THREADS > worker_module.CONNECTIONS


def test_a_worker_that_stops_requeues_what_it_cannot_finish(app, site, monkeypatch, fetcher):
    monkeypatch.setattr(worker_module, "SHUTDOWN_TIMEOUT", 0.2)
    release = threading.Event()
    monkeypatch.setattr(fetcher, "fetch", lambda *_, **__: release.wait(PATIENCE))
    worker = Worker(1, fetcher)
    worker.start()
    id = jobs.submit(url=site.url("/slow")).id
    wait_until(lambda: Result.get_by_id(id).status == "running")

    worker.stop()
    worker.join()
    status = Result.get_by_id(id).status
    release.set()

    assert status == "pending"


def test_a_worker_finishes_what_it_has_before_it_stops(app, site, monkeypatch, fetcher):
    monkeypatch.setattr(worker_module, "SHUTDOWN_TIMEOUT", PATIENCE)
    site.pages["/cats"] = CATS
    worker = Worker(1, fetcher)
    worker.start()
    ids = [jobs.submit(text=str(number)).id for number in range(5)]
    wait_until(lambda: Result.get_by_id(ids[0]).status != "pending")

    worker.stop()
    worker.join()

    assert {Result.get_by_id(id).status for id in ids} <= {"done", "pending"}
    assert Result.get_by_id(ids[0]).status == "done"


def test_what_breaks_a_step_does_not_end_the_worker(worker, monkeypatch, caplog):
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "claim", lambda *_: 1 / 0)
        jobs.submit(text="wakes it")
        wait_until(lambda: "ZeroDivisionError" in caplog.text)
    id = jobs.submit(text="one").id

    wait_until(lambda: is_finished(id))


def test_a_worker_outlives_the_loss_of_its_connections(worker):
    first = jobs.submit(text="warm").id
    wait_until(lambda: is_finished(first))

    db.database.execute_sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    second = jobs.submit(text="afterwards").id

    wait_until(lambda: is_finished(second))
    assert Result.get_by_id(second).status == "done"


def test_a_worker_process_stops_on_sigterm_and_leaves_no_child(app, config):
    process = subprocess.Popen(
        [sys.executable, "-m", "background"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": config.DATABASE_URL},
        stderr=subprocess.PIPE,
        text=True,
    )
    id = jobs.submit(text="one two").id
    wait_until(lambda: is_finished(id))
    children = psutil.Process(process.pid).children(recursive=True)

    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=PATIENCE)

    assert process.returncode == 0
    assert children
    assert not any(child.is_running() for child in children)
    assert "Traceback" not in errors
