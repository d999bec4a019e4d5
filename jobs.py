"""The life of a result, from submitted to done or failed. Its row is the job: there is no queue.

    submit -> pending -> claim -> running -> finish -> done
                 ^                   |  \\
                 +--- retry_later ---+   +-> fail -> failed
                 +--- requeue -------+

Only the database's clock is used, so the clocks of the machines may differ.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import peewee as pw

from db import database
from models import OPEN, Result
from wordcount.contained import SerializedCount
from wordcount.errors import InternalError, PageError

FETCHES_PER_HOST = 2  # at a time, by all workers together: a guest does not crowd its host
RETRY_DELAYS = (dt.timedelta(seconds=5), dt.timedelta(seconds=30))  # after a passing fault
LEASE = dt.timedelta(seconds=20)  # a running result without a heartbeat for so long is abandoned
MAX_ATTEMPTS = 5  # a page whose worker died this often is what kills it
CONSIDERED = 4  # due results that a claim looks at for each that it may take; busy hosts' aside

# What a result is claimed by: the smaller number first.
ASKED_FOR, WATCHED = 0, 1  # by a person or a program, or by a watch

CHANNEL = "results"  # of LISTEN and NOTIFY

# Advisory locks: one claim at a time, and one that every idle worker shares.
CLAIM_LOCK = int.from_bytes(b"claim", "big")
IDLE_LOCK = int.from_bytes(b"idle", "big")

# Old code leaves `host` and `priority` null. An address is stored with its scheme, or without one.
HOST = """coalesce(host, CASE WHEN starts_with(url, 'http://') OR starts_with(url, 'https://')
    THEN split_part(url, '/', 3) ELSE split_part(url, '/', 1) END)"""
PRIORITY = "coalesce(priority, 0)"

# The statements go to the server together, and are one transaction there: a worker that freezes
# cannot keep the lock. What a crash of the server loses of a claim is pending again.
# A future `queued_at` without an error is old code's mark for a host that was busy.
CLAIM = f"""
    SET LOCAL synchronous_commit = off;
    SELECT pg_advisory_xact_lock(%(lock)s);
    WITH busy AS (
        SELECT {HOST} AS host, count(*) AS fetches
        FROM results
        WHERE status = 'running' AND url IS NOT NULL
        GROUP BY 1
    ), due AS (
        SELECT id, {HOST} AS host, {PRIORITY} AS priority, queued_at
        FROM results
        WHERE status = 'pending'
            AND (queued_at <= clock_timestamp() OR error_code IS NULL)
            AND (url IS NULL OR {HOST} NOT IN (
                SELECT host FROM busy WHERE fetches >= %(fetches_per_host)s))
        ORDER BY {PRIORITY}, queued_at
        LIMIT %(considered)s
    ), ranked AS (
        SELECT due.*, row_number() OVER (
            PARTITION BY host ORDER BY priority, queued_at, id) AS place
        FROM due
    ), chosen AS (
        SELECT id
        FROM ranked LEFT JOIN busy USING (host)
        WHERE host IS NULL OR place + coalesce(fetches, 0) <= %(fetches_per_host)s
        ORDER BY priority, queued_at, id
        LIMIT %(limit)s
    ), free AS (
        SELECT id
        FROM results
        WHERE id = ANY(ARRAY(SELECT id FROM chosen))
        FOR UPDATE SKIP LOCKED
    )
    UPDATE results
    SET status = 'running', attempts = attempts + 1, taken_at = clock_timestamp()
    WHERE id = ANY(ARRAY(SELECT id FROM free)) AND status = 'pending'
    RETURNING id, url, attempts
"""

# In SQL, as there are many: Peewee takes longer to write them than psycopg2 to send them.
STORE = """
    INSERT INTO results (url, text, host, priority, status, attempts, created_at, queued_at)
    VALUES (%(url)s, %(text)s, %(host)s, %(priority)s, 'pending', 0, now(), now())
    ON CONFLICT DO NOTHING
    RETURNING id, created_at
"""
FINISH = """
    UPDATE results
    SET status = 'done', error_code = NULL, error_message = NULL, url = %(url)s,
        title = %(title)s, language = %(language)s, language_source = %(language_source)s,
        text = coalesce(%(text)s, text), total = %(total)s, "distinct" = %(distinct)s,
        result_all = %(result_all)s, result_no_stop_words = %(result_no_stop_words)s
    WHERE id = %(id)s AND attempts = %(attempts)s AND status IN ('pending', 'running')
"""

# Outside the transaction that stores: NOTIFY takes a lock of the whole database until it commits.
# The exclusive lock is refused while an idle worker shares it.
WAKE = f"""
    SELECT pg_notify('{CHANNEL}', '') WHERE NOT pg_try_advisory_xact_lock(%s)
"""


@dataclass(frozen=True)
class Job:
    """A claimed result. `attempts` tells one claim from the next: only the latest may change it."""

    id: int
    url: str | None  # None for a pasted text
    attempts: int


def submit(url: str | None = None, text: str | None = None, priority: int = ASKED_FOR) -> Result:
    """Store a pending result for the address `url` or the pasted `text`, and wake a worker.

    An address that is pending or running already is not stored again: its result is returned.
    """
    result = store(url, text, priority)
    wake_workers()
    return result


def store(url: str | None, text: str | None, priority: int) -> Result:
    """Do as `submit`, but wake nobody."""
    host = host_of(url) if url else None
    values = {"url": url, "text": text, "host": host, "priority": priority}
    while True:
        stored = database.execute_sql(STORE, values).fetchone()
        if stored is not None:
            id, created_at = stored
            return Result(id=id, url=url, status="pending", created_at=created_at)
        open_result: Result | None = (
            Result.select(*Result.without_words())
            .where(Result.url == url, Result.status.in_(OPEN))
            .get_or_none()
        )
        if open_result is not None:  # else it was settled between the two statements
            return open_result


def host_of(url: str) -> str:
    """The host of `url`, with its port where that is not the usual one: another server, then."""
    return urlsplit(url if url.startswith(("http://", "https://")) else f"//{url}").netloc


def wake_workers() -> None:
    """Notify the idle workers, if there are any, that a result can be claimed."""
    database.execute_sql(WAKE, [IDLE_LOCK])


def claim(limit: int) -> list[Job]:
    """Claim at most `limit` results, which the caller begins at once: this counts as an attempt.

    They are taken by priority and then by their turn, never more than FETCHES_PER_HOST of a host.
    """
    values = {
        "lock": CLAIM_LOCK,
        "fetches_per_host": FETCHES_PER_HOST,
        "considered": CONSIDERED * limit,
        "limit": limit,
    }
    return [Job(*row) for row in database.execute_sql(CLAIM, values)]


def declare_idle() -> None:
    """Be notified from now on. Claim once more afterwards: what came before woke nobody."""
    database.execute_sql("SELECT pg_advisory_lock_shared(%s)", [IDLE_LOCK])


def declare_busy() -> None:
    database.execute_sql("SELECT pg_advisory_unlock_shared(%s)", [IDLE_LOCK])


def seconds_to_next() -> float | None:
    """Seconds until the next pending result is due, None where none is waiting for its time."""
    wait = pw.fn.extract(
        pw.NodeList((pw.SQL("EPOCH FROM"), pw.fn.min(Result.queued_at) - pw.fn.now()))
    )
    later = (Result.status == "pending") & (Result.queued_at > pw.fn.now())
    seconds = Result.select(wait).where(later).scalar()
    return None if seconds is None else float(seconds)


def heartbeat(ids: Collection[int]) -> None:
    """Say that these running results are not abandoned."""
    if ids:
        held = Result.id.in_(tuple(ids)) & (Result.status == "running")
        Result.update(taken_at=pw.fn.now()).where(held).execute()


def text_of(job: Job) -> str:
    """The pasted text of a job."""
    return Result.select(Result.text).where(Result.id == job.id).scalar() or ""


def finish(job: Job, count: SerializedCount, url: str | None) -> None:
    """Store the count of a page and `url`, the address that answered."""
    database.execute_sql(FINISH, {**vars(job), **vars(count), "url": url})


def fail(job: Job, error: PageError) -> None:
    """Store why a page could not be counted."""
    _change(job, status="failed", error_code=error.code, error_message=str(error))


def retry_later(job: Job, error: PageError) -> None:
    """Leave a page that met a passing fault for later; after the last retry it fails."""
    if job.attempts > len(RETRY_DELAYS):
        fail(job, error)
        return
    _change(
        job,
        status="pending",
        queued_at=pw.fn.now() + RETRY_DELAYS[job.attempts - 1],
        error_code=error.code,
        error_message=str(error),
    )


def requeue(ids: Collection[int]) -> list[int]:
    """Make running results pending again; return the ids of those that were running."""
    return _requeue(Result.id.in_(tuple(ids))) if ids else []


def requeue_abandoned() -> list[int]:
    """Make pending again what has had no heartbeat for LEASE, and return the ids.

    What was tried MAX_ATTEMPTS times fails. What another session is changing is left alone.
    """
    is_abandoned = (Result.status == "running") & (Result.taken_at < pw.fn.now() - LEASE)
    abandoned = Result.select(Result.id).where(is_abandoned).for_update(skip_locked=True)
    error = InternalError()
    Result.update(status="failed", error_code=error.code, error_message=str(error)).where(
        Result.id.in_(abandoned.where(Result.attempts >= MAX_ATTEMPTS))
    ).execute()
    return _requeue(Result.id.in_(abandoned))


def _requeue(which: pw.Node) -> list[int]:
    changed = Result.update(status="pending").where(which, Result.status == "running")
    return [result.id for result in changed.returning(Result.id).execute()]


def _change(job: Job, **values: Any) -> None:
    """Change the row, unless it is settled, or was claimed again since."""
    is_mine = (Result.id == job.id) & (Result.attempts == job.attempts) & Result.status.in_(OPEN)
    Result.update(**values).where(is_mine).execute()
