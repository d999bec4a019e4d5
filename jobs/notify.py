"""Wake idle workers, which wait in `Worker.step` (background/worker.py).

A busy worker finds new results at its next claim.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from db import database

CHANNEL = "results"  # of LISTEN and NOTIFY

# An advisory lock that all idle workers share.
IDLE_LOCK = int.from_bytes(b"idle", "big")

# Never part of the transaction that stores a result: commits with NOTIFY wait for one another. The
# exclusive lock is refused while an idle worker shares it.
WAKE = f"""
    SELECT pg_notify('{CHANNEL}', '') WHERE NOT pg_try_advisory_xact_lock(%s)
"""


def wake_workers() -> None:
    """Notify idle workers, if there are any, that a result can be claimed."""
    database.execute_sql(WAKE, [IDLE_LOCK])


@contextmanager
def idle() -> Iterator[None]:
    """Be notified in this block. Claim at its beginning: earlier submissions sent no notification.

    Close the connection after an error, or submissions will keep notifying this session.
    """
    database.execute_sql(f"LISTEN {CHANNEL}; SELECT pg_advisory_lock_shared(%s)", [IDLE_LOCK])
    yield
    database.execute_sql(f"UNLISTEN {CHANNEL}; SELECT pg_advisory_unlock_shared(%s)", [IDLE_LOCK])
    database.connection().notifies.clear()
