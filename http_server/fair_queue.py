"""Requests that wait for a thread, in an order in which their clients take turns."""

import heapq
import itertools
from typing import Any


class FairQueue:
    """A queue of channels, by start-time fair queueing (Goyal, Vin and Cheng, 1996).

    However many requests one client has waiting, the first one of another client is next. A client
    is an IP address: all visitors behind one proxy are one, whose requests are served as they come.
    """

    def __init__(self) -> None:
        self.heap: list[tuple[int, int, Any]] = []
        self.turn = 0
        self.last_turns: dict[str, int] = {}  # of clients that wait
        self.numbers = itertools.count()

    def __len__(self) -> int:
        return len(self.heap)

    def append(self, channel: Any) -> None:
        client = channel.addr[0]
        turn = max(self.last_turns.get(client, self.turn) + 1, self.turn + 1)
        self.last_turns[client] = turn
        heapq.heappush(self.heap, (turn, next(self.numbers), channel))

    def popleft(self) -> Any:
        self.turn, _, channel = heapq.heappop(self.heap)
        if self.last_turns.get(channel.addr[0]) == self.turn:
            del self.last_turns[channel.addr[0]]
        return channel
