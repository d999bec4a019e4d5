"""Limits of one process: on submissions per minute, and on memory.

admission.py has the limits that all processes share; waiting.py limits how many requests wait for a
result.
"""

import queue
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from math import ceil
from time import monotonic

from flask import Flask, current_app, g, request
from flask_babel import LazyString, gettext, lazy_gettext
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from db import release
from statements import lift_limit, limit_statements
from web.client import current_client
from web.durations import format_duration
from wordcount.fair_queue import FairPool

MAX_CLIENTS = 10_000  # remembered; the one seen least recently is forgotten first
QUEUE_RETRY_AFTER = 30  # seconds, in which a worker counts some hundreds of pages

SERIALIZE_REQUESTS_FROM = 1_000_000  # bytes; parsing a request takes ten times its size in memory
TURN_TIMEOUT = 20  # seconds to wait for the slot of large requests and long texts
NETWORK_RATE = 10  # times the submissions of one client in a minute

TOO_MUCH_SENT = lazy_gettext("Too much data is being sent at once. Try again in half a minute.")
TOO_MANY_READ = lazy_gettext(
    "Too many long texts are being read at once. Try again in half a minute."
)

MAX_TURNS = 32  # requests that wait for the slot
slot = FairPool([object()], max_waiting=MAX_TURNS)

# The time, by monotonic(), at which the allowance of each key is full again.
allowances: OrderedDict[str, float] = OrderedDict()
allowances_lock = threading.Lock()


def check_limits() -> None:
    """Raise TooManyRequests if a submission exceeds the limit of its client or network."""
    per_minute = current_app.config["SUBMISSIONS_PER_MINUTE"]
    if not per_minute:
        return
    client = current_client()
    for name, limit in ((client.name, per_minute), (client.network, per_minute * NETWORK_RATE)):
        if wait := seconds_to_wait(name, limit):
            raise TooManyRequests(
                gettext(
                    "You sent more than %(limit)s pages in a minute. Try again in %(duration)s.",
                    limit=limit,
                    duration=format_duration(wait),
                ),
                retry_after=wait,
            )


@contextmanager
def serialize_large_request() -> Iterator[bool]:
    """Wait for the slot if the request is large.

    Yields whether it waited. The server has received the whole request, so a slow sender delays
    nobody. Raises ServiceUnavailable if the slot does not become free.
    """
    length = request.content_length
    most = current_app.config["MAX_CONTENT_LENGTH"]
    is_large = length is None or SERIALIZE_REQUESTS_FROM <= length <= most
    if not is_large:  # one that is too long will be refused
        yield False
        return
    wait_for_turn(TOO_MUCH_SENT)
    try:
        yield True
    finally:
        end_turn(None)


def wait_for_turn(message: LazyString = TOO_MANY_READ) -> None:
    """Wait for the slot for large requests and long results, and hold it until this request ends.

    Raises ServiceUnavailable if too many requests wait, or the slot does not become free.
    """
    if "turn" in g:
        return
    release()
    g.turn = begin_turn(str(message))


@contextmanager
def without_turn() -> Iterator[None]:
    """Release the slot while the block waits for something else, then acquire it again.

    Raises ServiceUnavailable as wait_for_turn() does.
    """
    had_turn = "turn" in g
    end_turn(None)
    with waiting():
        yield
    if had_turn:
        wait_for_turn()


def begin_turn(message: str) -> object:
    """Return the slot once it is this client's turn. Raises ServiceUnavailable."""
    try:
        with waiting():
            return slot.get(current_client(), TURN_TIMEOUT)
    except (queue.Empty, queue.Full) as exc:
        raise ServiceUnavailable(message, retry_after=QUEUE_RETRY_AFTER) from exc


def waiting() -> AbstractContextManager[None]:
    """Let the server run another request while this one waits (http_server/server.py)."""
    while_waiting: AbstractContextManager[None]
    while_waiting = request.environ.get("http_server.waiting", nullcontext)()
    return while_waiting


def end_turn(error: BaseException | None) -> None:
    if turn := g.pop("turn", None):
        slot.put(turn)


def register(app: Flask) -> None:
    """Limit the statements of each request of `app`, and release its slot at its end."""
    app.before_request(limit_statements)
    app.teardown_request(lift_limit)
    app.teardown_request(end_turn)


def seconds_to_wait(key: str, per_minute: int) -> int:
    """Take one token of a client or a network; return 0, or the seconds until the next token.

    This is the generic cell rate algorithm (ITU-T I.371): each token delays the time at which the
    allowance is full by 60 / per_minute seconds, and it may be at most a minute away.
    """
    now, interval = monotonic(), 60 / per_minute
    with allowances_lock:
        full_at = max(allowances.pop(key, now), now)
        wait = full_at + interval - (now + 60)
        allowances[key] = full_at if wait > 0 else full_at + interval
        while len(allowances) > MAX_CLIENTS:
            allowances.popitem(last=False)
    return ceil(wait) if wait > 0 else 0
