"""Process one claimed result: it becomes done, failed, or pending again."""

import errno
import functools
import io
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from typing import IO

import db
import jobs
import settings
from capacity import storage
from capacity.quotas import Quota
from capacity.sizes import stored_size
from corpora.hosts import CrawledHost
from jobs import Job
from jobs.uploads import Upload
from models import Result
from watches import subscriptions
from wordcount.contained import (
    CountingPool,
    CountingProcess,
    PoolClosed,
    SerializedCount,
    StartFailed,
)
from wordcount.errors import InternalError, PageError, QuotaExceeded, ServerBusy
from wordcount.fetching.fetcher import Fetcher
from wordcount.fetching.refresh import mentions_refresh
from wordcount.fetching.response import WriteFailed

IN_MEMORY = 64 * 1024  # bytes of a fetched page; a larger one is kept on disk until it is counted
STORE_FIRST = 1_000_000  # bytes; a larger count is stored before its child is released
MAX_WAIT = 1  # seconds, for another thread that stores a count

# Not the page's fault: the database cannot be reached, a disk is full, no child starts.
FAULTS_OF_THIS_MACHINE = (OSError, StartFailed, WriteFailed, *db.UNAVAILABLE)

logger = logging.getLogger(__name__)

_storing = threading.Lock()


def process_job(job: Job, pool: CountingPool, fetcher: Fetcher) -> None:
    """Fetch and count a claimed result, and store the outcome.

    After a fault of this machine, the result stays running until its lease ends and it is requeued.
    If the pool is closed, the worker requeues it.
    """
    began = time.monotonic()
    try:
        outcome = _outcome(job, pool, fetcher)
    except PoolClosed:
        return
    except FAULTS_OF_THIS_MACHINE as error:
        reason = " ".join(str(error.__cause__ or error).split())
        logger.warning("Result %s is left for later: %s", job.id, reason)
        return
    milliseconds = round((time.monotonic() - began) * 1000)
    fields = {"result": job.id, "outcome": outcome, "attempt": job.attempts}
    logger.info("counted", extra={"fields": fields | {"milliseconds": milliseconds}})


def _outcome(job: Job, pool: CountingPool, fetcher: Fetcher) -> str:
    """Count the result, store the outcome, and return "done" or the code of an error."""
    try:
        if job.attempts > jobs.MAX_ATTEMPTS:
            raise InternalError
        _count_text(job, pool) if job.url is None else _count_page(job, job.url, pool, fetcher)
    except PageError as error:
        _change_after(error, job)
        return error.code
    except (PoolClosed, *FAULTS_OF_THIS_MACHINE):
        raise
    except Exception:
        # The last line of defense: no bug may leave a result running forever.
        logger.exception("Counting result %s failed", job.id)
        jobs.fail(job, InternalError())
        return InternalError.code
    return "done"


def _change_after(error: PageError, job: Job) -> None:
    if isinstance(error, ServerBusy) and not error.was_asked:
        jobs.postpone(job, error)
    elif error.transient or isinstance(error, ServerBusy):
        jobs.retry_later(job, error)  # this counts as an attempt: a server was asked
    else:
        jobs.fail(job, error)


def _count_text(job: Job, pool: CountingPool) -> None:
    # The text is read once a child is free, so that waiting results take no memory.
    def count(process: CountingProcess) -> None:
        text = text_of(job)
        file = None if text else Upload.file_of(job.id)
        db.release()
        if file is None:
            if text is None:
                raise InternalError
            _store(job, process.count_text(text, job.language), None)
        else:
            count = process.count_file(io.BytesIO(file.body), file.name, job.language)
            _store(job, replace(count, title=file.name), None)

    pool.run(count, job.turn)


def text_of(job: Job) -> str | None:
    """Return the pasted text of a job; None if it is a file, or is lost."""
    text: str | None = Result.select(Result.text).where(Result.id == job.id).scalar()
    return text


def _count_page(job: Job, url: str, pool: CountingPool, fetcher: Fetcher) -> None:
    with SpooledTemporaryFile(max_size=IN_MEMORY) as page:
        find_refresh = functools.partial(_find_refresh, job, pool)
        fetched = fetcher.fetch(
            url,
            page,
            find_refresh,
            ask_robots=job.priority != jobs.ASKED_FOR,
            take_turn=CrawledHost.take_turn if job.priority == jobs.CORPUS else None,
        )

        def count(process: CountingProcess) -> SerializedCount | None:
            counted = process.count_page(page, fetched.content_type, job.language)
            if counted.size < STORE_FIRST:
                return counted
            _store(job, counted, fetched.address)
            return None

        counted = pool.run(count, job.turn)
    if counted:
        _store(job, counted, fetched.address)


def _find_refresh(
    job: Job, pool: CountingPool, page: IO[bytes], content_type: str | None, url: str
) -> str | None:
    """Return the address that a page refreshes to at once, like `wordcount.page.find_refresh`."""
    if not mentions_refresh(page):
        return None
    return pool.run(lambda process: process.find_refresh(page, content_type, url), job.turn)


def _store(job: Job, count: SerializedCount, url: str | None) -> None:
    """Charge the client for a count, and store it. Raises QuotaExceeded or OSError."""
    with _turn_to_store():
        if storage.is_full():
            raise OSError(errno.ENOSPC, "STORAGE_LIMIT is reached")
        if not Quota.charge(job.client, stored_size(count), settings.current().MEGABYTES_PER_DAY):
            raise QuotaExceeded
        jobs.finish(job, count, url)
    if url and job.url and url != job.url:
        subscriptions.rename(job.url, url)


@contextmanager
def _turn_to_store() -> Iterator[None]:
    """Wait until no other thread of this process stores a count, but at most MAX_WAIT seconds.

    Stores add pages to the same table and indexes, which PostgreSQL does under a lock: several at
    once wait for one another there, and are no quicker. A slow one does not delay the others.
    """
    is_mine = _storing.acquire(timeout=MAX_WAIT)
    try:
        yield
    finally:
        if is_mine:
            _storing.release()
