"""Corpora whose sitemap or feed has not been read yet: a worker claims one at a time."""

import datetime as dt
from dataclasses import dataclass

import peewee as pw

from corpora.making import MAX_NAME
from corpora.models import Corpus
from wordcount.errors import PageError

LEASE = dt.timedelta(seconds=60)  # longer than one list takes; renewed before each


@dataclass(frozen=True)
class Source:
    """A sitemap or feed that is to be read."""

    id: int  # of its corpus
    kind: str
    url: str


def claim() -> Source | None:
    """Claim the oldest waiting corpus whose reader, if it had one, is gone."""
    is_free = Corpus.claimed_at.is_null() | (Corpus.claimed_at < pw.fn.now() - LEASE)
    oldest = Corpus.select(Corpus.id).where(Corpus.status == "waiting", is_free)
    oldest = oldest.order_by(Corpus.id).limit(1).for_update(skip_locked=True)
    claimed = Corpus.update(claimed_at=pw.fn.now()).where(Corpus.id.in_(oldest))
    found = list(claimed.returning(Corpus).execute())
    return Source(found[0].id, found[0].source, found[0].source_url or "") if found else None


def renew(id: int) -> None:
    """Keep a claimed corpus for another LEASE."""
    Corpus.update(claimed_at=pw.fn.now()).where(Corpus.id == id).execute()


def fail(id: int, error: PageError) -> None:
    """Store the reason why a waiting corpus cannot be made."""
    values = {"error_code": error.code, "error_message": str(error), "finished_at": pw.fn.now()}
    is_waiting = (Corpus.id == id) & (Corpus.status == "waiting")
    Corpus.update(status="failed", **values).where(is_waiting).execute()


def name(source: Source, title: str) -> None:
    """Name a corpus by the title of its source, unless its owner has named it."""
    has_no_name = (Corpus.id == source.id) & (Corpus.name == source.url[:MAX_NAME])
    Corpus.update(name=title[:MAX_NAME]).where(has_no_name).execute()
