"""Limits on submissions per client, on the queue, on waiting threads and on memory.

Each process counts the submissions of a client by itself; the queue is that of all processes.
"""

import shutil
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil
from time import monotonic

from flask import Flask, current_app, g, request
from werkzeug.exceptions import BadRequest, ServiceUnavailable, TooManyRequests

from db import lift_limit, limit_statements, release
from models import Result
from settings import WEB_THREADS
from web.client import client_address

MAX_CLIENTS = 10_000  # remembered; the one that was away for longest is forgotten first
QUEUE_RETRY_AFTER = 30  # seconds; a worker counts some hundreds of pages meanwhile

SPOOL_REQUESTS_FROM = 1_000_000  # bytes; parsing a request takes ten times its size in memory
TURN_TIMEOUT = 10  # seconds to wait for the slot of large requests and long texts

QUEUE_LENGTH_VALID = 0.5  # seconds

large_request_slot = threading.Lock()

# The other threads answer requests while these wait for their results or for the slot.
waiting = threading.BoundedSemaphore(WEB_THREADS // 2)


def never() -> bool:
    return False


stopping: Callable[[], bool] = never  # replaced by gunicorn.conf.py

# How many results are accepted before the length of the queue is read again, and until when.
room, room_until = 0, 0.0

# The moment at which the allowance of each client is full again.
allowances: OrderedDict[str, float] = OrderedDict()
allowances_lock = threading.Lock()


def check_limits() -> None:
    """Raise TooManyRequests or ServiceUnavailable if one more submission exceeds a limit."""
    per_minute = current_app.config["SUBMISSIONS_PER_MINUTE"]
    if per_minute:
        wait = seconds_to_wait(client_address(), per_minute)
        if wait:
            raise TooManyRequests(
                f"That was more than {per_minute} pages in a minute. "
                f"Go on in {wait} {'second' if wait == 1 else 'seconds'}.",
                retry_after=wait,
            )
    if is_queue_full(current_app.config["QUEUE_LIMIT"]):
        raise ServiceUnavailable(
            "Too many pages are waiting to be counted. Try again in half a minute.",
            retry_after=QUEUE_RETRY_AFTER,
        )


def is_queue_full(limit: int) -> bool:
    """Whether `limit` results are pending.

    Between two queries, all web processes of this machine accept at most a quarter of the room.
    """
    global room, room_until
    if room > 0 and monotonic() < room_until:
        room -= 1
        return False
    pending = Result.count_pending(limit)
    share = 4 * current_app.config["WEB_CONCURRENCY"]
    room, room_until = (limit - pending) // share, monotonic() + QUEUE_LENGTH_VALID
    return pending >= limit


@contextmanager
def spool_request() -> Iterator[bool]:
    """Spool a large request to disk, then wait for the single slot; yield whether it was large.

    A slow sender delays nobody. Raises ServiceUnavailable if the slot does not become free.
    """
    length = request.content_length
    if length is not None and length < SPOOL_REQUESTS_FROM:
        yield False
        return
    with tempfile.TemporaryFile() as arrived:
        try:
            shutil.copyfileobj(request.stream, arrived)
        except OSError as exc:
            if exc.errno is None:  # gunicorn's, for malformed chunks
                raise BadRequest("The body of the request is malformed.") from exc
            raise ServiceUnavailable(
                "The request cannot be stored. Try again later.", retry_after=QUEUE_RETRY_AFTER
            ) from exc
        request.environ["CONTENT_LENGTH"] = str(arrived.tell())
        request.environ["wsgi.input"] = arrived
        del request.stream  # it was read to its end; the next access creates another
        arrived.seek(0)
        if not large_request_slot.acquire(timeout=TURN_TIMEOUT):
            raise ServiceUnavailable(
                "Too much is being sent at once. Try again in half a minute.",
                retry_after=QUEUE_RETRY_AFTER,
            )
        try:
            yield True
        finally:
            large_request_slot.release()


def wait_for_turn() -> None:
    """Acquire the slot for long texts and many words, and hold it until this request ends.

    Raises ServiceUnavailable if too many requests wait, or the slot does not become free.
    """
    if "has_turn" in g:
        return
    release()
    with place_to_wait(True) as has_place:
        if not large_request_slot.acquire(timeout=TURN_TIMEOUT if has_place else 0):
            raise ServiceUnavailable(
                "Too many long texts are being read at once. Try again in half a minute.",
                retry_after=QUEUE_RETRY_AFTER,
            )
    g.has_turn = True


def end_turn(error: BaseException | None) -> None:
    if g.pop("has_turn", False):
        large_request_slot.release()


def register(app: Flask) -> None:
    """Limit the statements of every request of `app`, and release its slot at its end."""
    app.before_request(limit_statements)
    app.teardown_request(lift_limit)
    app.teardown_request(end_turn)


def seconds_to_wait(client: str, per_minute: int) -> int:
    """Take one token; return 0, or the seconds until the next token.

    The generic cell rate algorithm (ITU-T I.371): each submission moves the moment at which the
    allowance is full by 60 / per_minute seconds, and that moment is at most a minute off.
    """
    now = monotonic()
    with allowances_lock:
        full_at = max(allowances.pop(client, now), now) + 60 / per_minute
        too_far = full_at - now - 60
        allowances[client] = full_at if too_far <= 0 else full_at - 60 / per_minute
        while len(allowances) > MAX_CLIENTS:
            allowances.popitem(last=False)
    return ceil(too_far) if too_far > 0 else 0


def stop_waiting_when(condition: Callable[[], bool]) -> None:
    """End every wait for a result as soon as `condition()`, when the server is stopping."""
    global stopping
    stopping = condition


def may_wait() -> bool:
    return not stopping()


@contextmanager
def place_to_wait(wanted: bool) -> Iterator[bool]:
    """Yield whether this request may wait: it is `wanted`, and not too many others wait."""
    has_place = wanted and waiting.acquire(blocking=False)
    try:
        yield has_place
    finally:
        if has_place:
            waiting.release()
