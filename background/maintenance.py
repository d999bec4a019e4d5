"""The chores of a worker: heartbeats, abandoned results, watched addresses."""

import logging
from collections.abc import Collection

import frequencies
import jobs
import watches
from db import database
from fingerprints import Filler
from watches import Watch

WATCHED_AT_A_TIME = 50  # addresses that a worker queues at once

fillers = (Filler(), Filler(frequencies.COMPLETE_NEXT, frequencies.BATCH))
logger = logging.getLogger(__name__)


def maintain(running: Collection[int]) -> None:
    """Renew the leases of `running` results, requeue abandoned ones, and queue watched pages."""
    jobs.heartbeat(running)
    if ids := jobs.requeue_abandoned():
        logger.warning("Requeued abandoned results: %s", ids)
    watches.expire()
    queue_watched()
    for filler in fillers:
        filler.step()


def queue_watched() -> None:
    """Store a pending result for each watched address whose turn it is."""
    with database.atomic():
        for watch in Watch.due(WATCHED_AT_A_TIME):
            jobs.store(watch.url, None, jobs.WATCHED)
            watch.postpone()
