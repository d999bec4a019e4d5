"""The body of a request is freed with its answer, also if the request is refused."""

import gc
import io
import weakref

import pytest
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

import db

SENT = {
    "a form": {"data": {"text": "a cat"}},
    "JSON": {"json": {"text": "a cat"}},
    "a file": {"data": lambda: {"file": (io.BytesIO(b"a cat"), "cat.txt")}},
}
REFUSALS = {
    "no room": lambda: ServiceUnavailable("There is no room.", retry_after=1),
    "too many": lambda: TooManyRequests("These are too many."),
    "no database": lambda: db.UNAVAILABLE[0]("It does not answer."),
}


@pytest.fixture
def without_collector():
    """No cycle of references is freed. In production, that takes hours: see process.py."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT)
@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_a_refused_submission_is_freed(sent, refusal, client, monkeypatch, without_collector):
    submissions = []

    def refuse(submission):
        submissions.append(weakref.ref(submission))
        raise refusal()

    monkeypatch.setattr("views.results.admit", refuse)
    sent = {name: value() if callable(value) else value for name, value in sent.items()}
    client.post("/results", **sent).close()

    assert [submission() for submission in submissions] == [None]


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_a_refused_corpus_is_freed(refusal, client, monkeypatch, without_collector):
    wanted = []

    def refuse(corpus, token):
        wanted.append(weakref.ref(corpus))
        raise refusal()

    monkeypatch.setattr("views.corpora.lifecycle.admit_corpus", refuse)
    client.post("/corpora", data={"files": (io.BytesIO(b"a cat"), "cat.txt")}).close()

    assert [corpus() for corpus in wanted] == [None]
