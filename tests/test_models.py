import datetime as dt

import pytest

from models import MAX_LENGTHS, Result, rfc3339

LONG = "a word " * 1000


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


@pytest.mark.parametrize(
    "read",
    [
        Result.recent,
        lambda: Result.with_id(1),
        lambda: Result.finished(1),
        lambda: Result.with_text(1, 10),
        lambda: Result.of_page([LONG]),
        lambda: Result.latest_done(9),
    ],
    ids=["recent", "with_id", "finished", "with_text", "of_page", "latest_done"],
)
def test_what_strangers_named_at_length_is_read_in_part(read, make_result):
    """Rows from before titles and addresses were bounded have them."""
    make_result(url=LONG, title=LONG, language=LONG, error_message=LONG, text="cat")

    [result] = read()

    lengths = {name: len(getattr(result, name)) for name in MAX_LENGTHS}
    assert lengths == MAX_LENGTHS


def test_recent_results_can_start_before_an_id(make_result):
    first, second, third = make_result(), make_result(), make_result()

    assert list(Result.recent(before=third.id, limit=1)) == [second]
    assert list(Result.recent(before=first.id)) == []


def test_moments_are_written_in_utc_to_the_second():
    moment = dt.datetime(2026, 11, 22, 18, 30, 15, 999, dt.timezone(dt.timedelta(hours=9)))

    assert rfc3339(moment) == "2026-11-22T09:30:15Z"
    assert rfc3339(None) is None
