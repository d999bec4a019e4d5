"""Claim results while threads are free to fetch and count them, until told to stop."""

import logging
import queue
import select
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import peewee as pw
import psycopg2

import db
import jobs
from background.maintenance import Maintenance
from background.page import settle
from background.recounting import Recounter
from background.storing import Storer
from db import database
from jobs import Job
from wordcount.contained import CountingPool

THREADS = 28  # that settle results; most of them wait for the network
CONNECTIONS = 6  # per worker process: one thread claims, one stores, others read pasted texts
POLL = 2  # seconds after which an idle worker claims without a notification
# A claim costs the database as much for one result as for many: a busy worker waits up to LINGER
# seconds until BATCH threads are free.
BATCH = 8
LINGER = 0.1
PAUSE = 1  # seconds before the next attempt when the database cannot be reached
SHUTDOWN_TIMEOUT = 15  # seconds to finish running results after `stop`

logger = logging.getLogger(__name__)


class Worker:
    """Claims results in one thread, and settles each in one of THREADS others.

    Call `run` to work in this thread until another calls `stop`, or `start` and `stop`.
    """

    def __init__(self, counting_processes: int) -> None:
        self.pool = CountingPool(counting_processes)
        self.running: set[int] = set()
        self.storer = Storer(self.running)
        self.maintenance = Maintenance()
        self.recounter = Recounter(self.pool)
        self._claimed: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        # A byte written here wakes the claiming thread: a thread is free, or `stop` was called.
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._wake_reader.setblocking(False)
        self._wake_writer.setblocking(False)
        self._listening: Any = None  # the connection that has run LISTEN
        for number in range(THREADS):
            threading.Thread(target=self._settle, name=f"page-{number}", daemon=True).start()

    def start(self) -> None:
        """Run in a thread of its own."""
        self._thread = threading.Thread(target=self.run, name="worker")
        self._thread.start()

    def stop(self) -> None:
        """Claim nothing more; `run` returns once all running results are finished or requeued."""
        self._stopping.set()
        self.recounter.stop()
        self._wake()
        if self._thread and self._thread is not threading.current_thread():
            self._thread.join()

    def run(self) -> None:
        """Work until `stop` is called."""
        self.recounter.start()
        while not self._stopping.is_set():
            try:
                self.step()
            except Exception:
                # The running results still need their heartbeats.
                logger.exception("Claiming results failed")
                self._forget_connection()
                self._stopping.wait(PAUSE)
        self._finish()

    def step(self) -> None:
        """Claim results, start them, and wait until there may be more to claim."""
        self.maintenance.run(self.running)
        self._linger()
        if self._claim():
            return
        if self._free() == 0:
            self._wait(self.maintenance.due_in())
            return
        self._listen()
        jobs.declare_idle()
        try:
            if not self._claim():
                timeouts = (jobs.seconds_to_next(), self.maintenance.due_in(), POLL)
                self._wait(min(each for each in timeouts if each is not None))
        finally:
            jobs.declare_busy()

    def _free(self) -> int:
        return THREADS - len(self.running)

    def _linger(self) -> None:
        """While most threads are at work, wait a moment until more are free."""
        deadline = time.monotonic() + LINGER
        while 0 < self._free() < BATCH and (left := deadline - time.monotonic()) > 0:
            self._wait(left)

    def _claim(self) -> bool:
        """Claim a result for each free thread; return whether there was any."""
        free = self._free()
        claimed = jobs.claim(free) if free else []
        for job in claimed:
            self.running.add(job.id)
            self._claimed.put(job)
        return bool(claimed)

    def _settle(self) -> None:
        while (job := self._claimed.get()) is not None:
            try:
                settle(job, self.pool, self.storer)
            finally:
                db.release()
                self.running.discard(job.id)
                self._wake()

    def _listen(self) -> None:
        connection = database.connection()
        if connection is not self._listening:
            database.execute_sql(f"LISTEN {jobs.CHANNEL}")
            self._listening = connection

    def _forget_connection(self) -> None:
        self._listening = None
        with suppress(Exception):  # it may be broken
            database.manual_close()

    def _wait(self, seconds: float) -> None:
        """Wait for a notification, a free thread or `stop`, for at most `seconds`."""
        connection = self._listening
        waited_for = [self._wake_reader, *([connection] if connection else [])]
        select.select(waited_for, [], [], max(0.0, seconds))
        with suppress(BlockingIOError):
            self._wake_reader.recv(4096)
        if connection is not None:
            try:
                connection.poll()
            except psycopg2.Error as error:
                raise pw.OperationalError(str(error)) from error
            connection.notifies.clear()

    def _wake(self) -> None:
        with suppress(OSError):  # the buffer is full, or the worker has stopped
            self._wake_writer.send(b"\0")

    def _try(self, step: Callable[..., object], *arguments: Any) -> None:
        try:
            step(*arguments)
        except Exception:
            logger.exception("Stopping the worker failed in part")
            self._forget_connection()

    def _finish(self) -> None:
        """Wait for the running results, then requeue the rest and wake other workers."""
        deadline = time.monotonic() + SHUTDOWN_TIMEOUT
        self._try(jobs.heartbeat, self.running)
        while self.running and (left := deadline - time.monotonic()) > 0:
            self._try(self._wait, min(left, 1))
        self._try(jobs.requeue, self.running)
        self._try(jobs.wake_workers)
        self.pool.close()
        for _ in range(THREADS):
            self._claimed.put(None)
        self._forget_connection()
        self._wake_reader.close()
        self._wake_writer.close()
