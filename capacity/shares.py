"""A share of the queue for each host, client and network, so that none of them fills it for all.

A share is a part of the room that is left, as in "dynamic queue length thresholds" (Choudhury and
Hahne, 1998): the more of them take all they may, the smaller each share, so there is always
room for the next.

Only results that somebody asked for count: no watched pages, and no running pages. No lock is
held, so submissions at the same moment may take the same last place; a share is exceeded by at most
one for each thread.
"""

from collections import Counter
from collections.abc import Mapping
from math import ceil

from db import database
from models import NETWORK_BYTES

# Texts need no fetch, so they have a bound of their own, in bytes.
TEXT_BYTES = 64_000_000  # of all texts that are pending or running
LEAST_TEXT = 16_000  # bytes that even a short text counts for: 4,000 texts may wait

UNKNOWN_WAIT = 60  # seconds to wait if nothing has finished in the last minute
MAX_WAIT = 3600  # seconds

PENDING = "status = 'pending' AND coalesce(priority, 0) = 0"
OPEN = f"({PENDING} OR status = 'running' AND url IS NULL)"
TEXT_SIZE = f"sum(greatest(octet_length(text), {LEAST_TEXT}))"
WAITING_SIZE = f"sum(greatest(octet_length(text), octet_length(body), {LEAST_TEXT}))"

QUEUE = f"""
    SELECT url IS NULL, host, client, count(*), {WAITING_SIZE}
    FROM results LEFT JOIN uploads ON uploads.result_id = results.id
    WHERE {OPEN}
    GROUP BY 1, 2, 3
"""

# How many of the same hosts are before the first of those pages, and how many finished lately.
PAGES_BEFORE = """
    WITH own AS (
        SELECT host, queued_at FROM results
        WHERE {pending} AND url IS NOT NULL AND {which}
    )
    SELECT
        (SELECT count(*) FROM results
         WHERE {pending} AND host IN (SELECT host FROM own)
            AND queued_at < (SELECT min(queued_at) FROM own)),
        (SELECT count(*) FROM results
         WHERE finished_at > now() - interval '1 minute' AND host IN (SELECT host FROM own))
"""
TEXTS_FINISHED = f"""
    SELECT coalesce({TEXT_SIZE}, 0)
    FROM results
    WHERE finished_at > now() - interval '1 minute' AND url IS NULL
"""


# What is limited: "pages" or "texts" (in bytes), and the client, network or host; None for all.
Key = tuple[str, bytes | str | None]
# Each may have at most one part in so many of the room that is left. A client or a host with one in
# nine has a tenth of all if it is alone; one in four is a fifth, and one in one is half.
Parts = Mapping[Key, int]


def network_of(client: bytes) -> bytes:
    return client[:NETWORK_BYTES]


def page_parts(client: bytes, host: str) -> Parts:
    """The parts that one more page must meet."""
    network = ("pages", network_of(client))
    return {("pages", None): 1, ("pages", client): 9, ("pages", host): 9, network: 4}


def text_parts(client: bytes) -> Parts:
    """The parts that one more text must meet."""
    return {("texts", None): 1, ("texts", client): 3, ("texts", network_of(client)): 1}


def room(key: Key, part: int, limit: int, used: Counter[Key]) -> int:
    """Return how much more the owner of `key` may have, where all may have `limit`."""
    kind, owner = key
    left = limit - used[kind, None]
    return left if owner is None else ceil(left / part) - used[key]


def in_use() -> Counter[Key]:
    """Return how much of the queue each client, network and host has, and all together."""
    used: Counter[Key] = Counter()
    for is_text, host, client, pages, size in database.execute_sql(QUEUE):
        kind, amount = ("texts", int(size)) if is_text else ("pages", pages)
        digest = client and bytes(client)
        owners: set[bytes | str | None] = {host, digest, digest and network_of(digest), None}
        for owner in owners:
            used[kind, owner] += amount
    return used


def seconds_to_place(owner: bytes | str | None = None) -> int:
    """Return the seconds until a page of that client, network or host is likely to finish.

    Without an owner, it is any page. It is computed from the pages of the same hosts that finished
    in the last minute.
    """
    which = "true" if owner is None else "host = %(owner)s"
    if isinstance(owner, bytes):
        which = f"substr(client, 1, {len(owner)}) = %(owner)s"
    query = PAGES_BEFORE.format(pending=PENDING, which=which)
    before, finished = database.execute_sql(query, {"owner": owner}).fetchone()
    return seconds_for(before + 1, finished)


def seconds_to_text_place(owner: bytes | None, size: int) -> int:
    """Return the seconds until there is likely to be room for `size` bytes of text.

    It is computed from the bytes of the texts that finished in the last minute. A client or network
    has room again at the latest when all texts together have a quarter of TEXT_BYTES: its own may
    be behind all others.
    """
    most = TEXT_BYTES if owner is None else TEXT_BYTES // 4
    missing = in_use()["texts", None] + size - most
    [finished] = database.execute_sql(TEXTS_FINISHED).fetchone()
    return seconds_for(max(missing, 1), finished)


def seconds_for(wanted: int, finished: int) -> int:
    """The seconds until `wanted` more finish, if `finished` did in the last minute."""
    return min(ceil(60 * wanted / finished), MAX_WAIT) if finished else UNKNOWN_WAIT
