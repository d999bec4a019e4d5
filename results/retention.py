"""Delete what is not kept: what is to be forgotten, what is too old, and the texts of failures."""

from collections.abc import Collection
from typing import Any

import peewee as pw

from db import database
from models import Result
from watches import Watch

BATCH = 100  # rows of one statement, so that it takes a moment only

# New failures keep no text. The index of migration 019 has just these rows.
DROP_FAILED_TEXTS = """
    UPDATE results SET text = NULL
    WHERE id IN (
        SELECT id FROM results
        WHERE status = 'failed' AND text IS NOT NULL
        ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
"""
# Ids are in the order of submission. Results from before the time was kept precede all others.
DELETE_EXPIRED = """
    WITH oldest AS (
        SELECT id, created_at FROM results
        WHERE status IN ('done', 'failed')
        ORDER BY id LIMIT %(batch)s
    ), dated AS (
        SELECT created_at FROM results WHERE created_at IS NOT NULL ORDER BY id LIMIT 1
    )
    DELETE FROM results
    WHERE id IN (
        SELECT id FROM oldest
        WHERE coalesce(oldest.created_at, (SELECT created_at FROM dated))
            < now() - make_interval(days => %(days)s))
"""


def drop_failed_texts(batch: int = BATCH) -> int:
    """Delete the texts of at most `batch` failed results, and return their number."""
    return int(database.execute_sql(DROP_FAILED_TEXTS, [batch]).rowcount)


def delete_expired(days: int, batch: int = BATCH) -> int:
    """Delete at most `batch` finished results older than `days`, and return their number.

    Results of an unknown time are deleted as soon as the oldest of the others has expired.
    """
    values = {"batch": batch, "days": days}
    return int(database.execute_sql(DELETE_EXPIRED, values).rowcount)


def forget_result(id: int) -> int:
    """Delete a result, whatever its status, and return how many there were."""
    return _delete(Result.id == id)


def forget_unshared(id: int) -> int:
    """Delete a result unless several clients submitted it, and return how many there were."""
    return _delete((Result.id == id) & Result.is_shared.is_null())


def forget_page(urls: Collection[str]) -> int:
    """Delete all results of an address in any of its spellings, and stop watching it.

    Return the number of results.
    """
    for url in urls:
        Watch.stop(url)
    digests = [pw.fn.md5(url) for url in urls]  # as in the index of addresses
    return _delete(pw.fn.md5(Result.url).in_(digests) & Result.url.in_(urls))


def _delete(which: Any) -> int:
    deleted = 0
    while True:
        ids = Result.select(Result.id).where(which).limit(BATCH)
        number: int = Result.delete().where(Result.id.in_(ids)).execute()
        deleted += number
        if number < BATCH:
            return deleted
