"""The crawl delays of hosts, shared by all workers."""

import peewee as pw
from playhouse.postgres_ext import DateTimeTZField

from db import database

# If two workers ask at once, one waits for the other, and then gets no turn.
TAKE_TURN = """
    INSERT INTO corpus_hosts (host, delay, next_at)
    VALUES (%(host)s, %(delay)s, clock_timestamp() + make_interval(secs => %(delay)s))
    ON CONFLICT (host) DO UPDATE
    SET delay = excluded.delay, next_at = excluded.next_at
    WHERE corpus_hosts.next_at <= clock_timestamp()
    RETURNING host
"""


class CrawledHost(pw.Model):
    """A host whose robots.txt asks for a delay between two pages, in seconds."""

    host = pw.TextField(primary_key=True)  # with its port, unless that is the usual one
    delay = pw.DoubleField()  # seconds
    next_at = DateTimeTZField(index=True)

    class Meta:
        database = database
        table_name = "corpus_hosts"

    @classmethod
    def take_turn(cls, host: str, delay: float) -> bool:
        """Whether a page of the host may be fetched now; the next one waits for `delay` seconds."""
        values = {"host": host, "delay": delay}
        return database.execute_sql(TAKE_TURN, values).fetchone() is not None

    @classmethod
    def delete_old(cls) -> None:
        """Delete hosts not fetched for a day, because their robots.txt may have changed."""
        cls.delete().where(cls.next_at < pw.fn.now() - pw.SQL("interval '1 day'")).execute()
