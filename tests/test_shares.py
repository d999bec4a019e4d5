import datetime as dt

import pytest

import jobs
import shares
from models import Result
from wordcount.contained import SerializedCount
from wordcount.errors import NotText

COUNT = SerializedCount(
    "Cats", "en", "detected", 2, 1, 2, 2, None, '{"cat": 2}', '{"cat": 2}', "cat cat"
)
CLIENT, OTHER = b"c" * 16, b"o" * 16


def submit(number, host="example.com", client=CLIENT):
    return jobs.submit(url=f"https://{host}/{number}", client=client)


def finish(number, host):
    """Count that many pages of a host now."""
    for n in range(number):
        submit(f"finished-{n}", host, OTHER)
        [job] = jobs.claim(1)
        jobs.finish(job, COUNT, job.url)


def test_the_wait_for_a_place_follows_from_the_pages_of_the_host_that_finished(app):
    finish(4, "slow.example")
    finish(20, "quick.example")
    for host in ("slow.example", "quick.example"):
        submit(1, host)

    assert shares.seconds_to_place(host="slow.example") == 15
    assert shares.seconds_to_place() == 3


def test_failures_free_places_too(app):
    submit(1)
    [job] = jobs.claim(1)
    jobs.fail(job, NotText())
    submit(2)

    assert shares.seconds_to_place(host="example.com") == 60


def test_a_client_waits_for_the_pages_before_its_first(app):
    finish(6, "example.com")
    for n in range(2):
        submit(f"other-{n}", client=OTHER)
    submit("own")

    assert shares.seconds_to_place(client=OTHER) == 10
    assert shares.seconds_to_place(client=CLIENT) == 30


def test_pages_that_finished_long_ago_do_not_count(app):
    finish(6, "example.com")
    Result.update(finished_at=dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)).execute()
    submit(1)

    assert shares.seconds_to_place(host="example.com") == shares.UNKNOWN_WAIT


def finish_text(size):
    jobs.submit(text="x" * size)
    [job] = jobs.claim(1)
    jobs.finish(job, SerializedCount(None, "en", "detected", 1, 1, 2, 2, None, "{}", "{}"), None)


def test_the_wait_for_a_text_follows_from_the_bytes_that_finished(app, monkeypatch):
    monkeypatch.setattr(shares, "TEXT_BYTES", 300_000)
    finish_text(100_000)
    for _ in range(3):
        jobs.submit(text="x" * 100_000, client=OTHER)

    assert shares.seconds_to_text_place(CLIENT, 100_000) == 60
    assert shares.seconds_to_text_place(CLIENT, 200_000) == 120


def test_a_client_with_too_many_texts_waits_for_those_before_its_own(app, monkeypatch):
    monkeypatch.setattr(shares, "TEXT_BYTES_OF_CLIENT", 100_000)
    finish_text(100_000)
    for client in (OTHER, CLIENT):
        jobs.submit(text="x" * 100_000, client=client)

    assert shares.seconds_to_text_place(CLIENT, 50_000) == 90


def test_pending_results_are_counted_for_their_client_their_host_and_all(app):
    submit(1)
    submit(2, "a.example")
    submit(3, "a.example", OTHER)
    jobs.submit(text="x" * 20_000, client=CLIENT)
    jobs.submit(text="short", client=CLIENT)

    assert shares.pending() == {
        ("pages", CLIENT): 2,
        ("pages", OTHER): 1,
        ("pages", "example.com"): 1,
        ("pages", "a.example"): 2,
        ("pages", None): 3,
        ("texts", CLIENT): 20_000 + shares.LEAST_TEXT,
        ("texts", None): 20_000 + shares.LEAST_TEXT,
    }


@pytest.mark.parametrize(("limit", "share"), [(1, 1), (10, 1), (11, 2), (1000, 100)])
def test_a_share_is_a_tenth_of_the_queue(limit, share):
    limits = shares.page_limits(CLIENT, "a.example", limit)

    assert limits == {
        ("pages", CLIENT): share,
        ("pages", "a.example"): share,
        ("pages", None): limit,
    }


def test_rows_of_old_code_take_a_place_of_the_queue_but_of_no_client(app):
    Result.create(url="https://example.com/", status="pending")

    assert shares.pending() == {("pages", None): 1}


def test_the_digest_of_a_client_goes_when_its_result_ends(app):
    ids = [submit(1).id, submit(2).id]
    done, failed = jobs.claim(2)

    jobs.finish(done, COUNT, done.url)
    jobs.fail(failed, NotText())

    assert [Result.get_by_id(id).client for id in ids] == [None, None]
