"""Watch: an address that is recounted automatically, as long as somebody subscribes to it."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import peewee as pw
from playhouse.postgres_ext import DateTimeTZField

from db import database
from models import NETWORK_BYTES

MAX_WATCHES = 1000  # one worker counts as many pages in some minutes
MAX_SUBSCRIPTIONS = 5000
HOST_SHARE = 50  # watches of one host
CLIENT_SHARE = 50  # subscriptions of one client
NETWORK_SHARE = 200  # subscriptions of one network
LIFETIME = dt.timedelta(days=90)  # of a subscription that nobody looks at
RENEWAL = dt.timedelta(days=1)  # a subscription that is looked at is renewed once in as long

# Held while subscriptions change, so that shares are exact and no watch is left without one.
LOCK = int.from_bytes(b"watches", "big")

# The time between two counts of a watched page.
INTERVALS = {
    "hour": dt.timedelta(hours=1),
    "day": dt.timedelta(days=1),
    "week": dt.timedelta(weeks=1),
}


class NoPlace(Exception):
    """One more subscription exceeds a limit; the message says which, and what to do."""


class ShareUsed(NoPlace):
    """The visitor has used up the share of one client."""


class Watch(pw.Model):
    """An address that is counted again at the shortest interval of its subscriptions."""

    id = pw.AutoField()
    url = pw.TextField(unique=True)
    every = pw.TextField()  # one of INTERVALS
    next_at = DateTimeTZField(index=True)

    class Meta:
        database = database
        table_name = "watches"

    @classmethod
    def stop(cls, url: str) -> bool:
        """End all subscriptions to an address; return whether it was watched."""
        return bool(cls.delete().where(cls.url == url).execute())

    @classmethod
    def listed(cls) -> list[tuple[str, str, dt.datetime, int, dt.datetime | None]]:
        """All watches: address, interval, next count, subscriptions, and when the last ends."""
        last = (pw.fn.count(Subscription.id), pw.fn.max(Subscription.ends_at))
        query = cls.select(cls.url, cls.every, cls.next_at, *last)
        query = query.join(Subscription, pw.JOIN.LEFT_OUTER).group_by(cls.id).order_by(cls.url)
        rows: Any = query.tuples()
        return list(rows)

    @classmethod
    def due(cls, limit: int) -> "pw.ModelSelect[Watch]":
        """The watches that are due, locked against other workers until the transaction ends."""
        is_paused = pw.fn.EXISTS(Subscription.of(cls.id)) & ~pw.fn.EXISTS(
            Subscription.of(cls.id).where(~Subscription.is_paused)
        )
        query = cls.select().where(cls.next_at <= pw.fn.now(), ~is_paused)
        return query.order_by(cls.next_at).limit(limit).for_update(skip_locked=True)

    def postpone(self) -> None:
        """Schedule the next count from now on; counts missed while no worker ran are skipped."""
        self.next_at = pw.fn.now() + INTERVALS[self.every]
        self.save(only=[Watch.next_at])


class Subscription(pw.Model):
    """What one visitor wants of a watch. Only the visitor's token stops, pauses or changes it."""

    id = pw.AutoField()
    watch = pw.ForeignKeyField(Watch, on_delete="CASCADE")
    token_hash = pw.BlobField(null=True, index=True)  # SHA-256; null where there is no owner
    client = pw.BlobField(null=True)  # as in web/client.py, of the month in which it began
    host = pw.TextField()
    every = pw.TextField()  # one of INTERVALS
    is_paused = pw.BooleanField(default=False, constraints=[pw.SQL("DEFAULT false")])
    ends_at = DateTimeTZField()

    class Meta:
        database = database
        table_name = "subscriptions"
        indexes = ((("watch", "token_hash"), True),)

    @classmethod
    def of(cls, watch: "int | pw.Field") -> "pw.ModelSelect[Subscription]":
        return cls.select(cls.id).where(cls.watch == watch)

    @classmethod
    def owned(cls, token_hash: bytes) -> "pw.ModelSelect[Subscription]":
        """The subscriptions of a visitor with their watches, by address."""
        query = cls.select(cls, Watch).join(Watch).where(cls.token_hash == token_hash)
        return query.order_by(Watch.url)

    @classmethod
    def of_page(cls, url: str, token_hash: bytes) -> "Subscription | None":
        """The visitor's subscription to an address."""
        found: Subscription | None = cls.owned(token_hash).where(Watch.url == url).get_or_none()
        return found

    @classmethod
    def renew(cls, token_hash: bytes) -> None:
        """Let the visitor's subscriptions last LIFETIME from now on."""
        is_older = cls.ends_at < pw.fn.now() + LIFETIME - RENEWAL
        query = cls.update(ends_at=pw.fn.now() + LIFETIME)
        query.where(cls.token_hash == token_hash, is_older).execute()


def subscribe(
    url: str, host: str, every: str, token_hash: bytes, clients: Sequence[bytes] = ()
) -> Subscription:
    """Subscribe to an address, or change the interval of the visitor's subscription.

    `clients` are the digests under which the visitor may have subscribed before, the first is that
    of today. Raises NoPlace.
    """
    values = {"every": every, "is_paused": False, "ends_at": pw.fn.now() + LIFETIME}
    with database.atomic():
        lock()
        if Subscription.of_page(url, token_hash) is None:
            check_shares(url, host, clients)
        watch = start(url, every)
        (
            Subscription.insert(
                watch=watch, token_hash=token_hash, client=next(iter(clients), None), host=host,
                **values,
            )
            .on_conflict(
                conflict_target=[Subscription.watch, Subscription.token_hash], update=values
            )
            .execute()
        )  # fmt: skip
        settle([watch])
    subscription = Subscription.of_page(url, token_hash)
    assert subscription
    return subscription


def start(url: str, every: str) -> int:
    """Watch an address unless it is watched already, and return the id of its watch."""
    query = Watch.insert(url=url, every=every, next_at=pw.fn.now() + INTERVALS[every])
    query = query.on_conflict(conflict_target=[Watch.url], update={"url": url})
    [watch] = query.returning(Watch.id).execute()
    id: int = watch.id
    return id


def check_shares(url: str, host: str, clients: Sequence[bytes]) -> None:
    """Raise NoPlace if one more subscription to `url` exceeds a limit."""
    if clients:
        own = Subscription.select().where(Subscription.client.in_(list(clients)))
        if own.count() >= CLIENT_SHARE:
            raise ShareUsed(f"You watch {CLIENT_SHARE} pages already. Stop watching one of them.")
        network = pw.fn.substr(Subscription.client, 1, NETWORK_BYTES)
        networks = [client[:NETWORK_BYTES] for client in clients]
        if Subscription.select().where(network.in_(networks)).count() >= NETWORK_SHARE:
            raise ShareUsed(f"{NETWORK_SHARE} pages are watched from your network already.")
    is_full = Subscription.select().count() >= MAX_SUBSCRIPTIONS
    if not Watch.select().where(Watch.url == url).exists():
        of_host = Subscription.select(Subscription.watch).where(Subscription.host == host)
        if of_host.distinct().count() >= HOST_SHARE:
            raise NoPlace(
                f"{HOST_SHARE} pages of that host are watched already. Count this one by hand."
            )
        is_full = is_full or Watch.select().count() >= MAX_WATCHES
    if is_full:
        raise NoPlace("No more pages can be watched here. Count this one by hand.")


def pause(url: str, token_hash: bytes) -> bool:
    """Pause the visitor's subscription until it is changed; return whether there is one."""
    with database.atomic():
        lock()
        subscription = Subscription.of_page(url, token_hash)
        if subscription:
            subscription.is_paused = True
            subscription.save(only=[Subscription.is_paused])
            settle([subscription.watch.id])
    return subscription is not None


def unsubscribe(url: str, token_hash: bytes) -> bool:
    """End the visitor's subscription; return whether there was one."""
    with database.atomic():
        lock()
        subscription = Subscription.of_page(url, token_hash)
        if subscription:
            subscription.delete_instance()
            settle([subscription.watch.id])
    return subscription is not None


def expire() -> None:
    """Delete subscriptions that have ended, and adopt the watches that old code has started."""
    with database.atomic():
        lock()
        adopt()
        ended = Subscription.delete().where(Subscription.ends_at < pw.fn.now())
        settle({row.watch_id for row in ended.returning(Subscription.watch).execute()})


def adopt() -> None:
    """Give each watch without a subscription one without an owner, which nobody can renew."""
    host = pw.fn.split_part(Watch.url, "/", 3)
    without = ~pw.fn.EXISTS(Subscription.of(Watch.id))
    values = (Watch.id, host, Watch.every, pw.fn.now() + LIFETIME)
    Subscription.insert_from(
        Watch.select(*values).where(without),
        [Subscription.watch, Subscription.host, Subscription.every, Subscription.ends_at],
    ).execute()


def settle(watches: Collection[int]) -> None:
    """End the watches that have no subscription, and count the others at the shortest interval."""
    for id in watches:
        rows = list(Subscription.select().where(Subscription.watch == id))
        if not rows:
            Watch.delete().where(Watch.id == id).execute()
            continue
        wanted = [row.every for row in rows if not row.is_paused] or [row.every for row in rows]
        every = min(wanted, key=INTERVALS.__getitem__)
        next_at = pw.fn.least(Watch.next_at, pw.fn.now() + INTERVALS[every])
        Watch.update(every=every, next_at=next_at).where(Watch.id == id).execute()


def lock() -> None:
    """Let other changes wait until this transaction ends."""
    database.execute_sql("SELECT pg_advisory_xact_lock(%s)", [LOCK])
