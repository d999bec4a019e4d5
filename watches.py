"""Watch: an address that is recounted automatically, its fields and its queries."""

import datetime as dt

import peewee as pw
from playhouse.postgres_ext import DateTimeTZField

from db import database

MAX_WATCHES = 1000  # one worker counts as many pages in some minutes

# The time between two counts of a watched page.
INTERVALS = {
    "hour": dt.timedelta(hours=1),
    "day": dt.timedelta(days=1),
    "week": dt.timedelta(weeks=1),
}


class Watch(pw.Model):
    """An address that is counted again `every` hour, day or week, until it is stopped."""

    id = pw.AutoField()
    url = pw.TextField(unique=True)
    every = pw.TextField()  # one of INTERVALS
    next_at = DateTimeTZField(index=True)

    class Meta:
        database = database
        table_name = "watches"

    @classmethod
    def start(cls, url: str, every: str) -> None:
        """Watch an address, or watch it at another interval from now on."""
        values = {"every": every, "next_at": pw.fn.now() + INTERVALS[every]}
        cls.insert(url=url, **values).on_conflict(
            conflict_target=[cls.url], update=values
        ).execute()

    @classmethod
    def is_full(cls) -> bool:
        """Whether MAX_WATCHES addresses are watched."""
        return cls.select().limit(MAX_WATCHES).count() >= MAX_WATCHES

    @classmethod
    def stop(cls, url: str) -> None:
        cls.delete().where(cls.url == url).execute()

    @classmethod
    def due(cls, limit: int) -> "pw.ModelSelect[Watch]":
        """The watches that are due, locked against other workers until the transaction ends."""
        query = cls.select().where(cls.next_at <= pw.fn.now()).order_by(cls.next_at).limit(limit)
        return query.for_update(skip_locked=True)

    def postpone(self) -> None:
        """Schedule the next count from now on; counts missed while no worker ran are skipped."""
        self.next_at = pw.fn.now() + INTERVALS[self.every]
        self.save(only=[Watch.next_at])
