"""Results can be deleted by those to whom they belong, and by nobody else."""

import datetime as dt
import json
import time

import pytest

from models import Result
from results.retention import forget_result
from web import deletion
from web.tokens import hash_token

SECRET = "x" * 22
PAGE = "https://example.com/page"


@pytest.fixture
def other(app):
    """A visitor elsewhere."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    return client


def submit(client, url=PAGE):
    return client.post("/results", json={"url": url})


def delete(client, token=None, address="/results/1"):
    return client.post(f"{address}/delete", json={"token": token})


def is_deleted():
    return not Result.select().exists()


def test_whoever_has_the_address_deletes_a_private_text(client, other, make_result):
    make_result(url=None, text="the cat", secret_hash=hash_token(SECRET))
    assert "Delete for good" in other.get(f"/results/1-{SECRET}").text

    assert client.post("/results/1/delete").status_code == 404
    assert client.post(f"/results/1-{'y' * 22}/delete").status_code == 404
    assert "have been deleted" in other.post(f"/results/1-{SECRET}/delete").text

    assert is_deleted()
    assert client.get(f"/results/1-{SECRET}").status_code == 404


def test_a_text_that_is_deleted_twice_at_once_is_gone(client, make_result, monkeypatch):
    make_result(url=None, text="the cat", secret_hash=hash_token(SECRET))

    def delete_first(id):
        forget_result(id)
        return 0

    monkeypatch.setattr("views.deletions.forget_unshared", delete_first)

    assert client.post(f"/results/1-{SECRET}/delete").status_code == 404


def test_a_text_that_is_not_counted_yet_can_be_deleted(client, work):
    address = client.post("/results", data={"text": "the cat"}).location

    assert client.post(f"{address}/delete").status_code == 200
    work()

    assert is_deleted()


def test_a_program_deletes_the_page_that_it_alone_submitted(client, other):
    token = submit(client).json["token"]

    refused = [delete(other), delete(other, "x"), delete(other, 7), delete(client)]
    reply = delete(client, token)

    assert [each.status_code for each in refused] == [403] * 4
    assert (reply.status_code, reply.json) == (200, {"id": 1, "deleted": True})
    assert is_deleted()


def test_a_browser_deletes_the_page_that_it_alone_submitted(client, other):
    client.post("/results", data={"url": PAGE})
    Result.update(status="failed", error_code="timeout").execute()

    assert "Delete for good" in client.get("/results/1").text
    assert "Delete for good" not in other.get("/results/1").text
    assert client.post("/results/1/delete").status_code == 200
    assert is_deleted()


def test_a_token_deletes_its_own_result_only(client):
    token = submit(client).json["token"]
    submit(client, "https://example.com/other")

    assert delete(client, token, "/results/2").status_code == 403
    assert Result.select().count() == 2


def test_a_page_that_others_submitted_too_is_not_deleted(client, other):
    token = submit(client).json["token"]

    again = submit(other).json

    assert (again["id"], "token" in again) == (1, False)
    assert delete(client, token).status_code == 403
    assert not is_deleted()


def test_a_page_that_is_sent_twice_by_one_client_is_still_its_own(client):
    submit(client)
    token = submit(client).json["token"]

    assert delete(client, token).status_code == 200


def test_a_page_that_a_worker_counts_for_a_watch_belongs_to_nobody(client):
    from background.maintenance import queue_watched
    from watches import Watch

    Watch.create(url=PAGE, every="hour", next_at=dt.datetime.now(dt.UTC))
    queue_watched()

    assert "token" not in submit(client).json


def test_a_token_lasts_for_an_hour(client, monkeypatch):
    token = submit(client).json["token"]
    later = time.time() + deletion.MAX_AGE
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later + 2)

    assert delete(client, token).status_code == 403


def test_a_text_of_an_earlier_release_is_deleted_by_the_operator_only(client, make_result):
    make_result(url=None, text="the cat")

    assert "Delete for good" not in client.get("/results/1").text
    assert client.post("/results/1/delete").status_code == 403


@pytest.mark.parametrize("token", ["\ud800", "é.é.é", "\0"], ids=ascii)
def test_a_token_of_odd_characters_is_none_of_ours(client, token):
    submit(client)

    body = json.dumps({"token": token})
    reply = client.post("/results/1/delete", data=body, content_type="application/json")

    assert reply.status_code == 403


@pytest.mark.parametrize("language", ["ko", "tr"])
def test_a_refused_submission_does_not_stop_the_owner_from_deleting(language, client, other):
    token = submit(client).json["token"]

    reply = other.post("/results", json={"url": PAGE, "language": language})

    assert reply.status_code == 409
    assert delete(client, token).status_code == 200


@pytest.mark.parametrize("view", ["", "/cloud", "/text", "/vocabulary"])
def test_every_page_of_a_private_text_leads_to_its_deletion(view, client, make_result):
    make_result(url=None, text="the cat", secret_hash=hash_token(SECRET))

    page = client.get(f"/results/1-{SECRET}{view}").text

    assert "Private: only people with this address can read it." in page
    assert f'href="/results/1-{SECRET}#delete"' in page


def test_a_page_of_an_address_is_not_called_private(client, make_result):
    make_result()

    assert "Private:" not in client.get("/results/1").text


def test_a_count_that_is_not_finished_is_stopped_and_not_deleted(client):
    submit(client)

    page = client.get("/results/1").text

    assert "Stop</button>" in page
    assert "Delete" not in page
