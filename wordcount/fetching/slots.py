"""Limit the connections of this process to one server, whatever its names."""

import threading
from collections import Counter
from collections.abc import Callable

from wordcount.errors import ServerBusy

from .networks import IPAddress

PER_ADDRESS = 2  # connections to one IP address


class ConnectionSlots:
    """The connection slots of each IP address, shared by the threads of a process."""

    def __init__(self, per_address: int = PER_ADDRESS) -> None:
        self._per_address = per_address
        self._taken: Counter[IPAddress] = Counter()
        self._lock = threading.Lock()

    def acquire(self, ip: IPAddress) -> Callable[[], None]:
        """Acquire a slot, and return the function that releases it. Raises ServerBusy."""
        with self._lock:
            if self._taken[ip] >= self._per_address:
                raise ServerBusy
            self._taken[ip] += 1
        return lambda: self._release(ip)

    def _release(self, ip: IPAddress) -> None:
        with self._lock:
            self._taken[ip] -= 1
            self._taken += Counter()  # drops addresses without connections
