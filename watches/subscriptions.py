"""Begin, change and end subscriptions; a watch lasts as long as its last subscription."""

import datetime as dt
from collections.abc import Collection, Sequence

import peewee as pw

from db import database
from models import FINISHED, Result
from watches.alerts import Alert
from watches.models import INTERVALS, LIFETIME, Subscription, Watch
from watches.places import check_place
from wordcount.errors import UnknownHost

UNKNOWN_FOR = dt.timedelta(days=3)  # a host for which no address was found since the first count

# Held while subscriptions change, so that shares are exact and no watch is left without one.
LOCK = int.from_bytes(b"watches", "big")


def subscribe(
    url: str, host: str, every: str, token_hash: bytes, clients: Sequence[bytes] = ()
) -> Subscription:
    """Subscribe to an address, or change the interval of the visitor's subscription.

    `clients` are the digests under which the visitor may have subscribed, newest first. Raises
    NoPlace.
    """
    values = {"every": every, "is_paused": False, "ends_at": pw.fn.now() + LIFETIME}
    with database.atomic():
        lock()
        if Subscription.of_page([url], token_hash) is None:
            check_place(url, host, clients)
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
    subscription = Subscription.of_page([url], token_hash)
    assert subscription
    return subscription


def start(url: str, every: str) -> int:
    """Watch an address unless it is watched already, and return the id of its watch."""
    query = Watch.insert(url=url, every=every, next_at=pw.fn.now() + INTERVALS[every])
    query = query.on_conflict(conflict_target=[Watch.url], update={"url": url})
    [watch] = query.returning(Watch.id).execute()
    id: int = watch.id
    return id


def pause(urls: Collection[str], token_hash: bytes) -> bool:
    """Pause the visitor's subscription until it is changed; return whether there is one."""
    with database.atomic():
        lock()
        subscription = Subscription.of_page(urls, token_hash)
        if subscription:
            subscription.is_paused = True
            subscription.save(only=[Subscription.is_paused])
            settle([subscription.watch.id])
    return subscription is not None


def unsubscribe(urls: Collection[str], token_hash: bytes) -> bool:
    """End the visitor's subscription; return whether there was one."""
    with database.atomic():
        lock()
        subscription = Subscription.of_page(urls, token_hash)
        if subscription:
            subscription.delete_instance()
            settle([subscription.watch.id])
    return subscription is not None


def known_address(url: str, spellings: Sequence[str]) -> str:
    """Return the spelling of an address that was counted last, or is watched; else `url`."""
    if newest := Result.of_page(spellings).limit(1).first():
        return str(newest.url)
    watch = Watch.select().where(Watch.url.in_(spellings)).first()
    return watch.url if watch else url


def rename(url: str, found: str) -> None:
    """Replace the address of a watch by the one found, with the scheme that worked.

    If that one is watched already, the two watches are merged.
    """
    if not Watch.select().where(Watch.url == url).exists():
        return
    with database.atomic():
        lock()
        both = Watch.select().where(Watch.url.in_([url, found]))
        ids = {watch.url: watch.id for watch in both}
        if {url, found} <= ids.keys():
            merge(ids[url], ids[found])
        else:
            Watch.update(url=found).where(Watch.url == url).execute()


def merge(watch: int, other: int) -> None:
    """Move the subscriptions of a watch to another one, and delete it."""
    Alert.move(watch, other)
    own = Subscription.alias()
    is_there = pw.fn.EXISTS(
        own.select(own.id).where(own.watch == other, own.token_hash == Subscription.token_hash)
    )
    query = Subscription.update(watch=other)
    query.where(Subscription.watch == watch, ~is_there).execute()
    Watch.delete().where(Watch.id == watch).execute()
    settle([other])


def expire() -> None:
    """Delete subscriptions that have ended, and adopt watches that earlier releases started."""
    with database.atomic():
        lock()
        adopt()
        ended = Subscription.delete().where(Subscription.ends_at < pw.fn.now())
        settle({row.watch_id for row in ended.returning(Subscription.watch).execute()})


def is_in_vain(url: str) -> bool:
    """Whether every count of an address failed, since UNKNOWN_FOR, because its host is unknown."""
    counts = Result.select(Result.id).where(
        pw.fn.md5(Result.url) == pw.fn.md5(url), Result.url == url, Result.status.in_(FINISHED)
    )
    is_unknown = pw.fn.coalesce(Result.error_code, "") == UnknownHost.code
    is_old = Result.created_at < pw.fn.now() - UNKNOWN_FOR
    if counts.where(~is_unknown).exists():
        return False
    return bool(counts.where(is_unknown, is_old).exists())


def adopt() -> None:
    """Create a subscription for each watch without one. It has no owner to renew it."""
    host = pw.fn.split_part(Watch.url, "/", 3)
    without = ~pw.fn.EXISTS(Subscription.of(Watch.id))
    values = (Watch.id, host, Watch.every, pw.fn.now() + LIFETIME)
    Subscription.insert_from(
        Watch.select(*values).where(without),
        [Subscription.watch, Subscription.host, Subscription.every, Subscription.ends_at],
    ).execute()


def settle(watches: Collection[int]) -> None:
    """End watches without subscriptions, and set the shortest interval of the others."""
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
    """Block other changes until this transaction ends."""
    database.execute_sql("SELECT pg_advisory_xact_lock(%s)", [LOCK])
