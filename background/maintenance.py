"""The chores of a worker: heartbeats, abandoned results, watched addresses."""

import logging
import time
from collections.abc import Collection

import jobs
from db import database
from watches import Watch

EVERY = 5  # seconds; results of a dead worker are requeued within jobs.LEASE and this
WATCHED_AT_A_TIME = 50  # addresses that a worker queues at once

logger = logging.getLogger(__name__)


class Maintenance:
    """Sends heartbeats, requeues what other workers abandoned, and queues watched addresses."""

    def __init__(self) -> None:
        self._next = time.monotonic()

    def due_in(self) -> float:
        """Seconds until the next run."""
        return max(0.0, self._next - time.monotonic())

    def run(self, running: Collection[int]) -> None:
        """Run if it is time. `running` are the ids of the results that this worker counts."""
        if self.due_in() > 0:
            return
        self._next = time.monotonic() + EVERY
        jobs.heartbeat(running)
        if ids := jobs.requeue_abandoned():
            logger.warning("Requeued abandoned results: %s", ids)
        queue_watched()


def queue_watched() -> None:
    """Store a pending result for each watched address whose turn it is."""
    with database.atomic():
        for watch in Watch.due(WATCHED_AT_A_TIME):
            jobs.store(watch.url, None, jobs.WATCHED)
            watch.postpone()
