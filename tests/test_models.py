import datetime as dt

import pytest

from models import Result, rfc3339
from wordcount import count_text
from wordcount.errors import Timeout


def test_repr_is_the_id(make_result):
    result = make_result(id=7)

    assert repr(result) == "<id 7>"


def test_a_result_is_made_from_an_address_and_its_words(app):
    words = {"고양이": 2, "the": 1}

    id = Result.create(url="https://example.com/", result_all=words, result_no_stop_words={}).id

    assert Result.get_by_id(id).result_all == words


def test_words_keep_their_order(make_result):
    words = {"zebra": 3, "ant": 2, "bee": 2, "a": 1}

    result = Result.get_by_id(make_result(result_all=words).id)

    assert list(result.result_all) == ["zebra", "ant", "bee", "a"]


def test_recent_results_come_newest_first_without_their_words(make_result):
    older, newer = make_result(), make_result()

    results = list(Result.recent())

    assert results == [newer, older]
    assert results[0].result_all is None


def test_recent_results_can_go_on_from_an_id(make_result):
    first, second, third = make_result(), make_result(), make_result()

    assert list(Result.recent(before=third.id, limit=1)) == [second]
    assert list(Result.recent(before=first.id)) == []


@pytest.fixture
def started(make_result):
    """A result that a worker has begun with."""
    result = Result.take(make_result(status="pending", result_all=None).id)
    result.start()
    return result


def test_of_a_text_that_is_taken_only_the_length_is_read(make_result):
    id = make_result(status="pending", url=None, text="여러 단어", result_all=None).id

    taken = Result.take(id)

    assert (taken.text, taken.characters) == (None, 5)
    assert Result.text_of(id) == "여러 단어"


def test_a_result_that_is_running_is_not_taken_again(started):
    assert Result.get_by_id(started.id).status == "running"
    assert Result.take(started.id) is None


def test_a_running_result_is_finished_with_its_count(started):
    started.finish(count_text("the cat and the dog", "en"), url="https://example.com/cats")

    finished = Result.get_by_id(started.id)
    assert finished.status == "done"
    assert finished.url == "https://example.com/cats"
    assert finished.result_all == {"the": 2, "and": 1, "cat": 1, "dog": 1}
    assert finished.result_no_stop_words == {"cat": 1, "dog": 1}
    assert (finished.total, finished.distinct) == (5, 4)


def test_a_settled_result_does_not_change_any_more(make_result):
    result = make_result(status="done")

    result.fail(Timeout())

    assert Result.get_by_id(result.id).status == "done"


def test_who_was_given_up_cannot_change_what_another_has_begun(started):
    Result.give_back([started.id])
    another = Result.take(started.id)
    another.start()

    started.fail(Timeout())

    assert Result.get_by_id(started.id).status == "running"


def test_a_failed_result_tells_why(started):
    started.fail(Timeout("That page did not answer."))

    failed = Result.get_by_id(started.id)
    assert failed.status == "failed"
    assert failed.error == {"code": "timeout", "message": "That page did not answer."}


def test_a_postponed_result_tells_why_and_until_when(started):
    started.postpone(dt.timedelta(minutes=1), Timeout("That page did not answer."))

    postponed = Result.get_by_id(started.id)
    assert (postponed.status, postponed.error_code) == ("pending", "timeout")
    assert postponed.queued_at > dt.datetime.now(dt.UTC)


def test_an_address_is_open_only_once(app):
    first = Result.submit("https://example.com/", None)

    assert Result.submit("https://example.com/", None) is None
    assert list(Result.open_at("https://example.com/")) == [first]


def test_a_text_may_be_sent_as_often_as_one_likes(app):
    assert Result.submit(None, "again") != Result.submit(None, "again")


def test_a_queue_is_full_at_its_limit(make_result):
    make_result(status="pending")
    make_result(status="pending")
    make_result(status="done")

    assert Result.is_queue_full(2)
    assert not Result.is_queue_full(3)


def test_moments_are_told_in_utc_to_the_second():
    moment = dt.datetime(2026, 11, 22, 18, 30, 15, 999, dt.timezone(dt.timedelta(hours=9)))

    assert rfc3339(moment) == "2026-11-22T09:30:15Z"
    assert rfc3339(None) is None
