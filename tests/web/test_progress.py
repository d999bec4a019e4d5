"""A page that waits says what happens, and can be stopped by the client that waits for it."""

import datetime as dt

import pytest

import jobs
from models import Result

NO_ANSWER = {"error_code": "timeout", "error_message": "It did not answer. Try again later."}


@pytest.fixture
def unfinished(make_result):
    def unfinished(seconds=0, **values):
        queued_at = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)
        values.setdefault("status", "pending")
        return make_result(queued_at=queued_at, result_all=None, **values)

    return unfinished


def test_a_page_waits_for_its_turn(client, unfinished):
    unfinished()

    assert '<li aria-current="step"><span>Waiting' in client.get("/results/1").text


def test_a_page_that_is_fetched_says_so(client, unfinished):
    unfinished(status="running", attempts=1)

    assert '<li aria-current="step"><span>Fetching the page' in client.get("/results/1").text


@pytest.mark.parametrize(("attempts", "next_try"), [(1, 2), (2, 3)])
def test_a_page_that_is_tried_again_says_when(attempts, next_try, client, unfinished):
    unfinished(seconds=3600, attempts=attempts, **NO_ANSWER)

    page = client.get("/results/1").text

    assert f"Attempt {next_try} of 3 in 3" in page
    assert "It did not answer." in page


def test_a_page_that_is_tried_again_does_not_ask_for_it(client, unfinished):
    unfinished(seconds=3600, attempts=1, **NO_ANSWER)

    assert "Try again later" not in client.get("/results/1").text


def test_a_page_that_was_postponed_waits_and_says_why(client, unfinished):
    unfinished(seconds=20, attempts=0, error_code="server_busy", error_message="It is busy. Wait.")

    page = client.get("/results/1").text

    assert '<li aria-current="step"><span>Waiting' in page
    assert "<p>It is busy.</p>" in page


def test_a_count_is_stopped_by_who_asked_for_it(client):
    client.post("/results", data={"url": "example.com"})

    reply = client.post("/results/1/stop")

    assert (reply.status_code, reply.location) == (303, "/results/1")
    assert client.get("/results/1.json").json["error"]["code"] == "stopped"
    assert "Stopped" in client.get("/results/1").text


def test_a_program_that_stops_a_count_gets_the_result(client):
    client.post("/results", json={"url": "example.com"})

    reply = client.post("/results/1/stop", json={})

    assert (reply.status_code, reply.json["id"]) == (200, 1)
    assert (reply.json["status"], reply.json["error"]["code"]) == ("failed", "stopped")


def test_a_count_that_is_stopped_twice_at_once_is_stopped(client, monkeypatch):
    client.post("/results", json={"url": "example.com"})
    stop = jobs.stop
    monkeypatch.setattr(jobs, "stop", lambda *arguments: stop(*arguments) and False)

    reply = client.post("/results/1/stop", json={})

    assert (reply.status_code, reply.json["error"]["code"]) == (200, "stopped")


def test_a_count_is_not_stopped_by_anyone_else(client):
    client.post("/results", data={"url": "example.com"})

    reply = client.post("/results/1/stop", environ_base={"REMOTE_ADDR": "192.0.2.7"})

    assert reply.status_code == 403
    assert Result.get_by_id(1).status == "pending"


def test_a_count_that_others_wait_for_is_not_stopped(client):
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    client.post("/results", data={"url": "example.com"})
    client.post("/results", data={"url": "example.com"}, environ_base=elsewhere)

    assert client.post("/results/1/stop").status_code == 403
    assert Result.get_by_id(1).status == "pending"


def test_a_finished_result_cannot_be_stopped(client, make_result):
    make_result()

    client.post("/results/1/stop")

    assert Result.get_by_id(1).status == "done"


def test_stopping_a_result_that_is_not_there_is_not_found(client):
    assert client.post("/results/1/stop").status_code == 404


def test_a_form_waits_for_its_result(client, worker, app, monkeypatch):
    monkeypatch.setitem(app.config, "FORM_WAIT", 20.0)

    reply = client.post("/results", data={"source": "two words"})

    assert reply.status_code == 303
    assert "Preference-Applied" not in reply.headers
    assert Result.get_by_id(1).status == "done"
