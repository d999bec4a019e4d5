"""Whose corpora are added up next, and when."""

import datetime as dt
from contextlib import suppress

import peewee as pw
import psycopg2
import pytest
from summed import leave, mark, totals_of

import corpora.due
import corpora.totals
from corpora.models import Document
from corpora.sums import CorpusSum
from corpora.totals import sum_up, sum_up_next, sum_up_next_small
from db import UNAVAILABLE, database


def test_a_corpus_that_is_being_counted_waits_for_enough_documents(make_corpus, add_document):
    corpus = make_corpus(finished_at=None, status="counting")
    for _ in range(corpora.totals.LEAST - 1):
        add_document(corpus, {"cat": 1})
    assert not sum_up(corpus.id)

    add_document(corpus, {"cat": 1})

    assert sum_up(corpus.id)
    assert totals_of(corpus) == {"cat": corpora.totals.LEAST}


def test_one_process_at_a_time_sums_up_a_corpus(make_corpus, add_document, server_url):
    corpus = make_corpus({"cat": 1})
    add_document(corpus, {"dog": 1})
    CorpusSum.update(checked_at="2026-01-01 00:00Z").execute()
    other = psycopg2.connect(server_url)
    lock = "SELECT pg_advisory_lock(%s, %s)"
    with other.cursor() as cursor:
        cursor.execute(lock, [corpora.due.LOCK, corpus.id])

        sum_up_next()

        assert totals_of(corpus) == {"cat": 1}
    other.close()


@pytest.fixture
def two_corpora(make_corpus, add_document):
    """Two corpora with a new document; the first is due first, and has more words."""
    large, small = make_corpus({"cat": 1}), make_corpus({"cat": 1})
    add_document(large, {"dog": 1, "mouse": 1}, distinct=2)
    add_document(small, {"dog": 1}, distinct=1)
    for day, corpus in enumerate((large, small), 1):
        of_corpus = CorpusSum.corpus_id == corpus.id
        CorpusSum.update(checked_at=f"2026-01-0{day} 00:00Z").where(of_corpus).execute()
    return large, small


def test_a_corpus_that_another_process_sums_up_delays_no_other(two_corpora, server_url):
    large, small = two_corpora
    other = psycopg2.connect(server_url)
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [corpora.due.LOCK, large.id])

        assert sum_up_next()

        assert (totals_of(large), totals_of(small)) == ({"cat": 1}, {"cat": 1, "dog": 1})
    other.close()


def test_small_corpora_wait_for_no_large_one(two_corpora, monkeypatch):
    large, small = two_corpora
    monkeypatch.setattr(corpora.totals, "SMALL", 2)

    assert sum_up_next_small()

    assert (totals_of(large), totals_of(small)) == ({"cat": 1}, {"cat": 1, "dog": 1})
    assert not sum_up_next_small()


@pytest.mark.parametrize(
    "other", [b"networkB" + b"1" * 8, b"networkA" + b"2" * 8], ids=["network", "client"]
)
def test_clients_take_turns(other, make_corpus, add_document):
    clients = [b"networkA" + b"1" * 8] * 3 + [other]
    for day, client in enumerate(clients, 1):
        corpus = make_corpus({"cat": 1}, client=client)
        add_document(corpus, {"dog": 1})
        of_corpus = CorpusSum.corpus_id == corpus.id
        CorpusSum.update(checked_at=f"2026-01-0{day} 00:00Z").where(of_corpus).execute()
    order = []

    for _ in clients:
        order.append(corpora.due.due()[0])
        sum_up_next()

    assert order == [1, 4, 2, 3]


def test_a_corpus_that_waits_for_quota_takes_no_turn_of_its_client(make_corpus, add_document):
    for client, moment in [(b"networkA", "now()"), (b"networkB", "now() - interval '2 hours'")]:
        for checked_at in (moment, "now() - interval '3 hours'"):
            corpus = make_corpus({"cat": 1}, client=client * 2)
            add_document(corpus, {"dog": 1})
            of_corpus = CorpusSum.corpus_id == corpus.id
            CorpusSum.update(checked_at=pw.SQL(checked_at)).where(of_corpus).execute()
    refused = CorpusSum.update(checked_at=pw.SQL("now() + interval '59 minutes'"))
    refused.where(CorpusSum.corpus_id == 3).execute()

    assert corpora.due.due()[0] == 4


def test_a_finished_corpus_is_due_when_a_document_is_in_no_sum(make_corpus, add_document):
    corpus = make_corpus({"cat": 1})
    add_document(corpus, {"dog": 1})
    a_minute_ago = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    CorpusSum.update(checked_at=a_minute_ago).execute()

    assert sum_up_next()

    assert totals_of(corpus) == {"cat": 1, "dog": 1}


def test_a_corpus_is_looked_at_when_it_is_due(make_corpus, add_document):
    corpus = make_corpus({"cat": 1})
    assert not sum_up_next()
    add_document(corpus, {"dog": 1})
    assert not sum_up_next()

    CorpusSum.update(checked_at="2026-01-01 00:00Z").execute()

    assert sum_up_next()
    assert totals_of(corpus) == {"cat": 1, "dog": 1}


def test_a_finished_corpus_is_due_when_a_document_is_marked(make_corpus):
    corpus = make_corpus({"cat": 1}, {"dog": 1})
    a_minute_ago = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    CorpusSum.update(checked_at=a_minute_ago).execute()
    assert not sum_up_next()

    leave(Document.get(Document.position == 2))
    mark(2)

    assert sum_up_next()
    assert totals_of(corpus) == {"cat": 1}
    marks = [document.summed_in for document in Document.select().order_by(Document.position)]
    assert marks == [1, None]


def test_a_marked_document_that_did_not_change_is_unmarked(make_corpus):
    corpus = make_corpus({"cat": 1})
    mark(1)

    assert not sum_up(corpus.id)
    assert Document.get().summed_in == 1


def test_a_process_that_freezes_while_it_sums_up_loses_its_corpus(
    make_corpus, server_url, monkeypatch
):
    monkeypatch.setattr(corpora.due, "FROZEN_AFTER", "300ms")
    corpus = make_corpus({"cat": 1})
    other = psycopg2.connect(server_url)

    with suppress(*UNAVAILABLE), corpora.due.locked(corpus.id), other.cursor() as cursor:
        cursor.execute("SET lock_timeout = '60s'")
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [corpora.due.LOCK, corpus.id])
        other.close()
        database.execute_sql("SELECT 1")
        pytest.fail("the frozen session goes on")
    database.close_all()


def test_a_session_that_has_summed_up_may_be_idle(make_corpus):
    corpus = make_corpus({"cat": 1})

    with corpora.due.locked(corpus.id):
        assert database.execute_sql("SHOW idle_session_timeout").fetchone() == ("2min",)
    assert database.execute_sql("SHOW idle_session_timeout").fetchone() == ("0",)
