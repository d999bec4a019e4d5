"""A queue whose items go to the threads that wait for them, in turns by their keys.

This is self-clocked fair queueing (Golestani, INFOCOM 1994): of the work that the items are used
for, each key gets an equal share, and little work does not wait for much.
"""

import heapq
import queue
import threading
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

LEAST_WORK = 1_000  # that anything is taken to be


@dataclass(order=True)
class Ticket:
    """A thread that waits: the lowest `end` is next, and of equal ones the lowest `number`.

    `end` is the virtual time at which its work would end if every key had an equal share.
    """

    end: int
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
        self._time = 0  # the `end` of the ticket that was served last
        self._number = 0

    def put(self, item: Any) -> None:
        """Give the item to the thread whose turn it is, or keep it for the next one."""
        with self._lock:
            if not self._waiting:
                self._items.append(item)
                return
            ticket = heapq.heappop(self._waiting)
            self._time, ticket.item = ticket.end, item
            ticket.given.set()

    def get(self, key: Hashable = None, work: int = 0, timeout: float | None = None) -> Any:
        """Wait for an item, and return it; `work` is how much will be done with it.

        Raises queue.Empty after `timeout` seconds.
        """
        with self._lock:
            if self._items:
                return self._items.popleft()
            own = [ticket.end for ticket in self._waiting if ticket.key == key]
            end = max(own, default=self._time) + max(work, LEAST_WORK)
            self._number += 1
            ticket = Ticket(end, self._number, key)
            heapq.heappush(self._waiting, ticket)
        if not ticket.given.wait(timeout):
            with self._lock:
                if not ticket.given.is_set():
                    self._waiting.remove(ticket)
                    heapq.heapify(self._waiting)
                    raise queue.Empty
        return ticket.item
