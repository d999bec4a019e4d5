"""The recurring work of a worker: abandoned results, watched addresses, retention."""

import datetime as dt
import logging

import jobs
import settings
from capacity import storage
from capacity.digests import digest_of_watches
from capacity.quotas import Quota
from capacity.sizes import ROW
from corpora import changing, following, sweeping
from corpora.hosts import CrawledHost
from db import database
from jobs import worker_packs
from jobs.uploads import Upload
from results import frequencies, retention
from results.fingerprints import Filler
from watches import Watch, subscriptions

WATCHED_AT_A_TIME = 50  # addresses that a worker queues at once
LANGUAGE_DELAY = dt.timedelta(minutes=1)  # while a page is counted in another language

fillers = (Filler(), Filler(frequencies.COMPLETE_NEXT, frequencies.BATCH), sweeping.Finder())
logger = logging.getLogger(__name__)


def maintain() -> None:
    """Requeue abandoned results, queue watched pages, and tidy up."""
    if ids := jobs.requeue_abandoned():
        logger.warning("Requeued abandoned results: %s", ids)
    worker_packs.record()
    subscriptions.expire()
    following.expire()
    CrawledHost.delete_old()
    if not storage.is_nearly_full():
        queue_watched()
    tidy()


def tidy() -> None:
    """Delete a batch of expired rows, and fill a batch of columns that earlier releases lack."""
    for filler in fillers:
        filler.step()
    Quota.delete_old()
    retention.drop_failed_texts()
    Upload.drop_finished()
    if days := settings.current().RETENTION_DAYS:
        retention.delete_expired(days)
        changing.expire(days)


def queue_watched() -> None:
    """Store a pending result for each watched address that is due."""
    with database.atomic():
        for watch in Watch.due(WATCHED_AT_A_TIME):
            if subscriptions.is_in_vain(watch.url):
                Watch.stop(watch.url)
            else:
                queue(watch)


def queue(watch: Watch) -> None:
    """Store a pending result for a watched address, unless the quota of its host is used up.

    If the address is being counted in another language, this is done LANGUAGE_DELAY later.
    """
    client = digest_of_watches(jobs.host_of(watch.url))
    is_open = jobs.open_at(watch.url) is not None
    if not is_open and not Quota.charge(client, ROW, settings.current().MEGABYTES_PER_DAY):
        watch.postpone()
        return
    result = jobs.store(watch.url, None, jobs.WATCHED, client)
    watch.postpone(LANGUAGE_DELAY if result.language else None)
