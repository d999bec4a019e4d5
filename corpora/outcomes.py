"""Set the next status of open documents: done, failed, gone, as before, or waiting again."""

from collections.abc import Sequence

import peewee as pw

from corpora.models import Document
from models import MAX_LENGTHS, Result
from wordcount.messages import N_

GONE, WAS_DELETED = "gone", N_("The result of this page was deleted.")  # a code, and its message

NO_ERROR = {"error_code": None, "error_message": None}
HAS_OTHER_WORDS = {
    "duplicate_of": None,
    "summed_in": 0 - pw.fn.abs(pw.fn.nullif(Document.summed_in, 0)),
}
MESSAGE = pw.fn.left(Result.error_message, MAX_LENGTHS["error_message"])
# A page that is counted again has its next result beside the one whose words the corpus has.
LATEST_RESULT = pw.fn.coalesce(Document.next_result_id, Document.result)


def record_done(documents: Sequence[int]) -> None:
    """Copy the columns that lists show from the results. Their words are added up later."""
    (
        Document.update(
            status="done",
            result=Result.id,
            next_result_id=None,
            title=pw.fn.left(Result.title, MAX_LENGTHS["title"]),
            language=pw.fn.left(Result.language, MAX_LENGTHS["language"]),
            total=Result.total,
            distinct=Result.distinct,
            mattr=Result.mattr,
            counted_at=Result.created_at,
            fingerprint=Result.fingerprint,
            **NO_ERROR,
            **HAS_OTHER_WORDS,
        )
        .from_(Result)
        .where(Document.id.in_(documents), Result.id == LATEST_RESULT)
        .execute()
    )


def record_failed(documents: Sequence[int]) -> None:
    (
        Document.update(
            status="failed",
            error_code=Result.error_code,
            error_message=MESSAGE,
            counted_at=None,
            **HAS_OTHER_WORDS,
        )
        .from_(Result)
        .where(Document.id.in_(documents), Result.id == Document.result)
        .execute()
    )


def record_gone(documents: Sequence[int]) -> None:
    message = Result.select(MESSAGE).where(Result.id == Document.next_result_id)
    Document.update(
        status="gone",
        next_result_id=None,
        error_code=GONE,
        error_message=pw.fn.coalesce(message, WAS_DELETED),
        **HAS_OTHER_WORDS,
    ).where(Document.id.in_(documents)).execute()


def keep_words(documents: Sequence[int]) -> None:
    """Restore documents that could not be recounted."""
    Document.update(status="done", next_result_id=None, **NO_ERROR).where(
        Document.id.in_(documents)
    ).execute()


def wait_again(documents: Sequence[int]) -> None:
    """Open documents again later. Counted ones keep their words, failed ones their error."""
    earlier = pw.Case(None, [(Document.next_result_id.is_null(False), Document.result)])
    Document.update(status="waiting", result=earlier, next_result_id=None).where(
        Document.id.in_(documents)
    ).execute()


RECORD = {
    "done": record_done,
    "failed": record_failed,
    "gone": record_gone,
    "kept": keep_words,
    "waiting": wait_again,
}
