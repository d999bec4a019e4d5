"""Private results: pasted texts, whose addresses end in a secret that only their authors have."""

from collections.abc import Collection, Iterable

from db import database, follower, read_sql

SECRET_HASHES = "SELECT id, secret_hash FROM results WHERE id = ANY(%s)"
MAX_KNOWN = 10_000

# The ids of some public results. A result is public or private from its beginning to its end, and
# no id is given twice.
known_public: set[int] = set()


def secret_hashes(ids: Collection[int]) -> dict[int, memoryview | None]:
    """The SHA-256 of the secret of each of these results; None of a public one.

    A result that does not exist is missing, unless it was public and was deleted. A private one is
    read from the database itself, as a follower may still have one that was deleted.
    """
    if known_public.issuperset(ids):
        return dict.fromkeys(ids)
    found = dict(read_sql(SECRET_HASHES, [list(ids)]))
    if not follower.deferred and not (found.keys() >= {*ids} and all_public(found)):
        found = dict(database.execute_sql(SECRET_HASHES, [list(ids)]).fetchall())
    remember_public(id for id, hash in found.items() if hash is None)
    return found


def remember_public(ids: Iterable[int]) -> None:
    if len(known_public) > MAX_KNOWN:
        known_public.clear()
    known_public.update(ids)


def all_public(hashes: dict[int, memoryview | None]) -> bool:
    return all(each is None for each in hashes.values())
