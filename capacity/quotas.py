"""Quotas: how many bytes may be stored in a day for a client, and for its network."""

import peewee as pw

from db import database
from models import NETWORK_BYTES

MEGABYTE = 1_000_000  # bytes

KEPT_DAYS = 1  # after the day itself: a result may finish on the day after its submission

# A network has the quotas of NETWORK clients. Each client gets at most one part in NETWORK - 1 of
# what its network has left, so that, as in shares.py, something is left for the next client.
NETWORK = 4

# Charge the client and its network, or neither. The rows are locked only while this statement runs,
# because its commit does not wait for the disk. Everybody locks the network's row first, so
# that there are no deadlocks; therefore it must exist.
CHARGE = f"""
    SET LOCAL synchronous_commit = off;
    INSERT INTO quotas (client, day, size) VALUES (%(network)s, current_date, 0)
    ON CONFLICT (client) DO NOTHING;
    SELECT FROM quotas WHERE client = %(network)s FOR UPDATE;
    WITH room AS (
        SELECT {NETWORK} * %(limit)s::bigint - %(size)s - coalesce(sum(size), 0) AS size
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

    `client` is a digest that depends on the day, never an address. That of a network has
    NETWORK_BYTES, that of a client twice as many.
    """

    client = pw.BlobField(primary_key=True)
    day = pw.DateField()
    size = pw.BigIntegerField()  # bytes

    class Meta:
        database = database
        table_name = "quotas"

    @classmethod
    def charge(cls, client: bytes | memoryview | None, size: int, megabytes: int) -> bool:
        """Charge `size` bytes to the client and to its network; return False if a quota is used up.

        The client's quota is `megabytes`, or less once its network has used most of its own. There
        is no quota without a client, or if `megabytes` is 0.
        """
        if client is None or not megabytes:
            return True
        network = bytes(client)[:NETWORK_BYTES]
        values = {"client": client, "network": network, "size": size, "limit": megabytes * MEGABYTE}
        return database.execute_sql(CHARGE, values).fetchone() is not None

    @classmethod
    def delete_old(cls) -> None:
        cls.delete().where(cls.day < pw.SQL(f"current_date - {KEPT_DAYS}")).execute()
