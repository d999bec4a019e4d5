"""Wait for a result if the request prefers that (RFC 7240). Only a few requests wait at once."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import current_app

from db import release
from http_server.client import Client
from models import Result
from settings import WEB_THREADS
from web import limits
from web.client import current_client
from web.formats import wanted_format
from web.submission import preferred_wait

POLL_EVERY = 0.03  # seconds
MAX_WAITING = WEB_THREADS  # requests

# How many requests of each client and each network wait; None counts all.
waiting: Counter[Client | str | None] = Counter()
waiting_lock = threading.Lock()


def never() -> bool:
    return False


is_stopping: Callable[[], bool] = never  # replaced by gunicorn.conf.py


def stop_waiting_when(condition: Callable[[], bool]) -> None:
    """End all waits for results once `condition()` is true: the server is stopping."""
    global is_stopping
    is_stopping = condition


def wait_for(result: Result, allowed: bool) -> tuple[Result, dict[str, str]]:
    """Wait for the result if the request may. Return its latest state, and headers about the wait.

    Forms wait for a moment, too, so that most results are shown at once.
    """
    preferred = preferred_wait() if allowed else 0
    is_form = allowed and wanted_format() == "html"
    seconds = preferred or (current_app.config["FORM_WAIT"] if is_form else 0)
    with place_to_wait(seconds > 0) as has_place:
        if has_place:
            with limits.waiting():
                result = wait_until_finished(result, seconds)
    return result, {"Preference-Applied": f"wait={preferred}"} if has_place and preferred else {}


def wait_until_finished(result: Result, seconds: float) -> Result:
    """Return the result once it is finished, `seconds` have passed, or the server is stopping.

    No connection is held while waiting.
    """
    deadline = time.monotonic() + seconds
    while not result.is_finished and time.monotonic() < deadline and not is_stopping():
        release()
        time.sleep(POLL_EVERY)
        result = Result.finished(result.id).get_or_none() or result
    return result


@contextmanager
def place_to_wait(wanted: bool) -> Iterator[bool]:
    """Yield whether this request may wait: it is `wanted`, and not too many others wait.

    A client or a network has at most as many places as are free, so the next one finds a place.
    """
    client = current_client()
    owners = (client, client.network, None)
    with waiting_lock:
        free = MAX_WAITING - waiting[None]
        has_place = wanted and free > 0 and all(waiting[each] < free for each in owners[:2])
        waiting.update(dict.fromkeys(owners, int(has_place)))
    try:
        yield has_place
    finally:
        with waiting_lock:
            waiting.subtract(dict.fromkeys(owners, int(has_place)))
            for each in owners:
                if not waiting[each]:
                    del waiting[each]
