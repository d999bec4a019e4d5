"""Claim corpora whose sitemap or feed is to be read."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import peewee as pw

from corpora.following import postpone
from corpora.making import MAX_NAME
from corpora.models import Corpus
from db import database
from models import NETWORK_BYTES
from wordcount.errors import PageError

LEASE = dt.timedelta(seconds=60)  # longer than reading one list takes; renewed before each list
RECENT = "10 minutes"
MOST_OF_NETWORK = 2  # sources that are read at a time: half of the readers of one worker
LOCK = int.from_bytes(b"sources", "big")  # an advisory lock, held by the running claim

# Networks take turns, and the clients of each: next is the one with the fewest sources that are or
# were recently being read. New corpora come before watched ones.
IS_DUE = "(status = 'waiting' OR status = 'done' AND next_at <= now())"
NETWORK = f"substr(coalesce(client, ''), 1, {NETWORK_BYTES})"
CLAIM = f"""
    WITH recent AS (
        SELECT {NETWORK} AS network, coalesce(client, '') AS client,
            {IS_DUE} AND claimed_at >= now() - %(lease)s AS is_being_read
        FROM corpora WHERE claimed_at > now() - interval '{RECENT}'
    ), free AS (
        SELECT id, next_at, {NETWORK} AS network, coalesce(client, '') AS client
        FROM corpora
        WHERE {IS_DUE} AND (claimed_at IS NULL OR claimed_at < now() - %(lease)s)
    ), ranked AS (
        SELECT id, next_at,
            (SELECT count(*) FROM recent WHERE recent.network = free.network) AS of_network,
            (SELECT count(*) FROM recent WHERE recent.client = free.client) AS of_client
        FROM free
        WHERE (SELECT count(*) FROM recent
            WHERE recent.network = free.network AND is_being_read) < {MOST_OF_NETWORK}
    )
    UPDATE corpora SET claimed_at = now()
    WHERE id = (SELECT id FROM ranked
        ORDER BY of_network, of_client, next_at IS NOT NULL, next_at, id LIMIT 1)
    RETURNING id, source, coalesce(source_url, ''), status = 'waiting'
"""


@dataclass(frozen=True)
class Source:
    """A sitemap or feed to be read."""

    id: int  # of its corpus
    kind: str
    url: str
    is_new: bool = True  # otherwise it was read before, and is watched


def claim() -> Source | None:
    """Claim a corpus that is waiting, or watched and due, unless another reader has claimed it."""
    with database.atomic():
        database.execute_sql("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        row = database.execute_sql(CLAIM, {"lease": LEASE}).fetchone()
    return Source(*row) if row else None


def renew(id: int) -> None:
    """Renew the lease of a claimed corpus."""
    Corpus.update(claimed_at=pw.fn.now()).where(Corpus.id == id).execute()


def fail(source: Source, error: PageError) -> None:
    """Store why a waiting corpus cannot be created, or a watched one cannot be updated."""
    values: dict[str, Any] = {"error_code": error.code, "error_message": str(error)}
    this = Corpus.id == source.id
    if source.is_new:
        values |= {"status": "failed", "finished_at": pw.fn.now()}
        Corpus.update(**values).where(this, Corpus.status == "waiting").execute()
    else:
        Corpus.update(**values, claimed_at=None).where(this).execute()
        postpone(source.id)


def name(source: Source, title: str) -> None:
    """Name a corpus after its source's title, unless its owner has named it."""
    has_no_name = (Corpus.id == source.id) & (Corpus.name == source.url[:MAX_NAME])
    Corpus.update(name=title[:MAX_NAME]).where(has_no_name).execute()
