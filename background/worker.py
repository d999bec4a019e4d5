"""The worker: it claims results whenever threads are free, and has them fetched and counted."""

import logging
import queue
import select
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import db
import jobs
from background.chores import chores
from background.page import process_job
from capacity import storage
from db import database
from jobs import Job, notify
from wordcount.contained import QUICK, CountingPool
from wordcount.fetching.fetcher import Fetcher

THREADS = 28  # that process results; most of them wait for the network
# More threads, for networks that have none while all of those wait for slow servers of others.
SPARE_THREADS = 20
NEWCOMERS_EVERY = 0.5  # seconds after which such a network is looked for
CONNECTIONS = 5  # per worker process: one thread claims, the others read texts and store counts
POOL_TIMEOUT = 15  # seconds to wait for one: without it, a page would be fetched again
POLL = 2  # seconds after which an idle worker claims even without a notification
# A claim costs the database as much for one result as for many: a busy worker claims again after
# LINGER seconds, or once BATCH results have ended.
BATCH = 8
LINGER = 0.1
HEARTBEAT_INTERVAL = 5  # seconds, a quarter of jobs.LEASE
PAUSE = 1  # seconds before the next attempt when the database cannot be reached
SHUTDOWN_TIMEOUT = 15  # seconds to finish running results after `stop`

logger = logging.getLogger(__name__)


class Worker(threading.Thread):
    """Claims results in one thread, and processes them in THREADS others.

    Call `run` to work in this thread until another one calls `stop`; or call `start`, `stop` and
    `join`.
    """

    def __init__(self, counting_processes: int, fetcher: Fetcher) -> None:
        super().__init__(name="worker")
        self.pool = CountingPool(counting_processes, quick=QUICK if counting_processes else None)
        self._fetcher = fetcher
        self.running: dict[int, Job] = {}
        self._chores = chores(self.pool, fetcher)
        self._heartbeat_at = 0.0  # by time.monotonic()
        self._linger_until = 0.0  # by time.monotonic()
        self._most_running = 0  # results, after the last claim
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        # A byte written here wakes the claiming thread: a thread is free, or the worker stops.
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._wake_reader.setblocking(False)
        self._wake_writer.setblocking(False)
        for number in range(THREADS + SPARE_THREADS):
            threading.Thread(target=self._process, name=f"page-{number}", daemon=True).start()

    def stop(self) -> None:
        """Claim no more; `run` returns once all running results are finished or requeued."""
        self._stopping.set()
        self._wake()

    def run(self) -> None:
        """Work until `stop` is called, then finish or requeue the running results."""
        for chore in self._chores:
            chore.start()
        while not self._stopping.is_set():
            self._try(self.step)
        for chore in self._chores:
            chore.stop()
        deadline = time.monotonic() + SHUTDOWN_TIMEOUT
        self._try(jobs.heartbeat, self.running)
        while self.running and (left := deadline - time.monotonic()) > 0:
            self._wait(left)
        self._try(jobs.requeue, self.running)
        self._try(notify.wake_workers)
        self.pool.close()
        for chore in self._chores:
            chore.join(max(0.0, deadline - time.monotonic()))
        for _ in range(THREADS + SPARE_THREADS):
            self._jobs.put(None)
        self._wake_reader.close()
        self._wake_writer.close()
        db.release()

    def step(self) -> None:
        """Claim results, start them, and wait until there may be more to claim."""
        if self._seconds_to_heartbeat() <= 0:
            self._heartbeat_at = time.monotonic() + HEARTBEAT_INTERVAL
            jobs.heartbeat(self.running)
        if self._runs_only_corpora():
            with notify.idle():
                self._linger(database.connection())
                self._claim()
            return
        self._linger()
        if self._free_threads() == 0:
            self._wait(min(NEWCOMERS_EVERY, self._seconds_to_heartbeat()))
            if THREADS <= len(self.running) < THREADS + SPARE_THREADS:
                self._claim()
            return
        with notify.idle():
            if not self._claim():
                timeouts = (jobs.seconds_to_next(), self._seconds_to_heartbeat(), POLL)
                shortest = min(each for each in timeouts if each is not None)
                connection = database.connection()
                if not connection.notifies:  # one may have arrived with the answer to a query
                    self._wait(shortest, connection)

    def _seconds_to_heartbeat(self) -> float:
        return self._heartbeat_at - time.monotonic()

    def _free_threads(self) -> int:
        return max(0, THREADS - len(self.running))

    def _runs_only_corpora(self) -> bool:
        running = [*self.running.values()]
        return bool(running) and all(job.priority == jobs.CORPUS for job in running)

    def _linger(self, *connections: Any) -> None:
        """While results run, wait for BATCH of them to end, or for LINGER seconds after a claim."""
        while self.running and self._most_running - len(self.running) < BATCH:
            if (left := self._linger_until - time.monotonic()) <= 0:
                return
            if self._wait(left, *connections):
                return

    def _claim(self) -> bool:
        """Claim results for free threads; return whether there was one.

        Some threads stay free for other networks. Without a free one, claim one result of a network
        that has none.
        """
        networks = Counter(job.turn[0] for job in [*self.running.values()] if job.client)
        free = self._free_threads() or 1  # with a limit of 1, no network gets a second one
        claimed = [] if storage.is_full() else jobs.claim(free, networks)
        self.running.update((job.id, job) for job in claimed)
        self._most_running = len(self.running)
        self._linger_until = time.monotonic() + LINGER
        for job in claimed:
            self._jobs.put(job)
        return bool(claimed)

    def _process(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                process_job(job, self.pool, self._fetcher)
            finally:
                db.release()
                self.running.pop(job.id, None)
                self._wake()

    def _wait(self, seconds: float, *connections: Any) -> bool:
        """Wait for a free thread, `stop` or a notification, for at most `seconds`.

        Return whether there was a notification.
        """
        readers = [self._wake_reader, *connections]
        ready, _, _ = select.select(readers, [], [], max(0.0, seconds))
        with suppress(BlockingIOError):
            self._wake_reader.recv(4096)
        return any(each is not self._wake_reader for each in ready)

    def _wake(self) -> None:
        with suppress(OSError):  # the buffer is full, or the worker has stopped
            self._wake_writer.send(b"\0")

    def _try(self, step: Callable[..., object], *arguments: Any) -> None:
        """Call `step`, and log its errors: the worker has to go on, or requeue what is running."""
        try:
            step(*arguments)
        except Exception:
            logger.exception("A step of the worker failed; it will reconnect")
            with suppress(Exception):  # the connection may be broken
                database.manual_close()
            self._stopping.wait(PAUSE)
