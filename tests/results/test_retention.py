import datetime as dt

import pytest

import jobs
import settings
from background.maintenance import tidy
from models import Result
from results import retention
from watches import Watch, subscriptions
from wordcount.errors import TooLarge


def days_ago(days):
    return dt.datetime.now(dt.UTC) - dt.timedelta(days=days)


def ids():
    return [result.id for result in Result.select(Result.id).order_by(Result.id)]


@pytest.fixture
def keep_days(app, monkeypatch):
    monkeypatch.setattr(settings.current(), "RETENTION_DAYS", 30)


def test_a_text_that_failed_is_not_kept(app):
    id = jobs.submit(text="one two").id
    [job] = jobs.claim(1)

    jobs.fail(job, TooLarge())

    assert Result.get_by_id(id).text is None


def test_a_text_that_killed_its_workers_is_not_kept(app):
    id = jobs.submit(text="one two").id
    jobs.claim(1)
    values = {"attempts": jobs.MAX_ATTEMPTS, "taken_at": days_ago(1)}
    Result.update(**values).execute()

    jobs.requeue_abandoned()

    assert (Result.get_by_id(id).status, Result.get_by_id(id).text) == ("failed", None)


def test_the_texts_of_earlier_failures_are_deleted_in_batches(make_result):
    for _ in range(3):
        make_result(status="failed", text="one two")
    done = make_result(text="one two")

    assert retention.drop_failed_texts(batch=2) == 2
    tidy()

    assert [result.id for result in Result.select().where(Result.text.is_null(False))] == [done.id]


def test_nothing_is_deleted_by_age_unless_the_operator_wants_it(make_result):
    id = make_result(created_at=days_ago(10_000)).id

    tidy()

    assert ids() == [id]


def test_results_older_than_the_retention_are_deleted(make_result, keep_days):
    for status in ("done", "failed"):
        make_result(status=status, created_at=days_ago(31))
    kept = [make_result(status="pending", created_at=days_ago(31)).id]
    kept += [make_result(created_at=days_ago(days)).id for days in (29, 0)]

    tidy()

    assert ids() == kept


def test_what_expired_is_deleted_in_batches(make_result):
    for _ in range(3):
        make_result(created_at=days_ago(31))

    assert [retention.delete_expired(30, batch=2) for _ in range(3)] == [2, 1, 0]
    assert ids() == []


@pytest.mark.parametrize(("days", "left"), [(31, 0), (29, 2)], ids=["expired", "not expired"])
def test_results_of_an_unknown_time_are_older_than_all_others(days, left, make_result, keep_days):
    make_result(created_at=None)
    make_result(created_at=days_ago(days))

    tidy()

    assert len(ids()) == left


def forget(app, what):
    return app.test_cli_runner().invoke(args=["forget", what])


def test_forget_deletes_a_result_by_its_id(app, make_result):
    forgotten, kept = make_result().id, make_result().id

    said = forget(app, str(forgotten))

    assert (said.exit_code, said.output) == (0, "1 result was deleted.\n")
    assert ids() == [kept]


def test_forget_deletes_a_private_text_by_the_end_of_its_address(app, make_result):
    make_result(id=7, url=None, secret_hash=b"hash")

    assert forget(app, f"7-{'x' * 22}").output == "1 result was deleted.\n"
    assert ids() == []


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("https://example.com/cats", ["http://example.com/cats", "https://example.com/cats?x"]),
        ("HTTPS://Example.com:443/cats#top", None),
        ("example.com/cats", ["https://example.com/cats?x"]),
    ],
)
def test_forget_deletes_all_results_of_an_address_and_its_watch(typed, left, app, make_result):
    for url in (
        "https://example.com/cats",
        "http://example.com/cats",
        "https://example.com/cats?x",
    ):
        for status in ("done", "failed", "pending"):
            make_result(url=url, status=status)
    subscriptions.start("https://example.com/cats", "day")

    said = forget(app, typed)

    left = left or ["http://example.com/cats", "https://example.com/cats?x"]
    assert said.exit_code == 0
    assert {result.url for result in Result.select()} == set(left)
    assert Watch.select().count() == 0


@pytest.mark.parametrize("what", ["7", "99999999999999", "https://example.com/none", "no address"])
def test_forget_says_that_there_is_nothing_to_forget(what, app):
    said = forget(app, what)

    assert said.exit_code == 1
    assert said.output == f"Error: Nothing was found for {what}.\n"


def test_a_result_that_is_forgotten_while_it_is_counted_does_not_come_back(app, work):
    id = jobs.submit(text="one two").id
    [job] = jobs.claim(1)

    forget(app, str(id))
    jobs.fail(job, TooLarge())

    assert ids() == []


def test_more_than_a_batch_is_forgotten(app, make_result, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(5):
        make_result(url="https://example.com/cats")

    assert forget(app, "https://example.com/cats").output == "5 results were deleted.\n"
