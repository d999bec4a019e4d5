"""Limits on submissions per minute, on waiting threads and on memory, for each process by itself.

Those that all processes share are in web/admission.py.
"""

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil
from time import monotonic

from flask import Flask, current_app, g, request
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from db import lift_limit, limit_statements, release
from settings import WEB_THREADS
from web.client import client_address

MAX_CLIENTS = 10_000  # remembered; the one that was away for longest is forgotten first
QUEUE_RETRY_AFTER = 30  # seconds; a worker counts some hundreds of pages meanwhile

SERIALIZE_REQUESTS_FROM = 1_000_000  # bytes; parsing a request takes ten times its size in memory
TURN_TIMEOUT = 10  # seconds to wait for the slot of large requests and long texts

large_request_slot = threading.Lock()

# The other threads answer requests while these wait for their results or for the slot.
waiting = threading.BoundedSemaphore(WEB_THREADS // 2)
waiting_by_client: Counter[str] = Counter()
waiting_lock = threading.Lock()
WAITING_OF_CLIENT = WEB_THREADS // 4


def never() -> bool:
    return False


stopping: Callable[[], bool] = never  # replaced by gunicorn.conf.py

# The moment at which the allowance of each client is full again.
allowances: OrderedDict[str, float] = OrderedDict()
allowances_lock = threading.Lock()


def check_limits() -> None:
    """Raise TooManyRequests if one more submission exceeds its client's limit for a minute."""
    per_minute = current_app.config["SUBMISSIONS_PER_MINUTE"]
    if per_minute:
        wait = seconds_to_wait(client_address(), per_minute)
        if wait:
            raise TooManyRequests(
                f"That was more than {per_minute} pages in a minute. "
                f"Go on in {wait} {'second' if wait == 1 else 'seconds'}.",
                retry_after=wait,
            )


@contextmanager
def serialize_large_request() -> Iterator[bool]:
    """Wait for the single slot if the request is large; yield whether it is.

    The server has received all of it, so a slow sender delays nobody. Raises ServiceUnavailable if
    the slot does not become free.
    """
    length = request.content_length
    most = current_app.config["MAX_CONTENT_LENGTH"]
    if length is not None and (length < SERIALIZE_REQUESTS_FROM or length > most):  # refused
        yield False
        return
    with place_to_wait(True) as has_place:
        is_next = large_request_slot.acquire(timeout=TURN_TIMEOUT if has_place else 0)
    if not is_next:
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
    """Yield whether this request may wait: it is `wanted`, and not too many others wait.

    At most half of those who wait are of one client.
    """
    client = client_address()
    with waiting_lock:
        has_place = wanted and waiting_by_client[client] < WAITING_OF_CLIENT
        has_place = has_place and waiting.acquire(blocking=False)
        waiting_by_client[client] += has_place
    try:
        yield has_place
    finally:
        with waiting_lock:
            if has_place:
                waiting.release()
                waiting_by_client[client] -= 1
            if not waiting_by_client[client]:
                del waiting_by_client[client]
