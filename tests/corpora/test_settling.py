"""What becomes of open documents when their results have finished."""

import datetime as dt

import pytest

import jobs
from background.corpora import move_documents
from corpora import Corpus, Document, making
from corpora.making import NewDocument
from corpora.settling import OUT_OF_QUOTA, Finished
from models import Result

NOT_FOUND = "That server answered 404 (Not Found)."


@pytest.mark.parametrize(
    ("is_again", "status", "code", "message", "outcome"),
    [
        pytest.param(False, "done", None, None, "done", id="counted"),
        pytest.param(False, "failed", "http_status", NOT_FOUND, "failed", id="not found"),
        pytest.param(False, None, None, None, "gone", id="its result was deleted"),
        pytest.param(False, "failed", OUT_OF_QUOTA, "", "waiting", id="no quota"),
        pytest.param(True, "done", None, None, "done", id="counted again"),
        pytest.param(True, "failed", "timeout", "It was slow.", "kept", id="failed this time"),
        pytest.param(True, "failed", "http_status", NOT_FOUND, "gone", id="not found any more"),
        pytest.param(True, None, None, None, "kept", id="its next result was deleted"),
        pytest.param(True, "failed", OUT_OF_QUOTA, "", "waiting", id="no quota this time"),
    ],
)
def test_the_outcome_of_a_document(is_again, status, code, message, outcome):
    result = status and 8
    document = Finished(1, 2, 3, 7, "text", is_again, result, status, code, message, "text")

    assert document.outcome == outcome


@pytest.fixture
def corpus(app):
    """A corpus of three pages, of which the third repeats the second, and the first failed."""
    pages = [NewDocument(f"https://example.com/{n}", "example.com") for n in range(3)]
    corpus = making.create("News", "urls", pages)
    for document in Document.select():
        result = Result.create(url=document.url, status="done", fingerprint="x", total=1)
        values = {
            "status": "done",
            "result": result,
            "fingerprint": "x",
            "counted_at": "2026-11-01",
        }
        Document.update(values).where(Document.id == document.id).execute()
    failed = {"status": "failed", "error_code": "timeout", "fingerprint": None, "counted_at": None}
    Document.update(failed).where(Document.position == 1).execute()
    Document.update(duplicate_of=2).where(Document.position == 3).execute()
    return corpus


def count_without_quota(position, *, is_again):
    """Open a document, whose next result fails because its client has no quota left."""
    document = Document.get(Document.position == position)
    refused = jobs.store(document.url, None, jobs.CORPUS, b"x" * 16)
    Result.update(status="failed", error_code=OUT_OF_QUOTA).where(Result.id == refused.id).execute()
    change = {"next_result_id": refused.id} if is_again else {"result": refused.id}
    Document.update(status="open", **change).where(Document.position == position).execute()
    Corpus.update(status="counting").execute()
    move_documents()


def test_a_document_that_waits_for_quota_is_still_a_duplicate(corpus):
    count_without_quota(3, is_again=True)

    document = Document.get(Document.position == 3)
    assert (document.status, document.duplicate_of) == ("waiting", 2)
    assert document.result_id is not None


def test_a_failed_document_that_waits_for_quota_is_still_a_failed_one(corpus):
    count_without_quota(1, is_again=False)

    document = Document.get(Document.position == 1)
    assert (document.status, document.error_code, document.result_id) == (
        "waiting",
        "timeout",
        None,
    )
    corpus = Corpus.get_by_id(corpus.id)
    assert (corpus.done, corpus.failed) == (2, 1)
    assert corpus.paused_until > dt.datetime.now(dt.UTC)
