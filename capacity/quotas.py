"""Quota: how many bytes were stored for a client on a day, for all processes together."""

import datetime as dt
import hashlib

import peewee as pw

from db import PIECE, database
from models import NETWORK_BYTES
from wordcount.contained import SerializedCount

MEGABYTE = 1_000_000  # bytes

# Measured with PostgreSQL 18 and words that occur nowhere else, of 3 to 100 characters: upper
# bounds of what a row, and a word in the index of words, add to the database.
ROW = 4_096  # bytes
WORD = 60  # bytes, and three times its JSON
INDEXED = 500_000  # characters of the counts of a result; see migration 027

KEPT_DAYS = 1  # after the day itself: a result may finish on the day after its submission

# A network may have NETWORK times as much as a client. A client may have a part of what its network
# has left, one in NETWORK - 1: as in shares.py, some is left for the next.
NETWORK = 4

# The rows are locked for the moment of one statement: its commit does not wait for the disk. That
# of the network comes first, as a transaction may charge several clients of one.
CHARGE = f"""
    SET LOCAL synchronous_commit = off;
    SELECT FROM quotas WHERE client = %(network)s FOR UPDATE;
    WITH room AS (
        SELECT {NETWORK} * %(limit)s - %(size)s - coalesce(sum(size), 0) AS size
        FROM quotas
        WHERE client = %(network)s
    ), own AS (
        INSERT INTO quotas (client, day, size)
        SELECT %(client)s, current_date, %(size)s
        FROM room
        WHERE %(size)s <= least(%(limit)s, room.size / ({NETWORK} - 1))
        ON CONFLICT (client) DO UPDATE
        SET size = quotas.size + excluded.size
        WHERE quotas.size + excluded.size <= (
            SELECT least(%(limit)s, room.size / ({NETWORK} - 1)) FROM room)
        RETURNING size
    )
    INSERT INTO quotas (client, day, size)
    SELECT %(network)s, current_date, %(size)s
    FROM own
    ON CONFLICT (client) DO UPDATE
    SET size = quotas.size + excluded.size
    RETURNING size
"""


class Quota(pw.Model):
    """The bytes stored for a client, or for a network, on a day.

    `client` is a digest of both, never an address; that of a network has NETWORK_BYTES.
    """

    client = pw.BlobField(primary_key=True)
    day = pw.DateField()
    size = pw.BigIntegerField()  # bytes

    class Meta:
        database = database
        table_name = "quotas"

    @classmethod
    def charge(cls, client: bytes | memoryview | None, size: int, megabytes: int) -> bool:
        """Add `size` bytes to the day of the client and of its network, unless that is too much.

        The client may have so many megabytes, but less when its network has nearly used up its own.

        Return whether they were added. Without a client, or with a limit of 0, there is no quota.
        """
        if client is None or not megabytes:
            return True
        network = bytes(client)[:NETWORK_BYTES]
        values = {"client": client, "network": network, "size": size, "limit": megabytes * MEGABYTE}
        return database.execute_sql(CHARGE, values).fetchone() is not None

    @classmethod
    def delete_old(cls) -> None:
        cls.delete().where(cls.day < pw.SQL(f"current_date - {KEPT_DAYS}")).execute()


def watch_digest(host: str) -> bytes:
    """Return the client to which today's counts of all watched pages of a host are charged.

    All hosts are of one network, so that watched pages have a quota together.
    """
    today = f"watches {today_in_utc()}"
    return _digest(today, f"{today} {host}")


def corpus_digest(owner: bytes) -> bytes:
    """Return the client to which today's counts of the corpora of a client are charged.

    It is another one than the client itself, so that these counts take turns with what the client
    submits. The corpora of a network have a quota together.
    """
    today = f"corpora {today_in_utc()}"
    return _digest(f"{today} {owner[:NETWORK_BYTES].hex()}", f"{today} {owner.hex()}")


def charge_corpus(owner: bytes, most: int) -> bool:
    """Count one more corpus that a client makes today; return False if it has made `most`.

    Deleting one does not give it back. A corpus counts like a megabyte.
    """
    return Quota.charge(_makers_digest(owner), MEGABYTE, most)


def corpora_made(owner: bytes) -> int:
    """The number of corpora that a client has made today."""
    size = Quota.select(Quota.size).where(Quota.client == _makers_digest(owner)).scalar()
    return (size or 0) // MEGABYTE


def _makers_digest(owner: bytes) -> bytes:
    today = f"made corpora {today_in_utc()}"
    return _digest(f"{today} {owner[:NETWORK_BYTES].hex()}", f"{today} {owner.hex()}")


def today_in_utc() -> str:
    return dt.datetime.now(dt.UTC).date().isoformat()


def _digest(network: str, client: str) -> bytes:
    digests = (hashlib.sha256(each.encode()).digest() for each in (network, client))
    return b"".join(digest[:NETWORK_BYTES] for digest in digests)


def size_of(count: SerializedCount) -> int:
    """Return an upper bound of the bytes by which storing a count makes its row and indexes grow.

    The row itself, of ROW bytes, and a pasted text were charged at the submission.
    """
    words = byte_length(count.result_all)
    share = min(1, INDEXED / max(1, len(count.result_all)))
    index = round((3 * words + WORD * count.distinct) * share)
    main = (count.main_lines, count.main_all, count.main_no_stop_words)
    texts = (count.text, count.result_no_stop_words, *main)
    return sum(byte_length(text or "") for text in texts) + words + index


def byte_length(text: str) -> int:
    """The bytes of a text in UTF-8, which is encoded in pieces: other threads run in between."""
    if text.isascii():
        return len(text)
    return sum(len(text[start : start + PIECE].encode()) for start in range(0, len(text), PIECE))
