"""The life of a result. Its row is the job: there is no other queue.

    submit -> pending -> claim -> running -> finish -> done
                 ^                   |  \\
                 +--- retry_later ---+   +-> fail -> failed
                 +--- requeue -------+

Times are those of the database, so the clocks of the machines may differ.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

import peewee as pw

from db import database
from jobs import turns
from jobs.submissions import ASKED_FOR
from models import NETWORK_BYTES, OPEN, Result
from wordcount.contained import SerializedCount
from wordcount.errors import InternalError, PageError, Stopped

RETRY_DELAYS = (dt.timedelta(seconds=5), dt.timedelta(seconds=30))  # after a transient error
MAX_RETRY_DELAY = dt.timedelta(minutes=10)
MIN_POSTPONED, MAX_POSTPONED = dt.timedelta(seconds=1), dt.timedelta(seconds=30)
LEASE = dt.timedelta(seconds=20)  # a running result is abandoned this long after its heartbeat
MAX_ATTEMPTS = 5  # after which a page is assumed to kill its workers

COUNTED = (
    *("url", "title", "language", "language_source", "total", "distinct", "mattr", "length"),
    *("text_rule", "rule", "segmenter", "result_all", "result_no_stop_words"),
    *("main_rule", "main_lines", "main_fingerprint", "main_total", "main_distinct", "main_all"),
    "main_no_stop_words",
)
# SQL, because it runs for every page. It also finishes a result that was requeued meanwhile, but
# not one claimed again (`attempts`).
FINISH = f"""
    UPDATE results
    SET status = 'done', {", ".join(f'"{name}" = %({name})s' for name in COUNTED)},
        text = coalesce(new.text, results.text),
        fingerprint = md5(coalesce(new.text, results.text)),
        error_code = NULL, error_message = NULL, client = NULL, finished_at = clock_timestamp()
    FROM (SELECT %(text)s::text AS text) AS new
    WHERE id = %(id)s AND attempts = %(attempts)s AND status IN ('pending', 'running')
"""


@dataclass(frozen=True)
class Job:
    """A claimed result. Only the latest claim, with the highest `attempts`, may change the row."""

    id: int
    url: str | None  # None for a pasted text
    attempts: int
    priority: int = ASKED_FOR
    client: memoryview | None = None  # a digest: see web/client.py and capacity/digests.py
    language: str | None = None  # that the submission named

    @property
    def turn(self) -> tuple[bytes, bytes]:
        """Return the network and the client, which take turns at the counting processes."""
        client = bytes(self.client or b"")
        return client[:NETWORK_BYTES], client


def claim(limit: int, running: Mapping[bytes, int] | None = None) -> list[Job]:
    """Claim at most `limit` results: by priority, clients taking turns, then by `queued_at`.

    At most turns.FETCHES_PER_HOST results of a host run at a time. `running` is the number of
    results of each network that the caller processes. A network that has `limit` of them gets no
    more; the others share the threads equally, and leave some for the next network. A claim counts
    as an attempt, because the caller starts each result at once.
    """
    running = running or {}
    values: dict[str, Any] = {
        "lock": turns.CLAIM_LOCK,
        "fetches_per_host": turns.FETCHES_PER_HOST,
        "limit": limit,
        "considered": turns.CONSIDERED,
        "limit_of_network": ceil(limit / 2),
        "busy_networks": [network for network, number in running.items() if number >= limit],
        "networks": [*running],
        "held": [*running.values()],
    }
    return [Job(*row) for row in database.execute_sql(turns.CLAIM, values)]


def seconds_to_next() -> float | None:
    """Return the seconds until the next retry is due, or None if there is none."""
    seconds: float | None = database.execute_sql(turns.NEXT).fetchone()[0]
    return seconds


def heartbeat(ids: Collection[int]) -> None:
    """Renew the lease of these running results, except rows that another session has locked."""
    if ids:
        _update_running(Result.id.in_(tuple(ids)), taken_at=pw.fn.now())


def finish(job: Job, count: SerializedCount, url: str | None) -> None:
    """Store a count. `url` is the address before redirects, with the scheme that worked."""
    database.execute_sql(FINISH, {**vars(job), **vars(count), "url": url})


def fail(job: Job, error: PageError) -> None:
    """Store why a page could not be counted."""
    _change(job, **_failed(error))


def stop(id: int, clients: Collection[bytes]) -> bool:
    """Fail a pending or running result that was submitted only by one client.

    `clients` are the digests of that client. Return whether there was such a result.
    """
    is_theirs = Result.client.in_(list(clients)) & Result.is_shared.is_null()
    is_theirs &= (Result.id == id) & Result.status.in_(OPEN)
    return bool(Result.update(**_failed(Stopped())).where(is_theirs).execute())


def _failed(error: PageError) -> dict[str, Any]:
    ended = {"text": None, "client": None, "finished_at": pw.fn.clock_timestamp()}
    return {"status": "failed", **ended, **_error(error)}


def _error(error: PageError) -> dict[str, str]:
    return {"error_code": error.code, "error_message": str(error)}


def retry_later(job: Job, error: PageError) -> None:
    """Retry a page after a transient error; fail it after len(RETRY_DELAYS) retries.

    The server may ask for a longer delay; if that exceeds MAX_RETRY_DELAY, the page fails.
    """
    asked_delay = dt.timedelta(seconds=error.retry_after)
    if job.attempts > len(RETRY_DELAYS) or asked_delay > MAX_RETRY_DELAY:
        fail(job, error)
        return
    queued_at = pw.fn.now() + max(RETRY_DELAYS[job.attempts - 1], asked_delay)
    _change(job, status="pending", queued_at=queued_at, **_error(error))


def postpone(job: Job, error: PageError) -> None:
    """Requeue a page that was not attempted, with a delay that grows with its age."""
    age = pw.fn.now() - Result.created_at
    queued_at = pw.fn.now() + pw.fn.greatest(MIN_POSTPONED, pw.fn.least(MAX_POSTPONED, age / 4))
    values = {"status": "pending", "queued_at": queued_at, "attempts": Result.attempts - 1}
    _change(job, **values, **_error(error))


def requeue(ids: Collection[int]) -> list[int]:
    """Make running results pending again, and return the ids of those that were running."""
    return _update_running(Result.id.in_(tuple(ids)), status="pending") if ids else []


def requeue_abandoned() -> list[int]:
    """Requeue results of dead workers, or fail them after MAX_ATTEMPTS; return the former's ids."""
    is_abandoned = Result.taken_at < pw.fn.now() - LEASE
    _update_running(is_abandoned & (Result.attempts >= MAX_ATTEMPTS), **_failed(InternalError()))
    return _update_running(is_abandoned, status="pending")


def _update_running(which: pw.Node, **values: Any) -> list[int]:
    """Change running results. Rows that another session has locked are skipped: no deadlocks."""
    running = Result.select(Result.id).where(which, Result.status == "running")
    changed = Result.update(**values).where(Result.id.in_(running.for_update(skip_locked=True)))
    return [result.id for result in changed.returning(Result.id).execute()]


def _change(job: Job, **values: Any) -> None:
    """Change the row, unless it is finished or was claimed again meanwhile."""
    is_mine = (Result.id == job.id) & (Result.attempts == job.attempts) & Result.status.in_(OPEN)
    Result.update(**values).where(is_mine).execute()
