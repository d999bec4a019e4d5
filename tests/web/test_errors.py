import pytest


@pytest.mark.parametrize("path", ["/no/such/place", "/results/1/2", "/static/none.css"])
def test_an_unknown_address_is_not_found_in_every_format(path, client):
    page = client.get(path)
    data = client.get(path, headers={"Accept": "application/json"})
    table = client.get(path, headers={"Accept": "text/csv"})

    assert page.status_code == data.status_code == table.status_code == 404
    assert "<html" in page.text
    assert data.json["error"]["code"] == "not_found"
    assert table.text.startswith("code,message\r\nnot_found,")


def test_an_unknown_address_is_not_repeated_as_markup(client):
    assert "<script>alert" not in client.get("/<script>alert(1)</script>").text


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_a_wrong_method_says_which_are_right(method, client):
    reply = getattr(client, method)("/results", headers={"Accept": "application/json"})

    assert (reply.status_code, reply.json["error"]["code"]) == (405, "method_not_allowed")
    assert "GET" in reply.headers["Allow"]


def test_the_unexpected_is_logged_and_shown_without_detail(client, monkeypatch, caplog):
    monkeypatch.setattr("views.front.latest_pages", lambda _: 1 / 0)

    page = client.get("/")
    data = client.get("/", headers={"Accept": "application/json"})

    assert page.status_code == data.status_code == 500
    assert data.json["error"]["code"] == "internal_error"
    assert "ZeroDivisionError" not in page.text + data.text
    assert "ZeroDivisionError" in caplog.text


def test_the_error_of_a_form_leads_back_to_it(client):
    page = client.post("/alerts", data={"when": "gone", "word": "energy wind"})

    assert page.status_code == 400
    assert "An alert watches one word" in page.text
    assert 'class="button" href="/watches"' in page.text
