"""Private results: pasted texts, whose addresses end in a secret that only their authors have."""

from collections.abc import Collection

from db import database, follower, read_sql

SECRET_HASHES = "SELECT id, secret_hash FROM results WHERE id = ANY(%s)"


def secret_hashes(ids: Collection[int]) -> dict[int, memoryview | None]:
    """The SHA-256 of the secret of each of these results; None of a public one.

    A result that does not exist is missing. A private one is read from the database itself, as a
    follower may still have one that was deleted.
    """
    found = dict(read_sql(SECRET_HASHES, [list(ids)]))
    if not follower.deferred and not (found.keys() >= {*ids} and all_public(found)):
        found = dict(database.execute_sql(SECRET_HASHES, [list(ids)]).fetchall())
    return found


def all_public(hashes: dict[int, memoryview | None]) -> bool:
    return all(each is None for each in hashes.values())
