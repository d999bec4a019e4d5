"""The size of the database, against STORAGE_LIMIT."""

import time

import settings
from capacity.quotas import MEGABYTE
from db import database

MEASURED_FOR = 0.1  # seconds until a process measures again; that takes less than a millisecond
# Of the limit: submissions are refused, and chores add nothing, so accepted pages still find room.
NEARLY = 0.9
FULL = 0.94  # of the limit; workers stop claiming, and counts that are running still find room

measured, measured_until = 0, 0.0  # bytes; by time.monotonic()


def database_size() -> int:
    """Return the bytes of the database on disk, as measured at most MEASURED_FOR seconds ago."""
    global measured, measured_until
    if time.monotonic() >= measured_until:
        [measured] = database.execute_sql("SELECT pg_database_size(current_database())").fetchone()
        measured_until = time.monotonic() + MEASURED_FOR
    return measured


def is_nearly_full(more: int = 0) -> bool:
    """Return whether NEARLY all of STORAGE_LIMIT is used, or would be after `more` bytes."""
    return _is_used(NEARLY, more)


def is_full() -> bool:
    """Whether FULL of STORAGE_LIMIT is used, so that nothing more is claimed."""
    return _is_used(FULL)


def _is_used(part: float, more: int = 0) -> bool:
    limit = settings.current().STORAGE_LIMIT * MEGABYTE
    return limit > 0 and database_size() + more >= limit * part
