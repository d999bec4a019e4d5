"""Claim results as long as there are threads to fetch and count them, until told to stop."""

import logging
import queue
import select
import socket
import threading
import time
from contextlib import suppress
from typing import Any

import peewee as pw
import psycopg2

import db
import jobs
from background.maintenance import Maintenance
from background.page import settle
from background.storing import Storer
from db import UNAVAILABLE, database
from jobs import Job
from wordcount.contained import CountingPool

THREADS = 28  # most of which wait for the network
CONNECTIONS = 6  # at most, of one worker process: one thread claims, one stores, others read texts
POLL = 2  # seconds an idle worker waits for a notification before it looks by itself
BATCH = 8  # results that a busy worker claims at once, where that many threads are free within
LINGER = 0.1  # seconds: a claim costs the database as much for one result as for many
PAUSE = 1  # seconds before the next try where the database is away
SHUTDOWN_TIMEOUT = 15  # seconds a worker that is told to stop has for what is in its hands

logger = logging.getLogger(__name__)


class Worker:
    """Claims results in one thread, and settles each in one of THREADS others.

    Call `run` to work in this thread until another calls `stop`, or `start` and `stop`.
    """

    def __init__(self, counting_processes: int) -> None:
        self.pool = CountingPool(counting_processes)
        self.in_hand: set[int] = set()
        self.storer = Storer(self.in_hand)
        self.maintenance = Maintenance()
        self._claimed: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        # A byte in it wakes the thread that claims: a thread is free, or the worker is to stop.
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._wake_reader.setblocking(False)
        self._wake_writer.setblocking(False)
        self._listening: Any = None  # the connection that listens, while it is open
        for number in range(THREADS):
            threading.Thread(target=self._settle, name=f"page-{number}", daemon=True).start()

    def start(self) -> None:
        """Run in a thread of its own."""
        self._thread = threading.Thread(target=self.run, name="worker")
        self._thread.start()

    def stop(self) -> None:
        """Claim no more; `run` returns when what is in hand is finished or requeued."""
        self._stopping.set()
        self._wake()
        if self._thread and self._thread is not threading.current_thread():
            self._thread.join()

    def run(self) -> None:
        """Work until `stop` is called."""
        while not self._stopping.is_set():
            try:
                self.step()
            except UNAVAILABLE as error:
                logger.warning("The database is away: %s", " ".join(str(error).split()))
                self._forget_connection()
                self._stopping.wait(PAUSE)
            except Exception:
                # Whatever it was, what is in hand needs its next heartbeat.
                logger.exception("Claiming results broke")
                self._forget_connection()
                self._stopping.wait(PAUSE)
        self._finish()

    def step(self) -> None:
        """Claim what can be begun, begin it, and wait until there may be more to claim."""
        self.maintenance.run(self.in_hand)
        self._gather()
        if self._begin():
            return
        if self._free() == 0:
            self._wait(self.maintenance.due_in())
            return
        self._listen()
        jobs.declare_idle()
        try:
            if not self._begin():
                timeouts = (jobs.seconds_to_next(), self.maintenance.due_in(), POLL)
                self._wait(min(each for each in timeouts if each is not None))
        finally:
            jobs.declare_busy()

    def _free(self) -> int:
        return THREADS - len(self.in_hand)

    def _gather(self) -> None:
        """Wait a moment for more threads to be free, while most of them are at work."""
        deadline = time.monotonic() + LINGER
        while 0 < self._free() < BATCH and (left := deadline - time.monotonic()) > 0:
            self._wait(left)

    def _begin(self) -> bool:
        """Claim as many results as there are free threads; return whether there were any."""
        free = self._free()
        claimed = jobs.claim(free) if free else []
        for job in claimed:
            self.in_hand.add(job.id)
            self._claimed.put(job)
        return bool(claimed)

    def _settle(self) -> None:
        while (job := self._claimed.get()) is not None:
            try:
                settle(job, self.pool, self.storer)
            finally:
                db.release()
                self.in_hand.discard(job.id)
                self._wake()

    def _listen(self) -> None:
        connection = database.connection()
        if connection is not self._listening:
            database.execute_sql(f"LISTEN {jobs.CHANNEL}")
            self._listening = connection

    def _forget_connection(self) -> None:
        self._listening = None
        with suppress(Exception):  # it may be broken in any way
            database.manual_close()

    def _wait(self, seconds: float) -> None:
        """Wait for a notification, for a free thread or for `stop`, but no longer than that."""
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
        with suppress(OSError):  # there are bytes enough in it, or the worker has stopped
            self._wake_writer.send(b"\0")

    def _finish(self) -> None:
        """Wait for what is in hand, then requeue the rest, and wake other workers for it."""
        deadline = time.monotonic() + SHUTDOWN_TIMEOUT
        try:
            jobs.heartbeat(self.in_hand)
            while self.in_hand and (left := deadline - time.monotonic()) > 0:
                self._wait(min(left, 1))
            jobs.requeue(self.in_hand)
            jobs.wake_workers()
        except UNAVAILABLE as error:
            logger.warning("Others will find what was in hand: %s", " ".join(str(error).split()))
        self.pool.close()
        for _ in range(THREADS):
            self._claimed.put(None)
        self._forget_connection()
        self._wake_reader.close()
        self._wake_writer.close()
