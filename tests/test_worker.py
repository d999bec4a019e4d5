import os
import signal
import time

import psutil
import pytest

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
