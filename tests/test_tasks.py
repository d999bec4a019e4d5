import tasks
from db import database
from models import Result

CATS = b"<title>Cats</title><p>The cat and the dog. The end."


def test_a_submitted_page_is_counted(site, work):
    site.pages["/cats"] = CATS

    id = tasks.submit(url=site.url("/cats")).id

    assert Result.get_by_id(id).status == "pending"
    assert work() == 1
    result = Result.get_by_id(id)
    assert (result.status, result.title, result.error) == ("done", "Cats", None)
    assert next(iter(result.result_all.items())) == ("the", 3)
    assert result.total == 7


def test_a_submitted_text_is_counted(work):
    id = tasks.submit(text="고양이 고양이 개").id

    work()

    result = Result.get_by_id(id)
    assert (result.status, result.url, result.language) == ("done", None, "ko")
    assert result.result_all == {"고양이": 2, "개": 1}


def test_a_page_that_is_not_there_fails_with_its_status(site, work):
    id = tasks.submit(url=site.url("/nowhere")).id

    work()

    result = Result.get_by_id(id)
    assert (result.status, result.error_code) == ("failed", "http_status")
    assert "404" in result.error_message


def test_a_result_and_its_task_are_stored_together_or_not_at_all(work):
    with database.atomic() as transaction:
        tasks.submit(text="lost")
        transaction.rollback()

    assert Result.select().count() == 0
    assert work() == 0


def test_a_task_that_comes_twice_counts_once(site, work):
    site.pages["/cats"] = CATS
    id = tasks.submit(url=site.url("/cats")).id
    tasks.count_result(id)

    assert work() == 2

    assert site.requests == ["/cats"]


def test_whatever_breaks_nobody_waits_for_ever(monkeypatch, work, caplog):
    monkeypatch.setattr(tasks, "count_text", lambda text: 1 / 0)
    id = tasks.submit(text="boom").id

    work()

    result = Result.get_by_id(id)
    assert (result.status, result.error_code) == ("failed", "internal_error")
    assert "ZeroDivisionError" in caplog.text


def test_a_running_worker_takes_what_comes(site, worker, client):
    site.pages["/cats"] = CATS

    reply = client.post("/results", json={"url": site.url("/cats")}, headers={"Prefer": "wait=15"})

    assert (reply.status_code, reply.json["status"]) == (200, "done")
