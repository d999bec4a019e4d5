"""The queue, and what is done in the background.

The queue is in the same database, so a result and its task are stored together or not at all.
huey forgets a task when it is taken: the row in `results` is the truth, and worker.py looks for
rows whose task is gone.
"""

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import urlsplit

from huey.api import Huey, Task
from huey.contrib.sql_huey import SqlStorage

import apart
import settings
from db import UNAVAILABLE, database
from models import Result
from watches import Watch
from wordcount import Count, count_page, count_text
from wordcount.errors import InternalError, PageError
from wordcount.fetch import fetch

FETCHES_PER_HOST = 2  # at a time, by all workers together: a guest does not crowd its host
LOOKS_PER_SECOND = 50  # of results whose host was busy and has not called them, all together
MAX_BUSY_DELAY = 60  # seconds
RETRY_DELAYS = (dt.timedelta(seconds=5), dt.timedelta(seconds=30))  # after a passing fault
LEASE = dt.timedelta(seconds=20)  # a running result nobody renews for so long is abandoned
GRACE = dt.timedelta(seconds=10)  # a task may be on its way from the queue to its worker so long
MAX_ATTEMPTS = 5  # a page whose worker died this often is what kills it
WATCHED_AT_A_TIME = 50  # addresses that are queued at once, every few seconds, by each worker
LARGE = 1_000_000  # bytes or characters: of such, one at a time, in a process of its own
SMALL_AT_A_TIME = 3  # by the threads of one worker: each may take 60 MB, however short it is

logger = logging.getLogger(__name__)


class Queue(Huey):
    """huey, where no task is ever revoked: it need not look that up for each of them."""

    def is_revoked(self, task: Task, timestamp: object = None, peek: bool = True) -> bool:
        return False

    def delete(self, key: str) -> bool:
        return False


# Its tables come by migration; what a task returns is in `results`, so huey keeps no results.
huey = Queue(
    "wordcount", storage_class=SqlStorage, database=database, create_tables=False, results=False
)

in_hand: set[int] = set()  # the ids that this process is counting
one_large_at_a_time = threading.Lock()
few_small_at_a_time = threading.BoundedSemaphore(SMALL_AT_A_TIME)


@dataclass(frozen=True)
class Source:
    """A text, or the bytes of a page with its `Content-Type` and the address that answered.

    Many may wait to be counted: `read` brings it into memory.
    """

    size: int
    read: Callable[[], str | bytes]
    content_type: str | None = None
    url: str | None = None

    @property
    def is_large(self) -> bool:
        return self.size >= LARGE


def submit(url: str | None = None, text: str | None = None) -> Result:
    """Store a pending result for the address `url` or the pasted `text`, and queue its task.

    Whoever asks for an address that is still to be counted is given that result.
    """
    while True:
        with database.atomic():
            result = Result.submit(url, text)
            if result is not None:
                count_result(result.id)
                return result
        assert url is not None  # texts are never the same result
        result = Result.open_at(url).get_or_none()
        if result is not None:
            return result


@huey.task()
def count_result(id: int) -> None:
    """Count one pending result. Its outcome, also a failure, is kept in its row."""
    result = take(id)
    if result is None:
        return
    began = time.monotonic()
    in_hand.add(id)
    try:
        outcome = settle(result)
    finally:
        in_hand.discard(id)
    if result.url:
        call_next(host_of(result.url))
    logger.info(
        "counted",
        extra={
            "facts": {
                "result": id,
                "outcome": outcome,
                "attempt": result.attempts,
                "milliseconds": round((time.monotonic() - began) * 1000),
            }
        },
    )


def take(id: int) -> Result | None:
    """The result to be counted now, marked as running; None where it is not its turn."""
    with database.atomic():
        result = Result.take(id)
        if result is None:
            return None
        if result.attempts >= MAX_ATTEMPTS:
            result.fail(InternalError())
            return None
        if result.url and host_is_busy(result.url):
            delay = busy_delay()
            result.postpone(delay)
            count_result.schedule((id,), delay=delay)
            return None
        result.start()
        return result


def host_is_busy(url: str) -> bool:
    """Whether enough is being fetched from the host of `url`.

    Holds the host until the transaction ends, so that no two workers count the same vacancy.
    """
    host = host_of(url)
    database.execute_sql("SELECT pg_advisory_xact_lock(hashtext(%s))", [host])
    fetching = [running.url for running in Result.running() if running.url]
    return sum(host_of(other) == host for other in fetching) >= FETCHES_PER_HOST


def call_next(host: str) -> None:
    """Queue who waits for a place at `host`, of which there is one again."""
    with database.atomic():
        for id in Result.call(host):
            count_result(id)


def busy_delay() -> dt.timedelta:
    """How long until a result that nobody has called looks itself: longer where many wait."""
    waiting, _ = Result.backlog()
    return dt.timedelta(seconds=min(max(1, waiting / LOOKS_PER_SECOND), MAX_BUSY_DELAY))


def host_of(url: str) -> str:
    """The host of `url`, with its port where that is not the usual one: another server, then."""
    return urlsplit(url if "://" in url else f"//{url}").netloc


def settle(result: Result) -> str:
    """Count a running result, store what came of it, and name it: "done" or an error's code.

    Raises what says that the database is away; then the result is found by recover().
    """
    database.close()  # no connection is held while a page is fetched
    try:
        with SpooledTemporaryFile(max_size=LARGE) as page:
            source = source_of(result, page)
            with memory_for(source):
                result.finish(count(source), source.url)
    except PageError as error:
        retry_or_fail(result, error)
        return error.code
    except apart.Ended:
        give_back({result.id})
        return "given back"
    except UNAVAILABLE:
        raise
    except Exception:
        # The last line of defence: whatever broke, nobody waits for this result for ever.
        logger.exception("Counting result %s broke", result.id)
        result.fail(InternalError())
        return InternalError.code
    return "done"


def retry_or_fail(result: Result, error: PageError) -> None:
    """A fault that may pass is tried again, further and further apart; any other is final."""
    if not error.passing or result.attempts > len(RETRY_DELAYS):
        result.fail(error)
        return
    delay = RETRY_DELAYS[result.attempts - 1]
    with database.atomic():
        result.postpone(delay, error)
        count_result.schedule((result.id,), delay=delay)


def source_of(result: Result, page: IO[bytes]) -> Source:
    """The pasted text, or the page, which is fetched into the file `page`. Raises PageError."""
    if result.url is None:
        return Source(result.characters or 0, lambda: Result.text_of(result.id))
    fetched = fetch(result.url, settings.current().FETCH_ALLOW, into=page)
    size = page.tell()
    page.seek(0)
    return Source(size, page.read, fetched.content_type, fetched.address)


@contextmanager
def memory_for(source: Source) -> Iterator[None]:
    """Wait until that source can be counted and stored beside what is being counted."""
    with one_large_at_a_time if source.is_large else few_small_at_a_time:
        yield


def count(source: Source) -> Count | apart.WrittenCount:
    """The words of the source. Raises PageError, apart.Ended."""
    match source.read():
        case str(text):
            return apart.count_pasted(text) if source.is_large else count_text(text)
        case body:
            counting = apart.count if source.is_large else count_page
            return counting(body, source.content_type)


def recover() -> list[int]:
    """Queue again what a dead worker has left behind, and give the ids.

    A running result is abandoned when its worker has not renewed it for LEASE; a pending one is
    lost when its turn came GRACE ago and there is no task of it.
    """
    with database.atomic():
        ids = Result.give_back_abandoned(LEASE)
        overdue = {result.id for result in Result.overdue(GRACE)}
        if overdue:
            ids += Result.queue_again(overdue - on_queue(), GRACE)
        for id in ids:
            count_result(id)
    if ids:
        logger.warning("Queued again what a worker left behind: results %s", ids)
    return ids


def count_watched() -> None:
    """Queue the addresses that are watched and whose turn it is."""
    with database.atomic():
        for watch in Watch.due(WATCHED_AT_A_TIME):
            submit(watch.url)
            watch.postpone()


def on_queue() -> set[int]:
    """The ids of all results that have a task; no more than the queue may be long."""
    return {task.args[0] for task in (*huey.pending(), *huey.scheduled())}


def give_back(ids: Collection[int] | None = None) -> None:
    """Queue again these running results; by default all in hand, for the process is to stop."""
    ids = tuple(in_hand) if ids is None else ids
    if not ids:
        return
    with database.atomic():
        for id in Result.give_back(ids):
            count_result(id)
