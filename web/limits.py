"""How much is taken: from one client a minute, onto the queue, of threads and of memory.

The count of a client's submissions is that of this process alone; the queue is everybody's.
"""

import shutil
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address
from math import ceil
from time import monotonic

from flask import Flask, current_app, g, request
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from db import release
from models import Result
from settings import WEB_THREADS

CLIENTS = 10_000  # remembered at most; who has been away for longest is forgotten first
QUEUE_RETRY_AFTER = 30  # seconds in which a worker counts some hundreds of pages

LARGE = 1_000_000  # bytes of a request; to read one takes ten times its size in memory
TURN_TIMEOUT = 10  # seconds to wait for the turn of a large request, or of a long text

ROOM_TIME = 0.5  # seconds for which the length of the queue is believed

one_large_at_a_time = threading.Lock()

# The rest of the threads goes on answering while these wait for their results or their turn.
waiting = threading.BoundedSemaphore(WEB_THREADS // 2)

stopping: Callable[[], bool] = bool  # False, until a server that can tell says otherwise

# How many results are accepted before the queue is looked at again, and until when at most.
room, room_until = 0, 0.0

# Client -> when its allowance, which grows again with time, was full or would have been.
allowances: OrderedDict[str, float] = OrderedDict()
allowances_lock = threading.Lock()


def check_limits() -> None:
    """Raise TooManyRequests or ServiceUnavailable where one more submission is too much."""
    per_minute = current_app.config["SUBMISSIONS_PER_MINUTE"]
    if per_minute:
        wait = seconds_to_wait(client(), per_minute)
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
    """Whether `limit` results are pending. The database is asked only where that may be.

    Between two looks, this process accepts at most a quarter of what there was room for.
    """
    global room, room_until
    if room > 0 and monotonic() < room_until:
        room -= 1
        return False
    pending = Result.count_pending(limit)
    room, room_until = (limit - pending) // 4, monotonic() + ROOM_TIME
    return pending >= limit


@contextmanager
def memory_for_request() -> Iterator[bool]:
    """Whether this request is large: then it has waited for its turn, and has arrived whole.

    Until it has, it is kept in a file: who sends slowly holds nobody up. Raises
    ServiceUnavailable where its turn does not come.
    """
    length = request.content_length
    if length is not None and length < LARGE:
        yield False
        return
    with tempfile.TemporaryFile() as arrived:
        shutil.copyfileobj(request.stream, arrived)
        request.environ["CONTENT_LENGTH"] = str(arrived.tell())
        request.environ["wsgi.input"] = arrived
        del request.stream  # which was read to its end; there is another now
        arrived.seek(0)
        if not one_large_at_a_time.acquire(timeout=TURN_TIMEOUT):
            raise ServiceUnavailable(
                "Too much is being sent at once. Try again in half a minute.",
                retry_after=QUEUE_RETRY_AFTER,
            )
        try:
            yield True
        finally:
            one_large_at_a_time.release()


def wait_for_turn() -> None:
    """Let this request, from here to its end, be the only one that reads a long text or its words.

    Raises ServiceUnavailable where too many wait already, or its turn does not come.
    """
    if "has_turn" in g:
        return
    release()
    with place_to_wait(True) as has_place:
        if not one_large_at_a_time.acquire(timeout=TURN_TIMEOUT if has_place else 0):
            raise ServiceUnavailable(
                "Too many long texts are being read at once. Try again in half a minute.",
                retry_after=QUEUE_RETRY_AFTER,
            )
    g.has_turn = True


def end_turn(error: BaseException | None) -> None:
    if g.pop("has_turn", False):
        one_large_at_a_time.release()


def register(app: Flask) -> None:
    """Let every request of `app` end its turn."""
    app.teardown_request(end_turn)


def client() -> str:
    """Whose submissions are counted together: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        return str(IPv6Address(int(address) >> 64 << 64))
    return str(address)


def seconds_to_wait(client: str, per_minute: int) -> int:
    """0 and one less of the client's allowance, or how long until there is some again.

    The generic cell rate algorithm (ITU-T I.371): each submission moves the moment at which the
    allowance is full by 60 / per_minute seconds, and that moment is at most a minute off.
    """
    now = monotonic()
    with allowances_lock:
        full_at = max(allowances.pop(client, now), now) + 60 / per_minute
        too_far = full_at - now - 60
        allowances[client] = full_at if too_far <= 0 else full_at - 60 / per_minute
        while len(allowances) > CLIENTS:
            allowances.popitem(last=False)
    return ceil(too_far) if too_far > 0 else 0


def stop_waiting_when(condition: Callable[[], bool]) -> None:
    """Let nobody wait for a result any more as soon as `condition()`: the server is to stop."""
    global stopping
    stopping = condition


def may_wait() -> bool:
    return not stopping()


@contextmanager
def place_to_wait(wanted: bool) -> Iterator[bool]:
    """Whether this request may wait: it is wanted, and not too many others do."""
    has_place = wanted and waiting.acquire(blocking=False)
    try:
        yield has_place
    finally:
        if has_place:
            waiting.release()
