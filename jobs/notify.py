"""Wake idle workers, which wait in `Worker.step` (background/worker.py).

Busy workers need no notification: they find new results at their next claim.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from db import database

CHANNEL = "results"  # of LISTEN and NOTIFY

# An advisory lock that all idle workers share.
IDLE_LOCK = int.from_bytes(b"idle", "big")

# Run this after the transaction that stores a result, because commits with NOTIFY wait for one
# another. The exclusive lock is refused while an idle worker holds the shared one.
WAKE = f"""
    SELECT pg_notify('{CHANNEL}', '') WHERE NOT pg_try_advisory_xact_lock(%s)
"""


def wake_workers() -> None:
    """Notify idle workers, if there are any, that a result can be claimed."""
    database.execute_sql(WAKE, [IDLE_LOCK])


@contextmanager
def idle() -> Iterator[None]:
    """Receive notifications in this block.

    Claim at its beginning, because earlier submissions sent no notification. After an error, close
    the connection, or submissions will keep notifying this session.
    """
    database.execute_sql(f"LISTEN {CHANNEL}; SELECT pg_advisory_lock_shared(%s)", [IDLE_LOCK])
    yield
    database.execute_sql(f"UNLISTEN {CHANNEL}; SELECT pg_advisory_unlock_shared(%s)", [IDLE_LOCK])
    database.connection().notifies.clear()
