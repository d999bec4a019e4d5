"""Add up the words of a corpus, so that 10,000 documents are read like one.

A corpus has one batch of words at a time. Changes since then (documents that were counted,
recounted or deleted) go into the next batch, which is written beside it, and replaces it once it is
complete. One process at a time does this for a corpus.
"""

import datetime as dt
import time
from collections.abc import Container, Sequence
from typing import Any

import peewee as pw

from capacity import storage
from corpora.added import Added, read_added
from corpora.charging import charge, exceeds_a_day, has_quota
from corpora.due import SMALL, due, locked
from corpora.growth import fewer, growth
from corpora.lengths import most_frequent_language, sum_lengths
from corpora.merging import Batch, Figures, merge
from corpora.runs import Runs
from corpora.settling import TOMORROW
from corpora.summed import leave_out, new_documents, record, removed_documents, unmark
from corpora.sums import CorpusSum
from corpora.sweeping import delete_next, delete_words
from db import database

# While a corpus is being counted, a batch needs LEAST changes, and half as many as documents that
# are added up already, so that each document is written only a few times.
LEAST = 20
HALF = 2
MAX_ADDED = 3_000  # documents of one batch
READ_FOR = dt.timedelta(minutes=1)  # after which no reader uses an earlier batch
ANALYZED_FROM = 10_000  # different words of a batch

# This locks the row against deletion, but not against an update of its status.
IS_KEPT = """
    SELECT FROM corpora WHERE id = %(corpus)s AND status <> 'deleted' FOR KEY SHARE
"""
# While documents are being counted, batches take a tenth of the time at most.
IS_TIME = """
    SELECT finished_at IS NOT NULL
        OR coalesce(built_at < now() - interval '1 minute' - 10 * duration, false)
    FROM corpora JOIN corpus_sums ON corpus_id = corpora.id WHERE corpora.id = %(corpus)s
"""

# Without it, the planner expects a row or two of a new batch, and may read and sort all its words.
ANALYZE = "ANALYZE (SKIP_LOCKED) corpus_words (corpus_id, part, batch, count, kept)"


def sum_up_next(most: int | None = None) -> bool:
    """Add up the changes of the corpus checked least recently; return whether one was due.

    Skip corpora with more than `most` different words. Delete the sums of deleted corpora first.
    """
    if delete_next():
        return True
    for corpus in due(most):
        with locked(corpus) as is_ours:
            if is_ours:
                sum_up(corpus)
                return True
    return False


def sum_up_next_small() -> bool:
    """Add up a SMALL corpus, so that it does not wait for a large one; return as `sum_up_next`."""
    return sum_up_next(SMALL)


def sum_up(corpus: int) -> bool:
    """Write the next batch of a corpus if enough has changed; return whether it was written."""
    CorpusSum.insert(corpus_id=corpus).on_conflict(
        conflict_target=[CorpusSum.corpus_id], update={CorpusSum.checked_at: pw.fn.now()}
    ).execute()
    sums = CorpusSum.get_by_id(corpus)
    removed, new = removed_documents(corpus), new_documents(corpus, MAX_ADDED)
    has_changed = bool(removed or new)
    if not has_changed:
        unmark(corpus)
    has_room = not storage.is_nearly_full((sums.figures or {}).get("size", 0))
    is_due = has_changed and has_room and (len(new) >= enough(sums) or is_time(corpus))
    if is_due or is_past(sums):
        delete_words(corpus, sums.batch)
        CorpusSum.update(earlier_batch=None).where(CorpusSum.corpus_id == corpus).execute()
    if is_due:
        write_batch(sums, removed, new)
    return is_due


def enough(sums: CorpusSum) -> int:
    """Return how many documents are worth a batch while others are being counted."""
    summed: int = (sums.figures or {}).get("page", {}).get("documents", 0)
    return min(MAX_ADDED, max(LEAST, summed // HALF))


def is_time(corpus: int) -> bool:
    """Whether fewer documents are worth a batch, too. False if the corpus was deleted meanwhile."""
    row = database.execute_sql(IS_TIME, {"corpus": corpus}).fetchone()
    return bool(row and row[0])


def is_past(sums: CorpusSum) -> bool:
    """Whether readers no longer use the earlier batch."""
    read_until = sums.built_at and sums.built_at + READ_FOR
    return bool(sums.earlier_batch is not None and read_until < dt.datetime.now(dt.UTC))


def write_batch(sums: CorpusSum, removed: set[int], new: Sequence[tuple[int, int]]) -> None:
    """Write the next batch of both parts, with as many documents as the quota allows.

    New documents are charged before they are written; documents that replace others are charged
    afterwards, when the difference is known.
    """
    began, free = time.monotonic(), removed
    while removed or new:
        with Runs() as page, Runs() as main:
            added = read_added("page", new, page)
            read_added("main", [(each.position, each.result_id) for each in added], main)
            words = {"page": page, "main": main}
            expected = 0
            if has_quota():
                expected = sum(part_growth(sums, part, words[part], free) for part in words)
            if charge(sums.corpus_id, expected):
                figures = {part: merge_part(sums, part, removed, words[part]) for part in words}
                if figures["page"]["distinct"] >= ANALYZED_FROM:
                    database.execute_sql(ANALYZE)
                size = sum(each.pop("size") for each in figures.values())
                before = (sums.figures or {"size": 0}).get("size", size)  # earlier releases: none
                if charge(sums.corpus_id, size - before - expected):
                    store_batch(sums, removed, added, {**figures, "size": size}, began)
                    return
                delete_words(sums.corpus_id, sums.batch)
            if len(added) == 1 and not removed and exceeds_a_day(expected):
                leave_out(sums.corpus_id, *added[0][:2])
                return
            new = fewer(added, page.sizes, free)
        free = set()
    later = CorpusSum.update(checked_at=pw.SQL(TOMORROW))
    later.where(CorpusSum.corpus_id == sums.corpus_id).execute()
    unmark(sums.corpus_id)


def store_batch(
    sums: CorpusSum,
    removed: set[int],
    added: Sequence[Added],
    figures: dict[str, Any],
    began: float,
) -> None:
    """Replace the current batch by the one that was written, unless its corpus was deleted."""
    corpus, batch = sums.corpus_id, sums.batch + 1
    with database.atomic():
        if not database.execute_sql(IS_KEPT, {"corpus": corpus}).rowcount:
            delete_words(corpus)
            return
        record(corpus, batch, removed, added)
        figures["language"] = most_frequent_language(corpus)
        figures["lengths"] = sum_lengths(corpus)
        CorpusSum.update(
            batch=batch,
            earlier_batch=sums.batch or None,
            figures=figures,
            built_at=pw.fn.now(),
            duration=dt.timedelta(seconds=time.monotonic() - began),
        ).where(CorpusSum.corpus_id == corpus).execute()


def part_growth(sums: CorpusSum, part: str, words: Runs, free: Container[int]) -> int:
    return growth(*last_batch(sums, part), words, free)


def last_batch(sums: CorpusSum, part: str) -> tuple[Batch, Figures]:
    figures = Figures(**(sums.figures or {}).get(part, {}))
    return Batch(sums.corpus_id, part, sums.batch), figures


def merge_part(sums: CorpusSum, part: str, removed: Container[int], words: Runs) -> dict[str, Any]:
    """Write a part of the next batch; return its figures, and its size in bytes."""
    last, before = last_batch(sums, part)
    following = last._replace(number=sums.batch + 1)
    figures, size = merge(last, before, following, removed, words)
    return {**figures._asdict(), "size": size}
