"""Hosts that asked this process to wait. `Retry-After` applies to a server, not to a page."""

import math
import threading
import time
from collections import OrderedDict

from wordcount.errors import HTTPStatus

from .response import reject_status

MAX_HOSTS = 10_000  # remembered; the oldest is forgotten first
MAX_SECONDS = 600  # one page must not block a host of many owners for longer


class HeldHosts:
    """The hosts that are not asked again before the time that they named."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, tuple[float, int | None]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, host: str) -> None:
        """Raise the HTTPStatus that the host answered, with the remaining seconds, if any."""
        until, status = self._held.get(host, (0.0, None))
        left = math.ceil(until - time.monotonic())
        if left > 0 and status:
            reject_status(status, str(left))

    def hold(self, host: str, error: HTTPStatus) -> None:
        """Hold the host for as long as it asked to wait, if it did."""
        if not error.retry_after:
            return
        until = time.monotonic() + min(error.retry_after, MAX_SECONDS)
        with self._lock:
            self._held[host] = (until, error.status)
            while len(self._held) > MAX_HOSTS:
                self._held.popitem(last=False)
