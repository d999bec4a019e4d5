"""The chores of a worker: heartbeats, abandoned results, watched addresses, retention."""

import logging
import time
from collections.abc import Collection

import jobs
import retention
import settings
import storage
from db import database
from quotas import Quota, watch_digest
from watches import Watch

EVERY = 5  # seconds; results of a dead worker are requeued within jobs.LEASE and this
WATCHED_AT_A_TIME = 50  # addresses that a worker queues at once
CLEAN_EVERY = 60  # seconds, unless a batch was full

logger = logging.getLogger(__name__)


class Maintenance:
    """Sends heartbeats, requeues abandoned results, queues watched addresses, and cleans up."""

    def __init__(self) -> None:
        self._next = self._next_cleaning = time.monotonic()

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
        if not storage.is_nearly_full():
            queue_watched()
        if time.monotonic() >= self._next_cleaning:
            self._next_cleaning = time.monotonic() + (0 if clean_up() else CLEAN_EVERY)


def clean_up() -> bool:
    """Delete a batch of what is not kept; return whether there may be more."""
    Quota.delete_old()
    days = settings.current().RETENTION_DAYS
    deleted = (retention.drop_failed_texts(), retention.delete_expired(days) if days else 0)
    return max(deleted) == retention.BATCH


def queue_watched() -> None:
    """Store a pending result for each watched address whose turn it is."""
    with database.atomic():
        for watch in Watch.due(WATCHED_AT_A_TIME):
            host = jobs.host_of(watch.url)
            jobs.store(watch.url, None, jobs.WATCHED, watch_digest(host))
            watch.postpone()
