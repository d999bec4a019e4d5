"""A share of the queue for each host, client and network, so that none of them fills it.

A share is a part of the room that is left, as in "dynamic queue length thresholds" (Choudhury and
Hahne, 1998): the more of them use their whole shares, the smaller each share becomes, so there is
always room for the next.

Only results that somebody submitted count, not watched pages: pages while they are pending, texts
until they have been counted. There is no lock, so simultaneous submissions may take the same last
place; a share is exceeded by at most one for each thread.
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

# The number of pages of the same hosts before the first of those pages, and that finished recently.
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


# A client or network by its digest, a host, or a client or network at a host; None for all.
Owner = bytes | str | tuple[str, bytes] | None
# A limited resource, "pages" or "texts" (in bytes), and the owner of the share.
Key = tuple[str, Owner]
# Maps each key to a divisor: its owner may use as much as the room that is left, divided by it. If
# an owner is alone, a divisor of 9 is a tenth of the limit, 4 a fifth, and 1 half. The room of a
# client or network at a host is what the host has left.
Parts = Mapping[Key, int]


def network_of(client: bytes) -> bytes:
    return client[:NETWORK_BYTES]


def page_parts(client: bytes, host: str) -> Parts:
    """Return the shares that need room for one more page."""
    network = network_of(client)
    return {
        ("pages", None): 1,
        ("pages", client): 9,
        ("pages", host): 9,
        ("pages", network): 4,
        ("pages", (host, client)): 2,
        ("pages", (host, network)): 1,
    }


def text_parts(client: bytes) -> Parts:
    """Return the shares that need room for one more text."""
    return {("texts", None): 1, ("texts", client): 3, ("texts", network_of(client)): 1}


def room(key: Key, parts: Parts, limit: int, used: Counter[Key]) -> int:
    """Return how much more the owner of `key`, one of `parts`, may use of `limit`."""
    kind, owner = key
    if isinstance(owner, tuple):
        left = room((kind, owner[0]), parts, limit, used)
    else:
        left = limit - used[kind, None]
    return left if owner is None else ceil(left / parts[key]) - used[key]


def first_full(parts: Parts, limit: int, used: Counter[Key]) -> Key | None:
    """Return the first of `parts` that has no room for one more."""
    return next((key for key in parts if room(key, parts, limit, used) < 1), None)


def in_use() -> Counter[Key]:
    """Return how much of the queue each client, network and host uses, and all together."""
    used: Counter[Key] = Counter()
    for is_text, host, client, pages, size in database.execute_sql(QUEUE):
        kind, amount = ("texts", int(size)) if is_text else ("pages", pages)
        used.update(dict.fromkeys(((kind, owner) for owner in owners_of(host, client)), amount))
    return used


def owners_of(host: str | None, client: bytes | memoryview | None) -> set[Owner]:
    """Return the owners of all shares that a row of this host and client uses."""
    digests = [bytes(client), network_of(bytes(client))] if client else []
    return {None, host, *digests, *((host, digest) for digest in digests if host)}


def seconds_to_place(owner: Owner = None) -> int:
    """Return the seconds until a page of that client, network or host is likely to finish.

    Without an owner, any page counts. The estimate is based on the pages of the same hosts that
    finished in the last minute.
    """
    host, digest = owner if isinstance(owner, tuple) else (None, None)
    if isinstance(owner, bytes):
        digest = owner
    elif isinstance(owner, str):
        host = owner
    which = "(%(host)s IS NULL OR host = %(host)s)"
    if digest:
        which += f" AND substr(client, 1, {len(digest)}) = %(digest)s"
    query = PAGES_BEFORE.format(pending=PENDING, which=which)
    values = {"host": host, "digest": digest}
    before, finished = database.execute_sql(query, values).fetchone()
    return seconds_for(before + 1, finished)


def seconds_to_text_place(owner: Owner, size: int) -> int:
    """Return the seconds until there is likely to be room for `size` bytes of text.

    The estimate is based on the bytes of the texts that finished in the last minute. A client or
    network has room again at the latest when all texts together use a quarter of TEXT_BYTES,
    because its own texts may be behind all others.
    """
    most = TEXT_BYTES if owner is None else TEXT_BYTES // 4
    missing = in_use()["texts", None] + size - most
    [finished] = database.execute_sql(TEXTS_FINISHED).fetchone()
    return seconds_for(max(missing, 1), finished)


def seconds_for(wanted: int, finished: int) -> int:
    """Return the seconds until `wanted` more finish, if `finished` did in the last minute."""
    return min(ceil(60 * wanted / finished), MAX_WAIT) if finished else UNKNOWN_WAIT
