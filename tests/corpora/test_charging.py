"""The documents and words of a corpus are charged to its client."""

import datetime as dt

import pytest
from summed import figures_of, leave, mark, totals_of

import corpora.totals
import settings
from capacity.digests import digest_of_corpora
from capacity.quotas import Quota
from corpora.charging import charge_creation, created_today
from corpora.models import Document
from corpora.outcomes import record_done
from corpora.sums import CorpusSum, CorpusWord
from corpora.totals import sum_up, sum_up_next
from corpora.unsummed import Unsummed, unsummed
from db import database
from models import Result

CLIENT = b"networkA" + b"client-1"


@pytest.fixture
def quota(monkeypatch, app):
    """A quota of a megabyte a day."""
    monkeypatch.setattr(settings.current(), "MEGABYTES_PER_DAY", 1)


def test_the_words_of_a_corpus_are_charged_to_its_client(quota, make_corpus, add_document):
    corpus = make_corpus({f"{n:08}": 1 for n in range(500)}, client=CLIENT)

    before = Quota.get_by_id(digest_of_corpora(CLIENT)).size
    add_document(corpus, {"cat": 1})
    sum_up(corpus.id)

    assert before > 500 * 260
    assert 0 < Quota.get_by_id(digest_of_corpora(CLIENT)).size - before < 2_000


def test_the_charge_is_an_upper_bound_of_what_is_stored(quota, make_corpus):
    before = stored_size()

    make_corpus({f"{n:08}": 1 for n in range(1500)}, client=CLIENT)

    assert stored_size() - before <= Quota.get_by_id(digest_of_corpora(CLIENT)).size


def test_words_beyond_the_quota_are_added_later(quota, make_corpus):
    use_up_quota()
    corpus = make_corpus(words_from(0, 1200), client=CLIENT)
    assert CorpusWord.select().count() == 0
    assert not sum_up_next()
    assert unsummed(corpus.id) == Unsummed(1, CorpusSum.get().checked_at)

    Quota.delete().execute()
    CorpusSum.update(checked_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)).execute()
    sum_up_next()

    assert figures_of(corpus)["distinct"] == 1200
    assert unsummed(corpus.id) == Unsummed(0, None)


def use_up_quota():
    assert Quota.charge(digest_of_corpora(CLIENT), 600_000, 1)


def words_from(first, number):
    return {f"{n:08}": 1 for n in range(first, first + number)}


def test_words_that_exceed_the_quota_are_not_written_before_the_next_day(
    quota, make_corpus, monkeypatch
):
    monkeypatch.setattr(corpora.totals, "merge", lambda *_: 1 / 0)
    use_up_quota()

    make_corpus(words_from(0, 1200), client=CLIENT)

    sums = CorpusSum.get()
    next_day = sums.checked_at.astimezone(dt.UTC)
    assert (sums.batch, next_day.time()) == (0, dt.time())
    assert next_day > dt.datetime.now(dt.UTC)
    assert not sum_up_next()


def test_as_many_documents_are_added_as_the_quota_allows(quota, make_corpus):
    corpus = make_corpus(*(words_from(n * 1000, 800) for n in range(4)), client=CLIENT)

    assert figures_of(corpus)["documents"] == 2
    sum_up(corpus.id)
    assert CorpusSum.get().batch == 1


def test_known_words_are_charged_by_their_postings(quota, make_corpus, add_document):
    corpus = make_corpus(words_from(0, 1500), client=CLIENT)
    for _ in range(3):
        add_document(corpus, words_from(0, 1500))

    sum_up(corpus.id)

    assert figures_of(corpus)["documents"] == 4


def test_words_of_a_deleted_document_go_when_the_quota_is_used_up(quota, make_corpus, add_document):
    corpus = make_corpus(words_from(0, 1000), {"cat": 1}, client=CLIENT)
    add_document(corpus, words_from(5000, 1200))
    sum_up(corpus.id)
    assert not sum_up_next()

    leave(Document.get(Document.position == 2))
    mark(2)
    while sum_up_next():
        pass

    assert "cat" not in totals_of(corpus)
    assert figures_of(corpus)["documents"] == 1


def test_a_document_that_outgrows_the_quota_leaves_its_earlier_words_nowhere(quota, make_corpus):
    corpus = make_corpus({"cat": 1}, {"dog": 1}, client=CLIENT)
    change = {"rule": 99, "result_all": words_from(0, 5000), "total": 5000}
    second = Document.get(Document.position == 2)
    Result.update(change).where(Result.id == second.result_id).execute()

    sum_up(corpus.id)

    assert totals_of(corpus) == {"cat": 1}


def stored_size():
    query = "SELECT pg_total_relation_size('corpus_words')"
    return database.execute_sql(query).fetchone()[0]


def test_a_long_document_keeps_no_shorter_one_from_being_added(quota, make_corpus):
    corpus = make_corpus(words_from(0, 2000), {"cat": 1}, client=CLIENT)
    while sum_up_next():
        pass

    assert totals_of(corpus) == {"cat": 1}


def test_a_document_that_exceeds_the_quota_of_a_day_is_left_out(quota, make_corpus, add_document):
    corpus = make_corpus(words_from(0, 5000), client=CLIENT)
    assert Document.get().is_too_long
    assert unsummed(corpus.id).documents == 0

    add_document(corpus, {"cat": 1})
    sum_up(corpus.id)

    assert totals_of(corpus) == {"cat": 1}


def test_a_document_that_was_left_out_is_added_once_it_is_shorter(quota, make_corpus):
    corpus = make_corpus(words_from(0, 5000), client=CLIENT)
    document = Document.get()
    Result.update(result_all={"cat": 1}, total=1).where(Result.id == document.result_id).execute()
    record_done([document.id])

    sum_up(corpus.id)

    assert totals_of(corpus) == {"cat": 1}


def test_a_client_creates_as_many_corpora_in_a_day_as_it_may(app):
    created = [charge_creation(CLIENT, 3) for _ in range(5)]

    assert created == [True, True, True, False, False]
    assert created_today(CLIENT) == 3
