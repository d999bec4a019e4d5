"""Watched corpora: read a sitemap or feed again, and follow its changes."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import peewee as pw

from capacity.shares import Key, Parts, first_full, network_of
from corpora.charging import charge_documents
from corpora.duplicates import count_once
from corpora.forgetting import forget_old
from corpora.making import NewDocument
from corpora.models import Corpus
from corpora.outcomes import WAS_DELETED
from corpora.progress import update_progress
from db import database
from watches import INTERVALS, LIFETIME, RENEWAL
from wordcount.messages import N_

MAX_WATCHED = 200  # corpora; an owner or a client has at most a twentieth, a network a tenth
OWNER_PART, NETWORK_PART = 19, 9  # see `Parts` in capacity/shares.py
LOCK = int.from_bytes(b"follow", "big")  # held while a place is being taken
RECOUNTED_AFTER = "7 days"  # for a page whose list has no date of change
LEFT = N_("This page is not in the sitemap any more.")
WATCHES_MANY = N_("You already watch %(number)s corpora. Stop watching one of them first.")
WATCHED_NEARBY = N_("%(number)s corpora are already watched from your network.")
WATCHED_BY_ALL = N_("No more corpora can be watched on this server.")

GIVEN = """
    unnest(%(urls)s::text[], %(hosts)s::text[], %(published)s::date[],
        %(modified_at)s::timestamptz[]) WITH ORDINALITY
        AS given(url, host, published, modified_at, place)
"""
APPEARED = f"""
    WITH added AS (
        INSERT INTO corpus_documents
            (corpus_id, position, url, host, published, modified_at, status)
        SELECT %(corpus)s, %(last)s + row_number() OVER (ORDER BY place), url, host, published,
            modified_at, 'waiting'
        FROM {GIVEN}
        WHERE NOT EXISTS (SELECT FROM corpus_documents AS known
            WHERE known.corpus_id = %(corpus)s AND known.url = given.url)
        ORDER BY place LIMIT %(room)s
        RETURNING position
    )
    INSERT INTO corpus_events (corpus_id, checked_at, kind, position)
    SELECT %(corpus)s, now(), 'appeared', position FROM added
"""
# Deleted documents stay deleted.
BACK = f"""
    WITH back AS (
        UPDATE corpus_documents AS document
        SET status = 'waiting', result_id = NULL, counted_at = NULL, error_code = NULL,
            error_message = NULL, modified_at = given.modified_at
        FROM {GIVEN}
        WHERE document.corpus_id = %(corpus)s AND document.url = given.url
            AND document.status = 'gone' AND document.error_message <> '{WAS_DELETED}'
        RETURNING position
    )
    INSERT INTO corpus_events (corpus_id, checked_at, kind, position)
    SELECT %(corpus)s, now(), 'appeared', position FROM back
"""
# Pages that have changed by the list, that failed, or, without a date, that were counted long ago.
CHANGED = f"""
    UPDATE corpus_documents AS document
    SET status = 'waiting', modified_at = given.modified_at,
        result_id = CASE document.status WHEN 'done' THEN result_id END
    FROM {GIVEN}
    WHERE document.corpus_id = %(corpus)s AND document.url = given.url
        AND (document.status = 'failed' OR document.status = 'done' AND CASE
            WHEN given.modified_at IS NULL
            THEN document.counted_at < now() - interval '{RECOUNTED_AFTER}'
            ELSE given.modified_at > coalesce(document.modified_at, document.counted_at) END)
"""
GONE = f"""
    WITH gone AS (
        UPDATE corpus_documents AS document
        SET status = 'gone', error_code = 'gone', error_message = '{LEFT}',
            duplicate_of = NULL, summed_in = -abs(summed_in)
        WHERE corpus_id = %(corpus)s AND status IN ('waiting', 'done', 'failed')
            AND NOT EXISTS (SELECT FROM {GIVEN} WHERE given.url = document.url)
        RETURNING position, result_id, fingerprint
    ), recorded AS (
        INSERT INTO corpus_events (corpus_id, checked_at, kind, position, previous_id)
        SELECT %(corpus)s, now(), 'gone', position, result_id FROM gone
    )
    SELECT %(corpus)s, fingerprint FROM gone
"""
ROOM = """
    SELECT coalesce(max(position), 0), count(*) FILTER (WHERE status <> 'gone')
    FROM corpus_documents WHERE corpus_id = %(corpus)s
"""


class NoPlace(Exception):
    """No more corpora can be watched; the message says why, and what to do."""


def follow(corpus: int, documents: Sequence[NewDocument], limit: int, *, is_whole: bool) -> None:
    """Compare a corpus with its sitemap or feed, and count pages that are new or have changed.

    If `is_whole`, pages that are not among the `documents` are gone. At most `limit` pages are
    kept, besides as many that are gone. A corpus that was stopped or deleted meanwhile, or is not
    watched any more, does not change. Raises QuotaExceeded.
    """
    values = {
        "corpus": corpus,
        "urls": [each.url for each in documents],
        "hosts": [each.host for each in documents],
        "published": [each.published for each in documents],
        "modified_at": [each.modified_at for each in documents],
    }
    with database.atomic() as transaction:
        gone = database.execute_sql(GONE, values).fetchall() if is_whole else []
        count_once(gone)
        for statement in (CHANGED, BACK):
            database.execute_sql(statement, values)
        last, present = database.execute_sql(ROOM, values).fetchone()
        values |= {"last": last, "room": max(0, limit - present)}
        charge_documents(corpus, database.execute_sql(APPEARED, values).rowcount)
        checked = {"followed_at": pw.fn.now(), "error_code": None, "error_message": None}
        is_watched = Corpus.every.is_null(False) & Corpus.status.in_(("done", "counting"))
        followed = Corpus.update(status="counting", **checked)
        if not followed.where(Corpus.id == corpus, is_watched).execute():
            transaction.rollback()
            return
        postpone(corpus)
        update_progress([corpus])
    forget_old(corpus, limit)


def postpone(corpus: int) -> None:
    """Schedule the next reading of the source: one interval from now."""
    interval = pw.Case(Corpus.every, [(name, each) for name, each in INTERVALS.items()])
    Corpus.update(next_at=pw.fn.now() + interval).where(Corpus.id == corpus).execute()


def watch(corpus: Corpus, every: str) -> None:
    """Watch a corpus, or change its interval. Raises NoPlace."""
    values = {"every": every, "ends_at": pw.fn.now() + LIFETIME}
    values["next_at"] = pw.fn.now() + INTERVALS[every]
    with database.atomic():
        database.execute_sql("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if corpus.every is None:
            check_place(corpus)
        Corpus.update(**values).where(Corpus.id == corpus.id).execute()


def check_place(corpus: Corpus) -> None:
    """Raise NoPlace if the owner, client or network, or all together, watch too many corpora."""
    used: Counter[Key] = Counter()
    for each in Corpus.select(Corpus.token_hash, Corpus.client).where(Corpus.every.is_null(False)):
        used.update(dict.fromkeys(shares_of(each), 1))
    parts = shares_of(corpus)
    full = first_full(parts, MAX_WATCHED, used)
    if full is None:
        return
    if full[1] is None:
        raise NoPlace(WATCHED_BY_ALL)
    message = WATCHED_NEARBY if parts[full] == NETWORK_PART else WATCHES_MANY
    raise NoPlace(message % {"number": used[full]})


def shares_of(corpus: Corpus) -> Parts:
    """Return the shares that a watched corpus is part of."""
    owner, client = bytes(corpus.token_hash or b""), bytes(corpus.client or b"")
    return {
        ("watched", None): 1,
        ("watched", owner): OWNER_PART,
        ("watched", client): OWNER_PART,
        ("watched", network_of(client)): NETWORK_PART,
    }


def unwatch(corpus: int) -> None:
    Corpus.update(every=None, next_at=None, ends_at=None).where(Corpus.id == corpus).execute()


def renew(corpus: Corpus) -> None:
    """Extend watching to LIFETIME from now, because the owner has visited the corpus."""
    if corpus.ends_at and corpus.ends_at < dt.datetime.now(dt.UTC) + LIFETIME - RENEWAL:
        Corpus.update(ends_at=pw.fn.now() + LIFETIME).where(Corpus.id == corpus.id).execute()


def expire() -> None:
    """End the watching of corpora that their owners have not visited for LIFETIME."""
    ended = {"every": None, "next_at": None, "ends_at": None}
    Corpus.update(**ended).where(Corpus.ends_at < pw.fn.now()).execute()
