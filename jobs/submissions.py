"""Store what is submitted as a pending result, once for each address that is open."""

from urllib.parse import urlsplit

from db import database
from jobs.notify import wake_workers
from models import OF_CORPORA, OPEN, Result

ASKED_FOR, WATCHED, CORPUS = 0, 1, OF_CORPORA  # priorities; the smallest number is claimed first

# SQL, because it runs for every page, and Peewee takes 0.4 ms to generate it.
STORE = """
    INSERT INTO results (url, text, secret_hash, host, client, priority,
        language, language_source, status, attempts, created_at, queued_at)
    VALUES (%(url)s, %(text)s, %(secret_hash)s, %(host)s, %(client)s, %(priority)s,
        %(language)s, CASE WHEN %(language)s::text IS NOT NULL THEN 'given' END,
        'pending', 0, now(), now())
    ON CONFLICT DO NOTHING
    RETURNING id, created_at
"""


def submit(
    url: str | None = None,
    text: str | None = None,
    client: bytes | None = None,
    secret_hash: bytes | None = None,
    language: str | None = None,
) -> Result:
    """Store a pending result for the address `url` or the pasted `text`, and wake a worker.

    If the address is pending or running already, its result is returned, and marked as shared if
    another client submitted it in the same language. `secret_hash` makes a text private: see
    results/privacy.py. The result is counted in `language`, a BCP 47 tag, or in that of the text.
    """
    result = store(url, text, ASKED_FOR, client, secret_hash, language)
    wake_workers()
    return result


def store(
    url: str | None,
    text: str | None,
    priority: int,
    client: bytes | None = None,
    secret_hash: bytes | None = None,
    language: str | None = None,
) -> Result:
    """Store a pending result as `submit` does, without waking a worker."""
    host = host_of(url) if url else None
    values = {"url": url, "text": text, "host": host, "priority": priority, "client": client}
    values |= {"secret_hash": secret_hash, "language": language}
    while True:
        stored = database.execute_sql(STORE, values).fetchone()
        if stored is not None:
            id, created_at = stored
            values = {"status": "pending", "created_at": created_at, "language": language}
            return Result(id=id, url=url, client=client, **values)
        open_result = open_at(url)
        if open_result is not None:  # otherwise it was finished between the two statements
            if open_result.language == language:
                share(open_result, client, priority)
            return open_result


def open_at(url: str | None) -> Result | None:
    """Return the pending or running result of an address."""
    query = Result.select(*Result.without_words())
    result: Result | None = query.where(Result.url == url, Result.status.in_(OPEN)).get_or_none()
    return result


def share(result: Result, client: bytes | None, priority: int = ASKED_FOR) -> None:
    """Raise the priority of an open result; mark it as shared unless this client submitted it."""
    is_other = Result.client.is_null() | (Result.client != client)
    shared = Result.update(is_shared=True).where(Result.id == result.id, is_other).execute()
    result.is_shared = bool(shared) or result.is_shared
    is_later = (Result.status == "pending") & (Result.priority > priority)
    earlier = Result.update(priority=priority, client=client)
    earlier.where(Result.id == result.id, is_later).execute()


def host_of(url: str) -> str:
    """Return the host of `url`, with its port unless it is the default one."""
    return urlsplit(url if url.startswith(("http://", "https://")) else f"//{url}").netloc
