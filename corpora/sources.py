"""Corpora whose sitemap or feed has not been read yet: a worker claims one at a time."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import peewee as pw

from corpora.following import postpone
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
    is_new: bool = True  # else it was read before, and is followed


def claim() -> Source | None:
    """Claim the oldest corpus that is waiting, or watched and due, and that no reader has."""
    is_free = Corpus.claimed_at.is_null() | (Corpus.claimed_at < pw.fn.now() - LEASE)
    is_due = (Corpus.status == "done") & (Corpus.next_at <= pw.fn.now())
    oldest = Corpus.select(Corpus.id).where((Corpus.status == "waiting") | is_due, is_free)
    oldest = oldest.order_by(Corpus.next_at.is_null(False), Corpus.next_at, Corpus.id)
    oldest = oldest.limit(1).for_update(skip_locked=True)
    claimed = Corpus.update(claimed_at=pw.fn.now()).where(Corpus.id.in_(oldest))
    for corpus in claimed.returning(Corpus).execute():
        is_new = corpus.status == "waiting"
        return Source(corpus.id, corpus.source, corpus.source_url or "", is_new)
    return None


def renew(id: int) -> None:
    """Keep a claimed corpus for another LEASE."""
    Corpus.update(claimed_at=pw.fn.now()).where(Corpus.id == id).execute()


def fail(source: Source, error: PageError) -> None:
    """Store the reason why a waiting corpus cannot be made, or a watched one not be followed."""
    values: dict[str, Any] = {"error_code": error.code, "error_message": str(error)}
    this = Corpus.id == source.id
    if source.is_new:
        values |= {"status": "failed", "finished_at": pw.fn.now()}
        Corpus.update(**values).where(this, Corpus.status == "waiting").execute()
    else:
        Corpus.update(**values, claimed_at=None).where(this).execute()
        postpone(source.id)


def name(source: Source, title: str) -> None:
    """Name a corpus by the title of its source, unless its owner has named it."""
    has_no_name = (Corpus.id == source.id) & (Corpus.name == source.url[:MAX_NAME])
    Corpus.update(name=title[:MAX_NAME]).where(has_no_name).execute()
