"""A share of the queue for each host and each client, so that none of them fills it for all.

Only pending results that somebody asked for count: neither watched pages nor running ones. No lock
is held, so submissions at the same moment may take the same last place; a share is exceeded by at
most one for each thread.
"""

from collections import Counter
from math import ceil

from db import database

SHARE = 10  # a host or a client has at most a tenth of the queue

# Texts need no fetch, so they have a bound of their own, in bytes.
TEXT_BYTES = 64_000_000  # of all pending texts
TEXT_BYTES_OF_CLIENT = 16_000_000
LEAST_TEXT = 16_000  # bytes that even a short text counts for: 4,000 texts may wait

UNKNOWN_WAIT = 60  # seconds to wait if nothing has finished in the last minute
MAX_WAIT = 3600  # seconds

PENDING = "status = 'pending' AND coalesce(priority, 0) = 0"
TEXT_SIZE = f"sum(greatest(octet_length(text), {LEAST_TEXT}))"

QUEUE = f"""
    SELECT url IS NULL, host, client, count(*), {TEXT_SIZE}
    FROM results
    WHERE {PENDING}
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


# A limit: "pages" or "texts" (in bytes), and the client or the host it is for, None for all.
Key = tuple[str, bytes | str | None]


def page_limits(client: bytes, host: str, limit: int) -> dict[Key, int]:
    """The limits that one more page must meet, where `limit` pages may be pending in all."""
    share = ceil(limit / SHARE)
    return {("pages", client): share, ("pages", host): share, ("pages", None): limit}


def text_limits(client: bytes) -> dict[Key, int]:
    """The limits in bytes that one more text must meet."""
    return {("texts", client): TEXT_BYTES_OF_CLIENT, ("texts", None): TEXT_BYTES}


def pending() -> Counter[Key]:
    """Return how much of each limit is used."""
    used: Counter[Key] = Counter()
    for is_text, host, client, pages, size in database.execute_sql(QUEUE):
        kind, amount = ("texts", int(size)) if is_text else ("pages", pages)
        owners: set[bytes | str | None] = {host, client and bytes(client), None}
        used.update({(kind, owner): amount for owner in owners})
    return used


def seconds_to_place(client: bytes | None = None, host: str | None = None) -> int:
    """Return the seconds until a page of that client, or host, or of all, is likely to finish.

    It is computed from the pages of the same hosts that finished in the last minute.
    """
    which = "client = %(client)s" if client else "host = %(host)s" if host else "true"
    query = PAGES_BEFORE.format(pending=PENDING, which=which)
    before, finished = database.execute_sql(query, {"client": client, "host": host}).fetchone()
    return seconds_for(before + 1, finished)


def seconds_to_text_place(client: bytes, size: int) -> int:
    """Return the seconds until there is likely to be room for `size` bytes of text.

    It is computed from the bytes of the texts that finished in the last minute.
    """
    used = pending()
    of_all, of_client = used["texts", None], used["texts", client]
    missing = of_all + size - TEXT_BYTES
    if of_client + size > TEXT_BYTES_OF_CLIENT:  # its own texts may be behind all others
        missing = max(missing, of_all + size - TEXT_BYTES_OF_CLIENT)
    [finished] = database.execute_sql(TEXTS_FINISHED).fetchone()
    return seconds_for(max(missing, 1), finished)


def seconds_for(wanted: int, finished: int) -> int:
    """The seconds until `wanted` more finish, if `finished` did in the last minute."""
    return min(ceil(60 * wanted / finished), MAX_WAIT) if finished else UNKNOWN_WAIT
