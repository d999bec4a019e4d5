"""What a worker does every few seconds besides counting."""

import logging
import time
from collections.abc import Collection

import jobs
from db import database
from watches import Watch

EVERY = 5  # seconds; what a dead worker leaves is noticed within jobs.LEASE and this
WATCHED_AT_A_TIME = 50  # addresses that each worker queues at once

logger = logging.getLogger(__name__)


class Maintenance:
    """Sends heartbeats, requeues what other workers abandoned, and queues watched addresses."""

    def __init__(self) -> None:
        self._next = time.monotonic()

    def due_in(self) -> float:
        """Seconds until the next run."""
        return max(0.0, self._next - time.monotonic())

    def run(self, in_hand: Collection[int]) -> None:
        """Do what is to be done, if it is due. `in_hand` are the results this worker counts."""
        if self.due_in() > 0:
            return
        self._next = time.monotonic() + EVERY
        jobs.heartbeat(in_hand)
        if ids := jobs.requeue_abandoned():
            logger.warning("Requeued what a worker abandoned: results %s", ids)
        queue_watched()


def queue_watched() -> None:
    """Store a pending result for each watched address whose turn it is."""
    with database.atomic():
        for watch in Watch.due(WATCHED_AT_A_TIME):
            jobs.store(watch.url, None, jobs.WATCHED)
            watch.postpone()
