"""A queue whose items go to the threads that wait for them, in turns by their keys."""

import heapq
import queue
import threading
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any


@dataclass(order=True)
class Ticket:
    """A thread that waits. Each key has one ticket in each round, if it has any."""

    round: int
    number: int
    key: Hashable = field(compare=False)
    given: threading.Event = field(compare=False, default_factory=threading.Event)
    item: Any = field(compare=False, default=None)


class FairQueue:
    """Like `queue.SimpleQueue`, but many threads with one key delay no thread with another key."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._items: deque[Any] = deque()
        self._waiting: list[Ticket] = []  # a heap
        self._round = 0
        self._number = 0

    def put(self, item: Any) -> None:
        """Give the item to the thread whose turn it is, or keep it for the next one."""
        with self._lock:
            if not self._waiting:
                self._items.append(item)
                return
            ticket = heapq.heappop(self._waiting)
            self._round, ticket.item = ticket.round, item
            ticket.given.set()

    def get(self, key: Hashable = None, timeout: float | None = None) -> Any:
        """Return an item, after waiting for one. Raises queue.Empty after `timeout` seconds."""
        with self._lock:
            if self._items:
                return self._items.popleft()
            own = [ticket.round for ticket in self._waiting if ticket.key == key]
            self._number += 1
            ticket = Ticket(max(own, default=self._round) + 1, self._number, key)
            heapq.heappush(self._waiting, ticket)
        if not ticket.given.wait(timeout):
            with self._lock:
                if not ticket.given.is_set():
                    self._waiting.remove(ticket)
                    heapq.heapify(self._waiting)
                    raise queue.Empty
        return ticket.item
