"""What a process accepts without a query: most submissions find their place in memory.

All processes share the truth, which is in the database. Each reads it at most twice a second,
unless a limit is near, and accepts no more than its part of the room in between.
"""

import threading
from collections import Counter, OrderedDict
from collections.abc import Mapping
from time import monotonic

import shares
from quotas import Quota
from shares import Key

VALID = 0.5  # seconds until the queue is read again
PARTS = 4  # the web processes of a machine accept a quarter of the room together
PREPAID = 64_000  # bytes that a client is charged at once, for several small submissions
MAX_CLIENTS = 10_000  # remembered; the one that was away for longest is forgotten first


class QueueRoom:
    """The room that is left in the queue, as this process knows it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        self._pending: Counter[Key] = Counter()
        self._accepted: Counter[Key] = Counter()  # since the queue was read
        self._valid_until = 0.0

    def take(self, amount: int, limits: Mapping[Key, int], processes: int) -> Key | None:
        """Take `amount` of each limit; return None, or the first limit that has no room for it."""
        if monotonic() < self._valid_until and not self._take(amount, limits, PARTS * processes):
            return None
        pending = shares.pending()
        with self._lock:
            self._pending, self._accepted = pending, Counter()
            self._valid_until = monotonic() + VALID
        return self._take(amount, limits, parts=1)

    def _take(self, amount: int, limits: Mapping[Key, int], parts: int) -> Key | None:
        with self._lock:
            for key, limit in limits.items():
                room = (limit - self._pending[key]) // parts
                if self._accepted[key] + amount > room:
                    return key
            self._accepted.update(dict.fromkeys(limits, amount))
        return None


class Prepaid:
    """The bytes that clients were charged for, and have not used yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: OrderedDict[bytes, int] = OrderedDict()

    def charge(self, client: bytes, size: int, megabytes: int) -> bool:
        """Do as `Quota.charge`, but with a query only when what was prepaid is used up."""
        with self._lock:
            left = self._left.pop(client, 0)
            if left >= size:
                self._left[client] = left - size
                return True
        if size < PREPAID and Quota.charge(client, PREPAID, megabytes):
            with self._lock:
                self._left[client] = PREPAID - size
                while len(self._left) > MAX_CLIENTS:
                    self._left.popitem(last=False)
            return True
        return Quota.charge(client, size, megabytes)

    def forget(self) -> None:
        self._left.clear()
