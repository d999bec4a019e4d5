"""Watch: an address that is recounted automatically while somebody subscribes to it.

subscriptions.py begins and ends watches.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import peewee as pw
from playhouse.postgres_ext import DateTimeTZField

from db import database

LIFETIME = dt.timedelta(days=90)  # of a subscription that its visitor does not look at
COUNTS = 50  # of an address that are searched for its last change
MAX_LISTED = 200  # subscriptions of one visitor in a list
RENEWAL = dt.timedelta(days=1)  # the shortest time between two renewals of a subscription

# The time between two counts of a watched page.
INTERVALS = {
    "hour": dt.timedelta(hours=1),
    "day": dt.timedelta(days=1),
    "week": dt.timedelta(weeks=1),
}


class Watch(pw.Model):
    """An address that is recounted at the shortest interval of its subscriptions."""

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
        """Return all watches: address, interval, next count, subscriptions, end of the last one."""
        last = (pw.fn.count(Subscription.id), pw.fn.max(Subscription.ends_at))
        query = cls.select(cls.url, cls.every, cls.next_at, *last)
        query = query.join(Subscription, pw.JOIN.LEFT_OUTER).group_by(cls.id).order_by(cls.url)
        rows: Any = query.tuples()
        return list(rows)

    @classmethod
    def due(cls, limit: int) -> "pw.ModelSelect[Watch]":
        """Return the watches that are due, and lock them until the transaction ends."""
        is_paused = pw.fn.EXISTS(Subscription.of(cls.id)) & ~pw.fn.EXISTS(
            Subscription.of(cls.id).where(~Subscription.is_paused)
        )
        query = cls.select().where(cls.next_at <= pw.fn.now(), ~is_paused)
        return query.order_by(cls.next_at).limit(limit).for_update(skip_locked=True)

    def postpone(self, delay: dt.timedelta | None = None) -> None:
        """Schedule the next count from now on, after its interval or that delay.

        Counts missed while no worker ran are skipped.
        """
        self.next_at = pw.fn.now() + (delay or INTERVALS[self.every])
        self.save(only=[Watch.next_at])


class Subscription(pw.Model):
    """One visitor's request to watch an address. Only the visitor's token can change or end it."""

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
        """Return the subscriptions of a visitor with their watches, by address."""
        query = cls.select(cls, Watch).join(Watch).where(cls.token_hash == token_hash)
        return query.order_by(Watch.url).limit(MAX_LISTED)

    @classmethod
    def of_page(cls, urls: Collection[str], token_hash: bytes) -> "Subscription | None":
        """Return the visitor's subscription to an address in any of its spellings."""
        found: Subscription | None = cls.owned(token_hash).where(Watch.url.in_(urls)).first()
        return found

    @classmethod
    def renew(cls, token_hash: bytes) -> None:
        """Extend the visitor's subscriptions to LIFETIME from now."""
        cls._renew(cls.token_hash == token_hash)

    def renew_this(self) -> None:
        """Extend this subscription to LIFETIME from now."""
        self._renew(Subscription.id == self.id)

    @classmethod
    def _renew(cls, which: pw.Expression) -> None:
        is_older = cls.ends_at < pw.fn.now() + LIFETIME - RENEWAL
        cls.update(ends_at=pw.fn.now() + LIFETIME).where(which, is_older).execute()


# The last count of each address, and the last one whose text differs from that of the count before.
# Main texts are compared if both counts have one.
PROGRESS = """
    SELECT asked.url, last.id, last.status, last.created_at,
        changed.id, changed.previous, changed.created_at
    FROM unnest(%(urls)s::text[]) AS asked(url)
    LEFT JOIN LATERAL (
        SELECT id, status, created_at FROM results
        WHERE md5(url) = md5(asked.url) AND url = asked.url
        ORDER BY id DESC LIMIT 1
    ) AS last ON true
    LEFT JOIN LATERAL (
        SELECT id, previous, created_at FROM (
            SELECT id, created_at, text_rule, lag(text_rule) OVER earlier AS other_rule,
                lag(id) OVER earlier AS previous, CASE
                    WHEN main_rule = lag(main_rule) OVER earlier
                    THEN coalesce(main_fingerprint <> lag(main_fingerprint) OVER earlier,
                        fingerprint <> lag(fingerprint) OVER earlier)
                    ELSE fingerprint <> lag(fingerprint) OVER earlier
                END AS is_changed
            FROM (
                SELECT id, created_at, fingerprint, text_rule, main_fingerprint, main_rule
                FROM results
                WHERE md5(url) = md5(asked.url) AND url = asked.url AND status = 'done'
                ORDER BY id DESC LIMIT %(counts)s
            ) AS counts
            WINDOW earlier AS (ORDER BY id)
        ) AS pairs
        WHERE is_changed AND text_rule IS NOT DISTINCT FROM other_rule
        ORDER BY id DESC LIMIT 1
    ) AS changed ON true
"""


@dataclass(frozen=True)
class Progress:
    """The last count and the last change of an address; None if there is none."""

    last_id: int | None = None
    last_status: str | None = None
    last_at: dt.datetime | None = None
    changed_id: int | None = None
    changed_from: int | None = None
    changed_at: dt.datetime | None = None


def progress(urls: Collection[str]) -> dict[str, Progress]:
    """Return the progress of each address. Changes are looked for in its latest COUNTS counts."""
    rows = database.execute_sql(PROGRESS, {"urls": list(urls), "counts": COUNTS})
    return {url: Progress(*values) for url, *values in rows}
