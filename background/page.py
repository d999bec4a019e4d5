"""Take one claimed result from running to done, failed, or back to pending."""

import logging
import time
from tempfile import SpooledTemporaryFile

import db
import jobs
import settings
from background.storing import Storer
from db import UNAVAILABLE
from jobs import Job
from wordcount.contained import CountingPool, PoolClosed, StartFailed
from wordcount.errors import InternalError, PageError
from wordcount.fetching.fetch import fetch
from wordcount.fetching.response import WriteFailed

IN_MEMORY = 64 * 1024  # bytes of a fetched page; a larger one waits on disk until it is counted
STORE_FIRST = 1_000_000  # bytes of a count: its child counts nothing else until it is stored

logger = logging.getLogger(__name__)


def settle(job: Job, pool: CountingPool, storer: Storer) -> None:
    """Fetch and count a claimed result, and store the outcome.

    If this machine cannot do it (the database cannot be reached, a disk is full, no child starts),
    the result stays running, and is requeued when its lease ends. If the pool is closed, the worker
    requeues it.
    """
    began = time.monotonic()
    try:
        outcome = _outcome(job, pool, storer)
    except PoolClosed:
        return
    except (OSError, StartFailed, WriteFailed, *UNAVAILABLE) as error:
        reason = " ".join(str(error.__cause__ or error).split())
        logger.warning("Result %s is left for later: %s", job.id, reason)
        return
    fields = {
        "result": job.id,
        "outcome": outcome,
        "attempt": job.attempts,
        "milliseconds": round((time.monotonic() - began) * 1000),
    }
    logger.info("counted", extra={"fields": fields})


def _outcome(job: Job, pool: CountingPool, storer: Storer) -> str:
    """Settle the job, and return "done" or the code of an error."""
    try:
        if job.attempts > jobs.MAX_ATTEMPTS:
            raise InternalError
        if job.url is None:
            _count_text(job, pool, storer)
        else:
            _count_page(job, job.url, pool, storer)
    except PageError as error:
        change = jobs.retry_later if error.transient else jobs.fail
        storer.store(change, job, error)
        return error.code
    except (PoolClosed, StartFailed, WriteFailed, OSError, *UNAVAILABLE):
        raise
    except Exception:
        # The last line of defence: no bug leaves a result running for ever.
        logger.exception("Counting result %s broke", job.id)
        storer.store(jobs.fail, job, InternalError())
        return InternalError.code
    return "done"


def _count_text(job: Job, pool: CountingPool, storer: Storer) -> None:
    # Read when a child is free, so that the texts of waiting results take no memory.
    with pool.lease() as process:
        text = jobs.text_of(job)
        db.release()  # hold no connection while the storer needs one
        storer.store(jobs.finish, job, process.count_text(text), None)


def _count_page(job: Job, url: str, pool: CountingPool, storer: Storer) -> None:
    with SpooledTemporaryFile(max_size=IN_MEMORY) as page:
        fetched = fetch(url, settings.current().FETCH_ALLOW, into=page)
        with pool.lease() as process:
            count = process.count_page(page, fetched.content_type)
            if count.size >= STORE_FIRST:
                storer.store(jobs.finish, job, count, fetched.address)
                return
    storer.store(jobs.finish, job, count, fetched.address)
