"""Corpora of results, as a worker makes them."""

import pytest

from corpora.models import Corpus, Document
from corpora.totals import sum_up


@pytest.fixture
def add_document(make_result):
    """Add a result with these words to a corpus, whose words are not summed up yet."""

    def add(corpus, words, **values):
        place = Document.select().where(Document.corpus == corpus).count() + 1
        names = {"published", "tag", "duplicate_of", "host"} & values.keys()
        of_document = {name: values.pop(name) for name in names}
        values.setdefault("result_no_stop_words", words)
        result = make_result(result_all=words, **values)
        return Document.create(
            corpus=corpus,
            position=place,
            url=result.url,
            result=result,
            status="done",
            **of_document,
        )

    return add


@pytest.fixture
def make_corpus(add_document):
    """Store a finished corpus of documents with these words, and sum it up."""

    def make(*documents, **values):
        values = {"name": "Cats", "source": "urls", "status": "done", **values}
        values.setdefault("finished_at", "2026-01-01 00:00Z")
        corpus = Corpus.create(documents=len(documents), **values)
        for words in documents:
            add_document(corpus, words)
        sum_up(corpus.id)
        return corpus

    return make
