import datetime as dt

import pytest

import jobs
from background.maintenance import maintain, queue_watched
from models import Result
from watches import Watch

PAGE = "https://example.com/page"


def now():
    return dt.datetime.now(dt.UTC)


def watch(client, every, **values):
    return client.post("/watches", data={"url": PAGE, "every": every}, **values)


def make_due():
    Watch.update(next_at=now() - dt.timedelta(days=30)).execute()


@pytest.mark.parametrize(("every", "hours"), [("hour", 1), ("day", 24), ("week", 168)])
def test_a_page_is_watched_from_now_on(every, hours, client):
    reply = watch(client, every)

    [watched] = Watch.select()
    assert (reply.status_code, reply.location) == (303, f"/pages?url={PAGE}")
    assert (watched.url, watched.every) == (PAGE, every)
    assert abs(watched.next_at - now() - dt.timedelta(hours=hours)) < dt.timedelta(minutes=5)


def test_a_page_is_watched_once_at_the_last_interval(client):
    watch(client, "hour")
    watch(client, "week")

    assert [watched.every for watched in Watch.select()] == ["week"]


def test_watching_is_stopped(client):
    watch(client, "hour")

    watch(client, "never")

    assert Watch.select().count() == 0


def test_there_is_an_end_to_how_many_pages_are_watched(client, monkeypatch):
    monkeypatch.setattr("watches.MAX_WATCHES", 1)
    watch(client, "hour")

    reply = client.post("/watches", json={"url": "https://example.com/other", "every": "hour"})

    assert reply.status_code == 503
    assert reply.json["error"]["message"].startswith("No more pages can be watched here.")
    assert Watch.select().count() == 1


def test_a_program_can_watch(client):
    reply = client.post("/watches", json={"url": PAGE, "every": "day"})

    assert (reply.status_code, reply.json) == (200, {"url": PAGE, "every": "day"})


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"url": PAGE}, 400),
        ({"url": PAGE, "every": "second"}, 400),
        ({"url": PAGE, "every": []}, 400),
        ({"every": "day"}, 422),
        ({"url": "http://127.0.0.1:1/", "every": "day"}, 422),
    ],
    ids=["no interval", "another interval", "no text", "no address", "a private address"],
)
def test_what_cannot_be_watched_is_refused(fields, status, client):
    assert client.post("/watches", json=fields).status_code == status
    assert Watch.select().count() == 0


def test_a_watched_page_is_counted_when_its_turn_comes(client):
    watch(client, "day")
    queue_watched()
    assert Result.select().count() == 0

    make_due()
    queue_watched()
    queue_watched()

    assert [result.url for result in Result.select()] == [PAGE]
    assert Watch.get().next_at > now() + dt.timedelta(hours=23)


def test_a_watched_page_is_counted_after_what_somebody_waits_for(client):
    watch(client, "day")
    make_due()
    queue_watched()

    jobs.submit(text="somebody waits")

    assert [job.url for _ in range(2) for job in jobs.claim(1)] == [None, PAGE]


def test_the_worker_looks_after_watched_pages(client):
    watch(client, "hour")
    make_due()

    maintain(running=())

    assert Result.select().count() == 1


def test_the_history_of_a_page_says_that_it_is_watched(client, make_result):
    make_result(url=PAGE, text="…")
    assert 'value="day">day</button>' in client.get(f"/pages?url={PAGE}").text

    watch(client, "day")

    page = client.get(f"/pages?url={PAGE}").text
    assert "Counted again every day" in page
    assert "Stop watching" in page
