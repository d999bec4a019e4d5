"""The requests that wait for a thread of the server."""

from collections import Counter, deque

from http_server.channel import Channel
from http_server.client import Client
from http_server.files import MAX_CONNECTIONS
from wordcount.fair_queue import FairQueue

OF_CLIENT, OF_NETWORK = 4, 6  # requests of one client, and of one network, that run at once
WAITING_OF_CLIENT = 100  # requests that wait for a thread; the connection of one more is closed


class RequestQueue:
    """The requests that wait for a thread, under the names that waitress uses.

    Clients take turns. At most `most` requests run at once, OF_NETWORK of one network, and
    OF_CLIENT of one client, so that the requests of others do not compete with all of its own for
    Python's global lock.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.running: Counter[Client] = Counter()
        self.of_networks: Counter[str] = Counter()  # running requests, by network
        self.waiting: dict[Client, deque[Channel]] = {}  # by client
        self.length = 0  # of those requests
        self.turns = FairQueue()

    def __len__(self) -> int:
        return self.length

    def __bool__(self) -> bool:
        """Whether one of the requests may run."""
        return self.running.total() < self.most and any(map(self.may_run, self.waiting))

    def may_run(self, client: Client) -> bool:
        return self.running[client] < OF_CLIENT and self.of_networks[client.network] < OF_NETWORK

    def is_full(self, client: Client) -> bool:
        return len(self.waiting.get(client, ())) >= WAITING_OF_CLIENT

    def append(self, channel: Channel) -> None:
        self.waiting.setdefault(channel.client, deque()).append(channel)
        self.length += 1
        if self.length > 2 * MAX_CONNECTIONS:
            self.forget_closed()

    def forget_closed(self) -> None:
        """Drop requests whose client is gone; at most one of each open connection is left."""
        for client, channels in [*self.waiting.items()]:
            self.waiting[client] = deque(each for each in channels if each.connected)
            for channel in channels:
                if not channel.connected:
                    channel.drop()
            if not self.waiting[client]:
                del self.waiting[client]
        self.length = sum(map(len, self.waiting.values()))

    def popleft(self) -> Channel:
        client = min(filter(self.may_run, self.waiting), key=self.turns.rank)
        self.turns.begin(client)
        self.begin(client)
        channel = self.waiting[client].popleft()
        self.length -= 1
        if not self.waiting[client]:
            del self.waiting[client]
        return channel

    def close_last(self) -> None:
        """Close the connection of the newest request of the client with the most that wait."""
        if not self.waiting:
            return
        newest_first = reversed(self.waiting)
        client = max(newest_first, key=lambda each: len(self.waiting[each]))
        self.waiting[client].pop().drop()
        self.length -= 1
        if not self.waiting[client]:
            del self.waiting[client]

    def begin(self, client: Client) -> None:
        self.running[client] += 1
        self.of_networks[client.network] += 1

    def finish(self, client: Client) -> None:
        self.running -= Counter([client])
        self.of_networks -= Counter([client.network])
