import pytest

import jobs
import settings
from background.chores import with_room
from background.maintenance import maintain
from background.page import process_job
from background.worker import Worker
from capacity import storage
from corpora.sums import CorpusSum
from corpora.totals import sum_up
from db import database
from models import Result
from watches import Watch


@pytest.fixture
def limit(app, monkeypatch):
    """Set STORAGE_LIMIT to that part of the size of the database."""
    monkeypatch.setattr(storage, "measured_until", 0.0)

    def set_limit(part):
        megabytes = storage.database_size() / storage.MEGABYTE
        monkeypatch.setattr(settings.current(), "STORAGE_LIMIT", megabytes * part)

    return set_limit


@pytest.mark.parametrize(
    ("part", "nearly", "full"),
    [(0, False, False), (2, False, False), (1.08, True, False), (1, True, True)],
    ids=["no limit", "room", "nearly full", "full"],
)
def test_the_size_of_the_database_is_held_against_the_limit(part, nearly, full, limit):
    limit(part)

    assert (storage.is_nearly_full(), storage.is_full()) == (nearly, full)


def test_the_size_is_that_on_disk(app, monkeypatch):
    monkeypatch.setattr(storage, "measured_until", 0.0)
    [size] = database.execute_sql("SELECT pg_database_size(current_database())").fetchone()

    assert abs(storage.database_size() - size) < 1_000_000


def test_the_size_is_measured_no_more_often_than_said(app, monkeypatch):
    monkeypatch.setattr(storage, "measured_until", 0.0)
    size = storage.database_size()
    monkeypatch.setattr(database, "execute_sql", lambda *_: pytest.fail("it measured again"))

    assert storage.database_size() == size


def test_watched_pages_are_not_queued_while_the_database_is_nearly_full(limit):
    Watch.create(url="https://example.com/", every="day", next_at="2026-01-01")

    limit(1.08)
    maintain()
    assert Result.select().count() == 0

    limit(2)
    maintain()
    assert Result.select().count() == 1


@pytest.mark.parametrize(("left", "nearly"), [(2_000, False), (-2_000, True)])
def test_what_is_added_must_leave_it_below_the_limit(left, nearly, limit):
    limit(2)
    free = settings.current().STORAGE_LIMIT * 1_000_000 * 0.9 - storage.database_size()

    assert storage.is_nearly_full(int(free) - left) is nearly


def test_chores_add_nothing_while_the_database_is_nearly_full(limit):
    step = with_room(lambda: True)

    limit(1.08)
    assert not step()
    limit(2)
    assert step()


def test_no_words_are_added_up_while_the_database_is_nearly_full(limit, make_corpus, add_document):
    corpus = make_corpus()
    add_document(corpus, {"cat": 2})

    limit(1.08)
    assert not sum_up(corpus.id)
    limit(2)
    assert sum_up(corpus.id)


def test_the_next_words_of_a_corpus_must_fit_beside_the_last(limit, make_corpus, add_document):
    corpus = make_corpus({"cat": 2})
    CorpusSum.update(figures={"size": 10 * storage.database_size()}).execute()
    add_document(corpus, {"dog": 1})

    limit(2)

    assert not sum_up(corpus.id)


def test_a_full_database_keeps_what_is_pending_for_later(limit, fetcher):
    Result.create(text="one two", status="pending")
    worker = Worker(1, fetcher)

    limit(0.9)
    assert not worker._claim()
    limit(2)
    assert worker._claim()

    worker.stop()
    worker.run()


def test_a_count_is_left_for_later_if_the_database_became_full_meanwhile(
    limit, pool, fetcher, caplog
):
    Result.create(text="one two", status="pending")
    [job] = jobs.claim(1)

    limit(0.9)
    process_job(job, pool, fetcher)

    assert Result.get().status == "running"
    assert "STORAGE_LIMIT is reached" in caplog.text
