import os
import signal
import threading
import time

import peewee as pw
import psutil
import pytest

import db
import tasks
import worker as worker_module
from models import Result
from worker import Worker, create_consumer


def test_a_running_worker_recovers_by_itself_what_another_left(make_result, monkeypatch, request):
    monkeypatch.setattr(worker_module, "CARE_EVERY", 0)
    result = make_result(url=None, text="one two", status="pending", queued_at="2026-01-01")

    request.getfixturevalue("worker")

    deadline = time.monotonic() + 20
    while Result.settled(result.id).get_or_none() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert Result.get_by_id(result.id).status == "done"


@pytest.mark.parametrize(
    ("limit", "signals"), [(0, [signal.SIGHUP]), (10**12, [])], ids=["grown", "small"]
)
def test_a_worker_that_has_grown_begins_anew(limit, signals, app, monkeypatch):
    monkeypatch.setattr(worker_module, "MEMORY_LIMIT", limit)
    received = []
    previous = signal.signal(signal.SIGHUP, lambda number, frame: received.append(number))

    Worker.check_worker_health(create_consumer_without_threads())
    signal.signal(signal.SIGHUP, previous)

    assert received == signals


def create_consumer_without_threads():
    consumer = create_consumer()
    consumer.worker_threads = []
    consumer.scheduler = psutil.Process(os.getpid())
    consumer.environment.is_alive = lambda process: True
    return consumer


def test_what_breaks_the_care_does_not_end_it(monkeypatch, caplog, app):
    monkeypatch.setattr(tasks, "recover", lambda: 1 / 0)
    caretaker = create_consumer()._create_scheduler()
    caretaker.stop_flag.set()

    caretaker.loop()

    assert "ZeroDivisionError" in caplog.text


def test_a_worker_that_stops_gives_back_what_it_has_in_hand(make_result, monkeypatch):
    result = make_result(url=None, text="one two", status="running", attempts=1)
    monkeypatch.setattr(tasks, "in_hand", {result.id})

    create_consumer().stop()

    assert Result.get_by_id(result.id).status == "pending"


def test_a_worker_stops_also_while_the_database_is_away(app, monkeypatch, caplog):
    def away():
        raise pw.OperationalError("connection refused")

    monkeypatch.setattr(tasks, "give_back", away)

    create_consumer().stop()

    assert "Others will find what was in hand: connection refused" in caplog.text


def test_threads_that_wait_for_a_task_have_no_connection(worker):
    deadline = time.monotonic() + 20
    while db.database._in_use and time.monotonic() < deadline:
        time.sleep(0.01)

    assert len(worker.worker_threads) > worker_module.CONNECTIONS
    assert db.database._in_use == {}


def test_a_thread_that_ends_after_a_task_leaves_no_connection_behind(app):
    consumer = create_consumer()
    task_thread, _ = consumer.worker_threads[0]
    id = tasks.submit(text="one").id

    def work_and_end():
        task_thread.loop()
        task_thread.shutdown()

    thread = threading.Thread(target=work_and_end)
    thread.start()
    thread.join(20)

    assert Result.get_by_id(id).status == "done"
    db.release()
    assert db.database._in_use == {}
