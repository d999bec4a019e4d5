"""Whether there is room for another subscription: shares like those of capacity/shares.py."""

from collections import Counter
from collections.abc import Sequence

from capacity.shares import Key, Parts, first_full, network_of
from db import database
from models import NETWORK_BYTES
from watches.models import Watch
from wordcount.messages import N_

MAX_WATCHES = 1000  # one worker counts as many pages in some minutes
MAX_SUBSCRIPTIONS = 5000

# The numbers of subscriptions: of all, of the client, of its network. Then those of watches: the
# same, of the host, and of the client and its network at the host.
USED = f"""
    SELECT count(*), count(*) FILTER (WHERE is_own), count(*) FILTER (WHERE is_near),
        count(DISTINCT watch_id),
        count(DISTINCT watch_id) FILTER (WHERE is_own),
        count(DISTINCT watch_id) FILTER (WHERE is_near),
        count(DISTINCT watch_id) FILTER (WHERE is_there),
        count(DISTINCT watch_id) FILTER (WHERE is_there AND is_own),
        count(DISTINCT watch_id) FILTER (WHERE is_there AND is_near)
    FROM (
        SELECT watch_id, host = %(host)s AS is_there, client = ANY(%(clients)s) AS is_own,
            substr(client, 1, {NETWORK_BYTES}) = ANY(%(networks)s) AS is_near
        FROM subscriptions
    ) AS subscriptions
"""


class NoPlace(Exception):
    """Another subscription would exceed a limit; the message says which, and what to do."""


class ShareUsed(NoPlace):
    """The visitor or the visitor's network has used up its share."""


def check_place(url: str, host: str, clients: Sequence[bytes]) -> None:
    """Raise NoPlace if another subscription to `url` would exceed a limit.

    `clients` are the digests of the visitor in the latest months, newest first.
    """
    client = next(iter(clients), b"")
    network = network_of(client)
    used = in_use(host, clients)
    parts: Parts = {
        ("subscriptions", None): 1,
        ("subscriptions", client): 99,
        ("subscriptions", network): 24,
    }
    full = first_full(parts, MAX_SUBSCRIPTIONS, used)
    if full is None and not Watch.select().where(Watch.url == url).exists():
        parts = {
            ("watches", None): 1,
            ("watches", client): 19,
            ("watches", network): 4,
            ("watches", host): 19,
            ("watches", (host, client)): 2,
            ("watches", (host, network)): 1,
        }
        full = first_full(parts, MAX_WATCHES, used)
    if full:
        raise refusal(full, used[full], host, client)


def in_use(host: str, clients: Sequence[bytes]) -> Counter[Key]:
    """Return the number of subscriptions and watches of all, this visitor, network and host."""
    client = next(iter(clients), b"")
    network = network_of(client)
    values = {
        "host": host,
        "clients": list(clients),
        "networks": [network_of(each) for each in clients],
    }
    owners = (None, client, network)
    keys: list[Key] = [("subscriptions", owner) for owner in owners]
    keys += [("watches", owner) for owner in (*owners, host, (host, client), (host, network))]
    return Counter(dict(zip(keys, database.execute_sql(USED, values).fetchone(), strict=True)))


def refusal(full: Key, used: int, host: str, client: bytes) -> NoPlace:
    """Return the error that says whose share is used up."""
    owner = full[1]
    if owner is None:
        return NoPlace(N_("No more pages can be watched on this server. Count this one manually."))
    if owner == host:
        message = N_("%(number)s pages of that host are already watched. Count this one manually.")
        return NoPlace(message % {"number": used})
    if owner == client:
        message = N_("You already watch %(number)s pages. Stop watching one of them first.")
    elif owner == (host, client):
        message = N_(
            "You already watch %(number)s pages of that host. Stop watching one of them first."
        )
    elif isinstance(owner, tuple):
        message = N_("%(number)s pages of that host are already watched from your network.")
    else:
        message = N_("%(number)s pages are already watched from your network.")
    return ShareUsed(message % {"number": used})
