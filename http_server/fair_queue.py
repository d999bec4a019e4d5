"""Requests that wait for a thread, in an order in which their clients take turns."""

import heapq
import itertools
from typing import Any


class FairQueue:
    """A queue of channels, by start-time fair queueing (Goyal, Vin and Cheng, 1996).

    However many requests one client has waiting, the first one of another client is next. A client
    is what client_of() returns.
    """

    def __init__(self) -> None:
        self.heap: list[tuple[int, int, str, Any]] = []
        self.turn = 0
        self.last_turns: dict[str, int] = {}  # of clients that wait
        self.numbers = itertools.count()

    def __len__(self) -> int:
        return len(self.heap)

    def append(self, channel: Any) -> None:
        client = channel.client
        turn = max(self.last_turns.get(client, self.turn) + 1, self.turn + 1)
        self.last_turns[client] = turn
        heapq.heappush(self.heap, (turn, next(self.numbers), client, channel))

    def popleft(self) -> Any:
        self.turn, _, client, channel = heapq.heappop(self.heap)
        if self.last_turns.get(client) == self.turn:
            del self.last_turns[client]
        return channel
