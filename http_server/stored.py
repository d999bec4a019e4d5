"""Share what requests and answers keep, in memory and in temporary files, between networks."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from heapq import heappop, heappush

from http_server.channel import Channel

SHARE_OF_NETWORK = 1 / 4  # of what a process keeps, for requests that wait for their answers
LARGE = 100_000  # bytes; smaller requests do not count


def keeps_too_much(channel: Channel, channels: Iterable[Channel], most: int) -> bool:
    """Whether the large requests of the channel's network that wait keep more than its share.

    They are those that have started, and that of the channel.
    """
    if channel.stored <= LARGE:
        return False
    network = channel.client.network
    waiting = (
        each.stored
        for each in channels
        if (each is channel or each.has_started) and each.client.network == network
    )
    return sum(size for size in waiting if size > LARGE) > most * SHARE_OF_NETWORK


def close_excess(channels: Iterable[Channel], most: int) -> None:
    """While channels keep more than `most` bytes, close those of the network with the most.

    Of these, the ones that expire first are closed first. A request that waits for its answer
    does not expire, and is not closed.
    """
    keeping = [(channel, size) for channel in channels if (size := channel.stored)]
    stored = sum(size for _, size in keeping)
    if stored <= most:
        return
    kept, closable = Counter[str](), defaultdict[str, list[tuple[float, int, int]]](list)
    for number, (channel, size) in enumerate(keeping):
        network = channel.client.network
        kept[network] += size
        if (expires_at := channel.expires_at()) < math.inf:
            heappush(closable[network], (expires_at, number, size))
    while closable and stored > most:
        network = max(closable, key=kept.__getitem__)
        _, number, size = heappop(closable[network])
        keeping[number][0].handle_close()
        stored, kept[network] = stored - size, kept[network] - size
        if not closable[network]:
            del closable[network]
