"""A network without a thread does not wait for the slow pages of networks that have all of them."""

import threading
import time

import pytest
from patience import PATIENCE

import jobs
from background import worker as worker_module
from background.page import process_job
from background.worker import THREADS, Worker
from models import Result

SLOW = [bytes([number]) * 16 for number in range(THREADS + 4)]  # of a network each


@pytest.fixture
def slow_pages(monkeypatch):
    """Let what the clients in SLOW submit take until the end of the test."""
    end = threading.Event()

    def process(job, pool, fetcher):
        if bytes(job.client) in SLOW:
            end.wait(PATIENCE)
        process_job(job, pool, fetcher)

    monkeypatch.setattr(worker_module, "process_job", process)
    yield end
    end.set()


@pytest.fixture
def worker(app, fetcher, slow_pages):
    worker = Worker(1, fetcher)
    worker.start()
    yield worker
    slow_pages.set()
    worker.stop()
    worker.join()


def test_newcomers_are_counted_while_slow_pages_hold_all_threads(worker):
    for client in SLOW:
        jobs.submit(text="slow", client=client)
    wait_until(lambda: len(worker.running) == len(SLOW))

    second = jobs.submit(text="slow", client=SLOW[0]).id
    quick = jobs.submit(text="quick", client=b"quick" * 3).id
    wait_until(lambda: Result.get_by_id(quick).status == "done")

    assert Result.get_by_id(second).status == "pending"


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
