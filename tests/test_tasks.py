import contextlib
import datetime as dt

import peewee as pw
import pytest
from servers import Reply

import apart
import tasks
from db import database
from models import Result

CATS = b"<title>Cats</title><p>The cat and the dog. The end."


def test_a_submitted_page_is_counted(site, work):
    site.pages["/cats"] = CATS

    id = tasks.submit(url=site.url("/cats")).id

    assert Result.get_by_id(id).status == "pending"
    assert work() == 1
    result = Result.get_by_id(id)
    assert (result.status, result.title, result.error) == ("done", "Cats", None)
    assert next(iter(result.result_all.items())) == ("the", 3)
    assert result.total == 7


def test_a_submitted_text_is_counted(work):
    id = tasks.submit(text="고양이 고양이 개").id

    work()

    result = Result.get_by_id(id)
    assert (result.status, result.url, result.language) == ("done", None, "ko")
    assert result.result_all == {"고양이": 2, "개": 1}


def test_a_page_that_is_not_there_fails_with_its_status(site, work):
    id = tasks.submit(url=site.url("/nowhere")).id

    work()

    result = Result.get_by_id(id)
    assert (result.status, result.error_code) == ("failed", "http_status")
    assert "404" in result.error_message


def test_a_result_and_its_task_are_stored_together_or_not_at_all(work):
    with database.atomic() as transaction:
        tasks.submit(text="lost")
        transaction.rollback()

    assert Result.select().count() == 0
    assert work() == 0


def test_a_task_that_comes_twice_counts_once(site, work):
    site.pages["/cats"] = CATS
    id = tasks.submit(url=site.url("/cats")).id
    tasks.count_result(id)

    assert work() == 2

    assert site.requests == ["/cats"]


def test_whatever_breaks_nobody_waits_for_ever(monkeypatch, work, caplog):
    monkeypatch.setattr(tasks, "count_text", lambda text: 1 / 0)
    id = tasks.submit(text="boom").id

    work()

    result = Result.get_by_id(id)
    assert (result.status, result.error_code) == ("failed", "internal_error")
    assert "ZeroDivisionError" in caplog.text


def test_a_running_worker_takes_what_comes(site, worker, client):
    site.pages["/cats"] = CATS

    reply = client.post("/results", json={"url": site.url("/cats")}, headers={"Prefer": "wait=15"})

    assert (reply.status_code, reply.json["status"]) == (200, "done")


def come_due():
    """Put on the queue what is scheduled, as huey's scheduler does when its time has come."""
    tomorrow = dt.datetime.now(dt.UTC).replace(tzinfo=None) + dt.timedelta(days=1)
    for task in tasks.huey.read_schedule(tomorrow):
        task.eta = None
        tasks.huey.enqueue(task)


def test_one_address_is_fetched_once_for_all_who_ask_meanwhile(site, work):
    site.pages["/cats"] = CATS

    ids = {tasks.submit(url=site.url("/cats")).id for _ in range(5)}
    work()
    later = tasks.submit(url=site.url("/cats")).id

    assert len(ids) == 1
    assert site.requests == ["/cats"]
    assert later not in ids


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_passing_fault_is_tried_again_twice(status, site, work):
    site.pages["/cats"] = Reply(b"", status=status)
    id = tasks.submit(url=site.url("/cats")).id

    work()
    between = Result.get_by_id(id)
    for _ in range(5):
        come_due()
        work()

    assert (between.status, between.error_code) == ("pending", "http_status")
    assert Result.get_by_id(id).status == "failed"
    assert site.requests == ["/cats"] * 3


def test_a_fault_that_passes_leaves_no_trace(site, work):
    site.pages["/cats"] = Reply(b"", status=503)
    id = tasks.submit(url=site.url("/cats")).id
    work()

    site.pages["/cats"] = CATS
    come_due()
    work()

    result = Result.get_by_id(id)
    assert (result.status, result.error, result.attempts) == ("done", None, 2)


def test_retries_come_further_and_further_apart():
    assert sorted(set(tasks.RETRY_DELAYS)) == list(tasks.RETRY_DELAYS)


def test_a_third_fetch_from_one_host_waits_for_its_turn(site, work, make_result):
    site.pages["/cats"] = CATS
    for page in ("/one", "/two"):
        make_result(url=site.url(page), status="running")
    id = tasks.submit(url=site.url("/cats")).id

    work()
    assert Result.get_by_id(id).status == "pending"
    assert site.requests == []

    Result.update(status="failed").where(Result.status == "running").execute()
    come_due()
    work()
    assert Result.get_by_id(id).status == "done"


def test_who_is_done_calls_the_first_that_waits_for_its_host(site, work, make_result):
    site.pages["/cats"] = site.pages["/dogs"] = CATS
    running = make_result(url=site.url("/one"), status="running")
    ids = [tasks.submit(url=site.url(page)).id for page in ("/cats", "/dogs")]
    make_result(url=site.url("/two"), status="running")
    work()
    assert site.requests == []
    Result.update(status="done").where(Result.id == running.id).execute()

    tasks.call_next(tasks.host_of(running.url))
    work()

    assert [Result.get_by_id(id).status for id in ids] == ["done", "done"]


def test_who_is_to_be_tried_again_later_is_not_called(site, work):
    site.pages["/away"] = Reply(status=503)
    id = tasks.submit(url=site.url("/away")).id
    work()

    tasks.call_next(tasks.host_of(site.url("/")))
    work()

    assert (Result.get_by_id(id).status, len(site.requests)) == ("pending", 1)


def test_another_port_is_another_server(site, work, make_result):
    site.pages["/cats"] = CATS
    other = site.url("/").replace(f":{site.port}", ":1")
    for page in ("one", "two"):
        make_result(url=other + page, status="running")
    id = tasks.submit(url=site.url("/cats")).id

    work()

    assert Result.get_by_id(id).status == "done"


@pytest.mark.parametrize(
    ("waiting", "seconds"), [(1, 1), (50, 1), (1000, 20), (100_000, 60)], ids=str
)
def test_the_more_wait_the_less_often_each_looks_whether_its_host_is_free(
    waiting, seconds, monkeypatch
):
    monkeypatch.setattr(Result, "backlog", lambda: (waiting, 0.0))

    assert tasks.busy_delay() == dt.timedelta(seconds=seconds)


def abandon(result, minutes=1):
    """Let a result look as if its worker had died that long ago."""
    then = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=minutes)
    Result.update(taken_at=then, queued_at=then).where(Result.id == result.id).execute()


def test_what_a_dead_worker_had_in_hand_is_counted_all_the_same(site, work, make_result):
    site.pages["/cats"] = CATS
    result = make_result(url=site.url("/cats"), status="running", attempts=1)
    abandon(result)

    assert tasks.recover() == [result.id]
    work()

    assert Result.get_by_id(result.id).status == "done"


def test_a_pending_result_without_a_task_is_found(work, make_result):
    result = make_result(url=None, text="one two", status="pending")
    abandon(result)

    assert tasks.recover() == [result.id]
    assert tasks.recover() == []
    work()

    assert Result.get_by_id(result.id).total == 2


def test_what_waits_on_a_long_queue_is_not_queued_twice(app):
    abandon(tasks.submit(text="waits"))

    assert tasks.recover() == []


def test_what_a_living_worker_renews_is_left_to_it(make_result):
    result = make_result(status="running")
    abandon(result)

    Result.renew([result.id])

    assert tasks.recover() == []


def test_a_page_that_kills_its_workers_is_given_up(work, make_result):
    result = make_result(url=None, text="poison", status="running", attempts=tasks.MAX_ATTEMPTS)
    abandon(result)

    tasks.recover()
    work()

    failed = Result.get_by_id(result.id)
    assert (failed.status, failed.error_code) == ("failed", "internal_error")


def test_a_worker_that_stops_gives_back_what_it_has(work, make_result, monkeypatch):
    result = make_result(url=None, text="one two", status="running", attempts=1)
    monkeypatch.setattr(tasks, "in_hand", {result.id})

    tasks.give_back()
    work()

    assert Result.get_by_id(result.id).status == "done"


def test_a_large_text_is_counted_apart_and_stored_alike(work, monkeypatch):
    small = tasks.submit(text='Das Maß \u2028 und das Meer: \\ "das" 😀').id
    work()
    monkeypatch.setattr(tasks, "LARGE", 1)
    large = tasks.submit(text='Das Maß \u2028 und das Meer: \\ "das" 😀').id
    work()

    first, second = (Result.get_by_id(id) for id in (small, large))
    assert second.to_dict() | {"id": 0, "created_at": 0} == first.to_dict() | {
        "id": 0,
        "created_at": 0,
    }
    assert list(second.result_all) == list(first.result_all)
    assert second.text == first.text


def test_a_large_page_is_counted_apart(site, work, monkeypatch):
    site.pages["/cats"] = CATS
    monkeypatch.setattr(tasks, "LARGE", 1)
    id = tasks.submit(url=site.url("/cats")).id

    work()

    result = Result.get_by_id(id)
    assert (result.status, result.title, result.total) == ("done", "Cats", 7)


def test_a_page_that_takes_too_much_memory_fails_and_nothing_else(work, monkeypatch):
    monkeypatch.setattr(tasks, "LARGE", 1000)
    monkeypatch.setattr(apart, "MEMORY", 60_000_000)
    id = tasks.submit(text=" ".join(str(number) for number in range(600_000))).id
    after = tasks.submit(text="one two").id

    work()

    assert Result.get_by_id(id).error_code == "too_large"
    assert Result.get_by_id(after).status == "done"


@pytest.fixture
def killed(tmp_path):
    """A program that is killed before it has done anything."""
    program = tmp_path / "killed"
    program.write_text("#!/bin/sh\nkill -KILL $$\n")
    program.chmod(0o755)
    return program


def test_what_somebody_ended_is_given_back(work, monkeypatch, killed):
    monkeypatch.setattr(tasks, "LARGE", 1)
    id = tasks.submit(text="one two").id

    with monkeypatch.context() as patch:
        patch.setattr(apart.sys, "executable", str(killed))
        tasks.huey.execute(tasks.huey.dequeue())
    between = Result.get_by_id(id).status
    work()

    assert (between, Result.get_by_id(id).status) == ("pending", "done")


def test_a_database_that_goes_meanwhile_does_not_fail_the_result(work, monkeypatch):
    def finish(result, count, url):
        raise pw.OperationalError("the database system is shutting down")

    id = tasks.submit(text="one two").id
    with monkeypatch.context() as patch:
        patch.setattr(Result, "finish", finish)
        work()
    abandon(Result.get_by_id(id))

    assert tasks.recover() == [id]
    work()
    assert Result.get_by_id(id).status == "done"


def test_small_sources_take_places_and_a_large_one_takes_none_of_them():
    small = tasks.Source(tasks.LARGE - 1, lambda: "")
    large = tasks.Source(tasks.LARGE, lambda: "")

    with contextlib.ExitStack() as counting:
        for source in [large, *[small] * tasks.SMALL_AT_A_TIME]:
            counting.enter_context(tasks.memory_for(source))
        assert not tasks.few_small_at_a_time.acquire(blocking=False)
        assert tasks.one_large_at_a_time.locked()
    assert not tasks.one_large_at_a_time.locked()
