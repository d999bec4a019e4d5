"""Settle open documents: record the outcomes of their results, and update their corpora.

Every step can be repeated, so a worker may be killed at any moment.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

import peewee as pw

from corpora.duplicates import count_once
from corpora.events import Recount, record_changes
from corpora.models import Corpus, Document
from corpora.outcomes import LATEST_RESULT, MESSAGE, RECORD, record_gone
from corpora.progress import update_progress
from db import database
from models import FINISHED, Result

BATCH = 200  # documents in one step
OUT_OF_QUOTA = "quota_exceeded"  # the code of an error
NOT_FOUND = ("That server answered 404 ", "That server answered 410 ")  # RFC 9110, section 15.5

# The file of a document that waits for another day moves back to it, as its result is deleted.
TAKE_BACK = """
    UPDATE uploads SET result_id = NULL, document_id = refused.document
    FROM unnest(%(documents)s::integer[], %(results)s::integer[]) AS refused(document, result)
    WHERE uploads.result_id = refused.result
"""
TOMORROW = "(date_trunc('day', now() AT TIME ZONE 'UTC') + interval '1 day') AT TIME ZONE 'UTC'"


class Finished(NamedTuple):
    """An open document whose latest result is finished, or was deleted (it is then None)."""

    id: int
    corpus: int
    position: int
    earlier_result: int | None
    earlier_text: str | None  # a fingerprint
    is_again: bool  # counted again: `earlier_result` is another one
    result: int | None
    status: str | None  # of the result, as are the following
    error_code: str | None
    message: str | None
    text: str | None  # a fingerprint

    @property
    def outcome(self) -> str:
        """Return the next status of the document, or "kept" if it keeps its earlier words.

        If the quota is used up, it waits until the next day. If it cannot be recounted, it keeps
        its words, unless the server says that the page no longer exists.
        """
        if self.error_code == OUT_OF_QUOTA:
            return "waiting"
        if self.status == "done":
            return "done"
        if self.is_again:
            return "gone" if (self.message or "").startswith(NOT_FOUND) else "kept"
        return "failed" if self.status == "failed" else "gone"


def settle() -> int:
    """Settle at most BATCH open documents, and BATCH whose results were deleted; return how many.

    The caller holds the lock of queue.try_lock().
    """
    finished = finished_documents()
    outcomes: defaultdict[str, list[int]] = defaultdict(list)
    for each in finished:
        outcomes[each.outcome].append(each.id)
    for outcome, documents in outcomes.items():
        RECORD[outcome](documents)
    lost = lost_documents()
    record_gone([each.id for each in lost])
    refused = [each for each in finished if each.outcome == "waiting"]
    pause({each.corpus for each in refused})
    delete_refused(refused)
    texts = {(each.corpus, text) for each in finished for text in (each.text, each.earlier_text)}
    texts |= {(each.corpus_id, each.fingerprint) for each in lost}
    count_once(texts)
    record_changes(
        Recount(each.corpus, each.outcome, each.position, each.result, each.earlier_result)
        for each in finished
        if each.is_again and each.outcome in ("done", "gone")
    )
    update_progress({corpus for corpus, _ in texts})
    return len(finished) + len(lost)


def finished_documents() -> list[Finished]:
    """Lock and return the next BATCH of documents to be settled."""
    query = (
        Document.select(
            *(Document.id, Document.corpus, Document.position, Document.result),
            *(Document.fingerprint, Document.next_result_id.is_null(False)),
            *(Result.id, Result.status, Result.error_code, MESSAGE, Result.fingerprint),
        )
        .join(Result, pw.JOIN.LEFT_OUTER, on=(Result.id == LATEST_RESULT))
        .where(Document.status == "open", Result.id.is_null() | Result.status.in_(FINISHED))
        .order_by(Document.corpus, Document.position)
        .limit(BATCH)
        .for_update(of=Document)
    )
    rows: Iterable[Any] = query.tuples()
    return [Finished(*row) for row in rows]


def lost_documents() -> Sequence[Document]:
    """Lock and return the next BATCH of counted documents whose result was deleted."""
    is_lost = (Document.status == "done") & Document.result.is_null()
    query = Document.select(Document.id, Document.corpus, Document.fingerprint).where(is_lost)
    return list(query.limit(BATCH).for_update())


def pause(corpora: Collection[int]) -> None:
    """Pause corpora whose clients have used up their quota today."""
    if corpora:
        Corpus.update(paused_until=pw.SQL(TOMORROW)).where(Corpus.id.in_(corpora)).execute()


def delete_refused(refused: Sequence[Finished]) -> None:
    """Delete results that failed because a quota was used up, but keep their files."""
    documents, results = [each.id for each in refused], [each.result for each in refused]
    if refused:
        database.execute_sql(TAKE_BACK, {"documents": documents, "results": results})
        Result.delete().where(Result.id.in_(results), Result.error_code == OUT_OF_QUOTA).execute()


def recounted(result: int) -> None:
    """Settle the documents of a result whose words a recount has changed."""
    is_counted = Document.result == result, Document.status == "done"
    Document.update(status="open").where(*is_counted).execute()
