"""Sum up the words of a corpus, so that those of 10,000 documents are read like those of one.

A corpus has one batch of words at a time. What changed since (a document that was counted, counted
again or deleted) goes into the next batch, which is written beside it, and replaces it when it is
whole. One process at a time does this for a corpus.
"""

import datetime as dt
import time
from collections.abc import Container, Sequence
from typing import Any

import peewee as pw
from playhouse.postgres_ext import DateTimeTZField, IntervalField, JSONField

from corpora.added import read_added
from corpora.charging import charge
from corpora.due import SMALL, due, locked
from corpora.lengths import most_frequent_language, sum_lengths
from corpora.merging import Batch, Figures, merge
from corpora.runs import Runs
from corpora.sweeping import delete_next, delete_words
from db import database

LEAST = 20  # changes that are added up while a corpus is being counted, and
HALF = 2  # half of what is added up already: so that each document is written a few times only
MAX_ADDED = 3_000  # documents of one batch
TRIED_AGAIN = dt.timedelta(hours=1)  # after the quota of the client was used up
READ_FOR = dt.timedelta(minutes=1)  # the longest that somebody reads an earlier batch

CURRENT = """
    SELECT position, result_id, rule, segmenter
    FROM corpus_documents JOIN results ON results.id = result_id
    WHERE corpus_id = %(corpus)s AND duplicate_of IS NULL AND results.status = 'done'
        AND corpus_documents.status NOT IN ('failed', 'gone') AND result_all IS NOT NULL
        AND results.total IS NOT NULL
"""
SUMMED = """
    SELECT position, result_id, rule, segmenter FROM summed_documents WHERE corpus_id = %(corpus)s
"""
# The documents that are to be removed from the sums, and those that are to be added.
REMOVED = f"SELECT position FROM ({SUMMED} EXCEPT {CURRENT}) AS old"
NEW = f"""
    SELECT position, result_id FROM ({CURRENT} EXCEPT {SUMMED}) AS new
    ORDER BY position LIMIT {MAX_ADDED}
"""
# Documents that changed, but not in their words, are in the sums as they are.
UNMARK = """
    UPDATE corpus_documents SET summed_in = -summed_in
    WHERE corpus_id = %(corpus)s AND summed_in < 0
"""
# A document that changed meanwhile is marked to be looked at again.
MARK = """
    UPDATE corpus_documents
    SET summed_in = CASE WHEN position = ANY(%(added)s) THEN CASE
        WHEN status = 'done' AND duplicate_of IS NULL AND result_id = ANY(%(results)s)
        THEN %(batch)s ELSE -%(batch)s END END
    WHERE corpus_id = %(corpus)s AND position = ANY(%(changed)s)
"""
# The row is locked against its deletion, but not against an update of its status.
IS_KEPT = """
    SELECT FROM corpora WHERE id = %(corpus)s AND status <> 'deleted' FOR KEY SHARE
"""
# While documents are being counted, batches take a tenth of the time at most.
IS_DUE = """
    SELECT finished_at IS NOT NULL
        OR coalesce(built_at < now() - interval '1 minute' - 10 * duration, false)
    FROM corpora JOIN corpus_sums ON corpus_id = corpora.id WHERE corpora.id = %(corpus)s
"""


class CorpusSum(pw.Model):
    """Which batch of words a corpus has; `earlier_batch` may still be read by somebody.

    `figures` has those of each part (see `merging.Figures`), the most frequent language, and the
    lengths of all documents together, which batches of earlier releases lack.
    """

    corpus_id = pw.IntegerField(primary_key=True)
    batch = pw.IntegerField(default=0)
    earlier_batch = pw.IntegerField(null=True)
    figures = JSONField(null=True)
    checked_at = DateTimeTZField(default=pw.fn.now)
    built_at = DateTimeTZField(null=True)
    duration = IntervalField(null=True)  # of writing the batch

    class Meta:
        database = database
        table_name = "corpus_sums"


class SummedDocument(pw.Model):
    """A document in the sums of its corpus, with the result that was added up and its rules."""

    corpus_id = pw.IntegerField()
    position = pw.IntegerField()
    result_id = pw.IntegerField()
    rule = pw.IntegerField(null=True)
    segmenter = pw.TextField(null=True)
    language = pw.TextField(null=True)

    class Meta:
        database = database
        table_name = "summed_documents"
        primary_key = pw.CompositeKey("corpus_id", "position")


class CorpusWord(pw.Model):
    """A word of a corpus with its Tally and its postings. The word "" has those of all words."""

    corpus_id = pw.IntegerField()
    part = pw.TextField()  # "page" or "main"
    batch = pw.IntegerField()
    word = pw.TextField(collation='"C"')  # at most MAX_WORD characters of it
    count = pw.BigIntegerField()
    documents = pw.IntegerField()
    kept = pw.BigIntegerField()
    kept_documents = pw.IntegerField()
    dp = pw.FloatField()
    postings = pw.BlobField()

    class Meta:
        database = database
        table_name = "corpus_words"
        primary_key = pw.CompositeKey("corpus_id", "part", "batch", "word")


def sum_up_next(most: int | None = None) -> bool:
    """Sum up what changed in the corpus that was not looked at for longest; False if none is due.

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
    """Sum up a SMALL corpus, which so waits for no large one; False if none is due."""
    return sum_up_next(SMALL)


def sum_up(corpus: int) -> bool:
    """Write the next batch of a corpus if enough has changed; return whether it was written."""
    CorpusSum.insert(corpus_id=corpus).on_conflict(
        conflict_target=[CorpusSum.corpus_id], update={CorpusSum.checked_at: pw.fn.now()}
    ).execute()
    sums = CorpusSum.get_by_id(corpus)
    values = {"corpus": corpus}
    removed = {position for (position,) in database.execute_sql(REMOVED, values)}
    new = database.execute_sql(NEW, values).fetchall()
    is_due = removed or new
    if not is_due:
        database.execute_sql(UNMARK, values)
    if is_due and len(new) < enough(sums):
        row = database.execute_sql(IS_DUE, values).fetchone()  # None if it was deleted meanwhile
        is_due = bool(row and row[0])
    if is_due or is_past(sums):
        delete_words(corpus, sums.batch)
        CorpusSum.update(earlier_batch=None).where(CorpusSum.corpus_id == corpus).execute()
    if is_due:
        write_batch(sums, removed, new)
    return bool(is_due)


def enough(sums: CorpusSum) -> int:
    """How many documents are worth a batch while others are being counted."""
    summed: int = (sums.figures or {}).get("page", {}).get("documents", 0)
    return min(MAX_ADDED, max(LEAST, summed // HALF))


def is_past(sums: CorpusSum) -> bool:
    """Whether nobody reads the earlier batch any more."""
    read_until = sums.built_at and sums.built_at + READ_FOR
    return bool(sums.earlier_batch is not None and read_until < dt.datetime.now(dt.UTC))


def write_batch(sums: CorpusSum, removed: set[int], new: Sequence[tuple[int, int]]) -> None:
    """Write the next batch of both parts, and let readers have it."""
    batch, began = sums.batch + 1, time.monotonic()
    figures: dict[str, Any] = {}
    with Runs() as words:
        added = read_added("page", new, words)
        figures["page"], page_size = merge_part(sums, "page", removed, words)
    with Runs() as words:
        read_added("main", [(each.position, each.result_id) for each in added], words)
        figures["main"], main_size = merge_part(sums, "main", removed, words)
    figures["size"] = page_size + main_size
    if not charge(sums.corpus_id, (sums.figures or {"size": 0}).get("size"), figures["size"]):
        delete_words(sums.corpus_id, sums.batch)
        later = CorpusSum.update(checked_at=pw.fn.now() + TRIED_AGAIN)
        later.where(CorpusSum.corpus_id == sums.corpus_id).execute()
        return
    of_corpus = SummedDocument.corpus_id == sums.corpus_id
    with database.atomic():
        if not database.execute_sql(IS_KEPT, {"corpus": sums.corpus_id}).rowcount:
            delete_words(sums.corpus_id)
            return
        SummedDocument.delete().where(of_corpus, SummedDocument.position.in_(removed)).execute()
        rows = [{"corpus_id": sums.corpus_id, **each._asdict()} for each in added]
        if rows:
            SummedDocument.insert_many(rows).execute()
        positions = [each.position for each in added]
        marks = {
            "corpus": sums.corpus_id,
            "batch": batch,
            "added": positions,
            "results": [each.result_id for each in added],
            "changed": [*removed, *positions],
        }
        database.execute_sql(MARK, marks)
        figures["language"] = most_frequent_language(sums.corpus_id)
        figures["lengths"] = sum_lengths(sums.corpus_id)
        CorpusSum.update(
            batch=batch,
            earlier_batch=sums.batch or None,
            figures=figures,
            built_at=pw.fn.now(),
            duration=dt.timedelta(seconds=time.monotonic() - began),
        ).where(CorpusSum.corpus_id == sums.corpus_id).execute()


def merge_part(
    sums: CorpusSum, part: str, removed: Container[int], words: Runs
) -> tuple[dict[str, Any], int]:
    last = Batch(sums.corpus_id, part, sums.batch)
    before = Figures(**(sums.figures or {}).get(part, {}))
    following = last._replace(number=sums.batch + 1)
    figures, size = merge(last, before, following, removed, words)
    return figures._asdict(), size
