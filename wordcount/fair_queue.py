"""Queues in which clients take turns, by what each of them has used.

A key is a tuple of a network and a client in it. Networks have equal shares: this is start-time
fair queueing (Goyal, Vin and Cheng, 1996), charged with what was really used, so that a network
that has just used much is behind the others. Within it, the client that has used least is next.
"""

import queue
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Key = tuple[Hashable, Hashable]

LEAST = 0.01  # charged in advance for each turn; seconds where seconds are charged
MAX_NETWORKS = 10_000  # remembered
MAX_CLIENTS = 1_000  # of one network

Fits = Callable[[Any], bool]


def anything(item: Any) -> bool:
    return True


@dataclass
class Network:
    """What a network has used: `end` is when its last turn ended, in the time of the queue."""

    end: float
    used: dict[Hashable, float] = field(default_factory=dict)  # by client


class FairQueue:
    """The items that wait. It has no lock: callers hold their own.

    It remembers at most `networks`, and `clients` of one network.
    """

    def __init__(self, networks: int = MAX_NETWORKS, clients: int = MAX_CLIENTS) -> None:
        self._max_networks, self._max_clients = networks, clients
        self._waiting: list[tuple[Any, Key]] = []
        self._networks: dict[Hashable, Network] = {}
        self._time = 0.0  # at which the last turn began

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, item: Any, key: Key) -> None:
        self._waiting.append((item, key))

    def remove(self, item: Any) -> None:
        self._waiting = [entry for entry in self._waiting if entry[0] is not item]

    def rank(self, key: Key) -> tuple[float, float]:
        """Return the sort key: the lowest is next, and of equals the one added first."""
        network = self._networks.get(key[0])
        if network is None:
            return self._time, 0.0
        return max(self._time, network.end), network.used.get(key[1], 0.0)

    def last(self) -> Any:
        """Return the item whose turn is after all others."""
        return max(reversed(self._waiting), key=lambda entry: self.rank(entry[1]))[0]

    def pop(self, cost: float = LEAST, fits: Fits = anything) -> Any:
        """Remove the next item that `fits`, charge its key, and return it; None if none fits."""
        fitting = [entry for entry in self._waiting if fits(entry[0])]
        if not fitting:
            return None
        entry = min(fitting, key=lambda entry: self.rank(entry[1]))
        self._waiting.remove(entry)
        self.begin(entry[1], cost)
        return entry[0]

    def begin(self, key: Key, cost: float = LEAST) -> None:
        """Begin a turn of the key, and charge it."""
        self._time = self.rank(key)[0]
        self._networks = {
            name: each for name, each in self._networks.items() if each.end > self._time
        }
        self.charge(key, cost)

    def charge(self, key: Key, cost: float) -> None:
        name, client = key
        network = self._networks.setdefault(name, Network(self._time))
        network.end = max(self._time, network.end) + cost
        network.used[client] = network.used.get(client, 0.0) + cost
        if len(network.used) > self._max_clients:
            network.used.clear()
        if len(self._networks) > self._max_networks:
            del self._networks[min(self._networks, key=lambda each: self._networks[each].end)]


@dataclass(eq=False)
class Ticket:
    """A thread that waits for an item."""

    key: Key
    fits: Fits = anything
    called: threading.Event = field(default_factory=threading.Event)
    item: Any = None
    is_refused: bool = False


class FairPool:
    """Items that threads borrow, in turns of their keys, which are charged for the seconds.

    At most `max_waiting` threads wait. If one more arrives, the thread whose turn is last gets
    queue.Full: one that waits, or the new one. Of several free items, the one with the lowest
    `order` is borrowed.
    """

    def __init__(
        self,
        items: Iterable[Any] = (),
        max_waiting: int | None = None,
        order: Callable[[Any], Any] = lambda item: 0,
    ) -> None:
        self._items = [*items]
        self._max_waiting = max_waiting
        self._order = order
        self._lock = threading.Lock()
        self._queue = FairQueue()
        self._began: dict[int, tuple[Key, float]] = {}  # by the id() of a borrowed item

    def get(self, key: Key, timeout: float | None = None, fits: Fits = anything) -> Any:
        """Borrow an item that `fits`. Raises queue.Empty after `timeout` seconds, or queue.Full."""
        with self._lock:
            if free := [item for item in self._items if fits(item)]:
                item = min(free, key=self._order)
                self._items.remove(item)
                self._queue.begin(key)
                return self._lend(item, key)
            self._make_place(key)
            ticket = Ticket(key, fits)
            self._queue.add(ticket, key)
        if not ticket.called.wait(timeout):
            with self._lock:
                if not ticket.called.is_set():
                    self._queue.remove(ticket)
                    raise queue.Empty
        if ticket.is_refused:
            raise queue.Full
        return ticket.item

    def put(self, item: Any) -> None:
        """Return an item, or add one; the thread whose turn it is gets it."""
        with self._lock:
            if borrowed := self._began.pop(id(item), None):
                key, began = borrowed
                self._queue.charge(key, time.monotonic() - began)
            ticket = self._queue.pop(fits=lambda ticket: ticket.fits(item))
            if ticket is None:
                self._items.append(item)
                return
            ticket.item = self._lend(item, ticket.key)
            ticket.called.set()

    @contextmanager
    def lend(self, key: Key, fits: Fits = anything) -> Iterator[Any]:
        """Borrow an item that `fits` for the block."""
        item = self.get(key, fits=fits)
        try:
            yield item
        finally:
            self.put(item)

    def _lend(self, item: Any, key: Key) -> Any:
        self._began[id(item)] = key, time.monotonic()
        return item

    def _make_place(self, key: Key) -> None:
        if self._max_waiting is None or len(self._queue) < self._max_waiting:
            return
        last: Ticket | None = self._queue.last() if self._queue else None
        if last is None or self._queue.rank(last.key) <= self._queue.rank(key):
            raise queue.Full
        self._queue.remove(last)
        last.is_refused = True
        last.called.set()
