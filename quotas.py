"""Quota: how many bytes were stored for a client on a day, for all processes together."""

import datetime as dt
import hashlib

import peewee as pw

from db import database
from wordcount.contained import SerializedCount

MEGABYTE = 1_000_000  # bytes

# Measured with PostgreSQL 18 and words that occur nowhere else, of 3 to 100 characters: upper
# bounds of what a row, and a word in the index of words, add to the database.
ROW = 4_096  # bytes
WORD = 60  # bytes, and three times its JSON
INDEXED_WORDS = 100_000  # of a result; see migration 018

KEPT_DAYS = 1  # after the day itself: a result may finish on the day after its submission

# The row is locked for the moment of one statement: its commit does not wait for the disk.
CHARGE = """
    SET LOCAL synchronous_commit = off;
    INSERT INTO quotas (client, day, size)
    SELECT %(client)s, current_date, %(size)s
    WHERE %(size)s <= %(limit)s
    ON CONFLICT (client) DO UPDATE
    SET size = quotas.size + excluded.size
    WHERE quotas.size + excluded.size <= %(limit)s
    RETURNING size
"""


class Quota(pw.Model):
    """The bytes stored for a client on a day; `client` is a digest of both, never an address."""

    client = pw.BlobField(primary_key=True)
    day = pw.DateField()
    size = pw.BigIntegerField()  # bytes

    class Meta:
        database = database
        table_name = "quotas"

    @classmethod
    def charge(cls, client: bytes | memoryview | None, size: int, megabytes: int) -> bool:
        """Add `size` bytes to the client's day, unless that exceeds so many megabytes.

        Return whether they were added. Without a client, or with a limit of 0, there is no quota.
        """
        if client is None or not megabytes:
            return True
        values = {"client": client, "size": size, "limit": megabytes * MEGABYTE}
        return database.execute_sql(CHARGE, values).fetchone() is not None

    @classmethod
    def delete_old(cls) -> None:
        cls.delete().where(cls.day < pw.SQL(f"current_date - {KEPT_DAYS}")).execute()


def watch_digest(host: str) -> bytes:
    """Return the client to which today's counts of all watched pages of a host are charged."""
    today = dt.datetime.now(dt.UTC).date()
    return hashlib.sha256(f"watches {today.isoformat()} {host}".encode()).digest()[:16]


def size_of(count: SerializedCount) -> int:
    """Return an upper bound of the bytes by which storing a count makes its row and indexes grow.

    The row itself, of ROW bytes, and a pasted text were charged at the submission.
    """
    words = byte_length(count.result_all)
    share = min(1, INDEXED_WORDS / max(1, count.distinct))
    index = round((3 * words + WORD * count.distinct) * share)
    main = (count.main_lines, count.main_all, count.main_no_stop_words)
    texts = (count.text, count.result_no_stop_words, *main)
    return sum(byte_length(text or "") for text in texts) + words + index


def byte_length(text: str) -> int:
    """The bytes of a text in UTF-8."""
    return len(text) if text.isascii() else len(text.encode())
