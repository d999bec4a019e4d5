"""Store outcomes, several in one transaction: a commit is slow."""

import queue
import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import Future
from functools import partial
from typing import Any

import db
from db import UNAVAILABLE, database

MOST = 16  # changes in one transaction
GATHER = 0.02  # seconds to wait for further changes, while other results are running

Change = tuple[Callable[[], object], Future[None]]


class Storer:
    """A thread that makes the changes of many threads, several in one transaction.

    `running` are the ids of the results that are being counted; each of them will be stored.
    """

    def __init__(self, running: Collection[int]) -> None:
        self._running = running
        self._waiting: queue.SimpleQueue[Change] = queue.SimpleQueue()
        threading.Thread(target=self._run, name="storer", daemon=True).start()

    def store(self, change: Callable[..., object], *arguments: Any) -> None:
        """Call `change` in a transaction, and return once it is committed.

        Raises any exception of `change`, and db.UNAVAILABLE.
        """
        stored: Future[None] = Future()
        self._waiting.put((partial(change, *arguments), stored))
        stored.result()

    def _run(self) -> None:
        while True:
            batch = [self._waiting.get()]
            if len(self._running) > 1:
                time.sleep(GATHER)
            while len(batch) < MOST and not self._waiting.empty():
                batch.append(self._waiting.get())
            self._make(batch)
            if self._waiting.empty():
                db.release()

    def _make(self, batch: list[Change]) -> None:
        try:
            self._commit(batch)
        except Exception as error:
            if len(batch) == 1 or isinstance(error, UNAVAILABLE):
                for _, stored in batch:
                    stored.set_exception(error)
                return
            for each in batch:  # one of them failed; store the others
                self._make([each])
            return
        for _, stored in batch:
            stored.set_result(None)

    def _commit(self, batch: list[Change], retries: int = 1) -> None:
        """Make the changes in one transaction; again if the connection was lost meanwhile.

        A change that was committed is not made twice: the row is finished by then.
        """
        try:
            with database.atomic():
                for change, _ in batch:
                    change()
        except UNAVAILABLE:
            db.release()  # do not reuse a lost connection
            if not retries:
                raise
            self._commit(batch, retries - 1)
