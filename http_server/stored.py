"""Share what requests and answers keep, in memory and in temporary files, between networks."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from heapq import heappop, heappush

from http_server.channel import Channel
from http_server.deadline import Stage

# Of what a process keeps, for the large requests that wait for their answers.
SHARE_OF_NETWORK = 1 / 8
SHARE_OF_ALL = 1 / 2
LARGE = 100_000  # bytes; smaller requests do not count


def keeps_too_much(channel: Channel, channels: Iterable[Channel], most: int) -> bool:
    """Whether the channel's large request is too much, beside those that have started.

    Those of its network have a share, and so have those of all networks.
    """
    if channel.stored <= LARGE:
        return False
    kept = Counter[str]()
    for each in channels:
        is_waiting = each is channel or (each.has_started and each.stage is Stage.APPLICATION)
        if is_waiting and (size := each.stored) > LARGE:
            kept[each.client.network] += size
    is_too_much_of_network = kept[channel.client.network] > most * SHARE_OF_NETWORK
    return is_too_much_of_network or kept.total() > most * SHARE_OF_ALL


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
