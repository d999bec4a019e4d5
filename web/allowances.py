"""Admit submissions without a query: most find room in what the process remembers.

The database has the truth, which all processes share. Each process reads it at most twice a second,
unless a limit is near, and admits only its part of the room in between.
"""

import threading
from collections import Counter, OrderedDict
from time import monotonic

from capacity import shares
from capacity.quotas import Quota
from capacity.shares import Key, Parts

VALID = 0.5  # seconds until the queue is read again
PARTS = 4  # the web processes of a machine accept a quarter of the room together
PREPAID = 64_000  # bytes that a client is charged at once, for several small submissions
MAX_CLIENTS = 10_000  # remembered; the one that was away for longest is forgotten first


class QueueRoom:
    """The room that is left in the queue, as far as this process knows."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        self._used: Counter[Key] = Counter()
        self._accepted: Counter[Key] = Counter()  # since the queue was read
        self._valid_until = 0.0

    def take(self, amount: int, parts: Parts, limit: int, processes: int) -> Key | None:
        """Take `amount` of the room of each; return None, or the first that lacks room."""
        divisor = PARTS * processes
        if monotonic() < self._valid_until and not self._take(amount, parts, limit, divisor):
            return None
        used = shares.in_use()
        with self._lock:
            self._used, self._accepted = used, Counter()
            self._valid_until = monotonic() + VALID
        return self._take(amount, parts, limit, divisor=1)

    def _take(self, amount: int, parts: Parts, limit: int, divisor: int) -> Key | None:
        with self._lock:
            for key in parts:
                room = shares.room(key, parts, limit, self._used) // divisor
                if self._accepted[key] + amount > room:
                    return key
            self._accepted.update(dict.fromkeys(parts, amount))
        return None

    def used(self, key: Key) -> int:
        """Return what the owner of `key` had when the queue was read."""
        return self._used[key]


class Prepaid:
    """The bytes that at most `clients` were charged for in advance."""

    def __init__(self, clients: int = MAX_CLIENTS) -> None:
        self._max_clients = clients
        self._lock = threading.Lock()
        self._left: OrderedDict[bytes, int] = OrderedDict()

    def charge(self, client: bytes, size: int, megabytes: int) -> bool:
        """Charge like `Quota.charge`, but run a query only once the prepaid bytes are used up."""
        with self._lock:
            left = self._left.pop(client, 0)
            if left >= size:
                self._left[client] = left - size
                return True
        if size < PREPAID and Quota.charge(client, PREPAID, megabytes):
            with self._lock:
                self._left[client] = PREPAID - size
                while len(self._left) > self._max_clients:
                    self._left.popitem(last=False)
            return True
        return Quota.charge(client, size, megabytes)

    def forget(self) -> None:
        self._left.clear()
