import pytest


def test_health_is_ok_while_the_database_answers(client):
    reply = client.get("/health", headers={"Accept": "application/json"})

    assert (reply.status_code, reply.json["status"]) == (200, "ok")


def test_health_has_a_page(client):
    assert b"<html" in client.get("/health").data


@pytest.mark.parametrize("path", ["/", "/results", "/results/1", "/health"])
def test_without_a_database_the_answer_is_503_in_every_format(path, away, app):
    client = app.test_client()

    page = client.get(path)
    data = client.get(path, headers={"Accept": "application/json"})

    assert page.status_code == data.status_code == 503
    assert b"The database does not answer" in page.data
    assert data.json["error"]["code"] == "unavailable"
    assert data.headers["Retry-After"] == "5"
