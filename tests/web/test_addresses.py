"""A pasted text is private: only its address, which cannot be guessed, leads to it."""

import logging
import re

import pytest
from flask import request, url_for
from werkzeug.exceptions import NotFound

from models import Result
from process import JSONFormatter
from web.addresses import build, check_named_results, remember, template_url_for
from web.tokens import hash_token

SECRET = "x" * 22
VIEWS = ["", ".json", ".csv", "/words", "/words.json", "/cloud", "/phrases", "/vocabulary"]
VIEWS += ["/vocabulary.svg", "/contexts?word=cat", "/contexts.svg?word=cat"]


@pytest.fixture
def paste(client, work):
    """Paste a text, count it, and return its address."""

    def paste(text="the cat and the dog"):
        address = client.post("/results", data={"text": text}).location
        work()
        return address

    return paste


@pytest.fixture
def private(make_result):
    """A private result; its address ends in SECRET."""
    return make_result(
        url=None,
        text="the hunter the hunter",
        result_all={"the": 2, "hunter": 50},
        secret_hash=hash_token(SECRET),
    )


def test_a_pasted_text_has_an_address_that_cannot_be_guessed(client):
    reply = client.post("/results", json={"text": "one two"})

    assert re.fullmatch("/results/1-[A-Za-z0-9_-]{22}", reply.location)
    assert (reply.json["id"], reply.json["address"]) == (1, reply.location)
    secret = reply.location.partition("-")[2]
    assert bytes(Result.get().secret_hash) == hash_token(secret)


@pytest.mark.parametrize("view", VIEWS)
def test_views_of_a_private_text_need_its_secret(view, private, client):
    assert client.get(f"/results/1-{SECRET}{view}").status_code == 200
    assert client.get(f"/results/1{view}").status_code == 404
    assert client.get(f"/results/1-{'y' * 22}{view}").status_code == 404


@pytest.mark.parametrize("view", VIEWS)
def test_views_read_no_private_text_even_if_its_address_was_not_checked(
    view, private, client, monkeypatch
):
    monkeypatch.setattr("web.addresses.matches", lambda secret, hash: True)

    assert client.get(f"/results/1{view}").status_code == 404


@pytest.mark.parametrize("space", ["%20", "%09", "%0A", "+", "%C2%A0", "%EF%BC%91%00"])
@pytest.mark.parametrize(
    "address",
    [
        "/compare.json?a={0}&b=2",
        "/compare.json?a=2&b={0}",
        "/compare.json?a=corpus:1&b={0}",
        "/compare?a=corpus:1&b={0}",
        "/compare.csv?a={0}&b=language:en",
        "/compare?with={0}&with=2",
        "/changes.json?from={0}&to=2",
        "/pages?url=https://example.com/&result={0}",
    ],
)
def test_a_space_beside_its_number_shows_no_private_text(
    space, address, private, client, make_result, make_corpus
):
    make_result(result_all={"cat": 1})
    make_corpus({"dog": 30})

    for name in (f"{space}1", f"1{space}", f"corpus:1{space}:1"):
        reply = client.get(address.format(name), follow_redirects=True)

        assert "hunter" not in reply.text


@pytest.mark.parametrize("view", VIEWS)
def test_no_cache_and_no_search_engine_keeps_a_private_text(view, private, client):
    reply = client.get(f"/results/1-{SECRET}{view}")

    assert reply.headers["Cache-Control"] == "private, no-store"
    assert reply.headers["X-Robots-Tag"] == "noindex"
    assert reply.headers["Referrer-Policy"] == "no-referrer"


def test_every_view_of_a_result_checks_its_address(app):
    rules = [rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/results/<")]

    assert [rule for rule in rules if not rule.startswith("/results/<result:id>")] == []


def test_a_view_that_takes_an_id_only_shows_no_private_text(private, app):
    with app.test_request_context("/results/1"):
        request.view_args = {"id": 1}

        with pytest.raises(NotFound):
            check_named_results()


def test_an_etag_does_not_show_that_a_private_text_exists(private, client):
    known = client.get(f"/results/1-{SECRET}.json").headers["ETag"]

    assert client.get("/results/1.json", headers={"If-None-Match": known}).status_code == 404


@pytest.mark.parametrize("view", [view for view in VIEWS if "." not in view])
def test_links_of_a_private_text_keep_its_secret(view, private, client):
    page = client.get(f"/results/1-{SECRET}{view}").text

    assert set(re.findall(r"/results/1[^/.?#\"]*", page)) == {f"/results/1-{SECRET}"}
    assert not re.search(r"[?;]a=1[^-]", page)


@pytest.mark.parametrize("view", ["compare{}?a={}&b={}", "changes{}?from={}&to={}"])
@pytest.mark.parametrize("format", ["", ".json", ".csv"])
def test_private_texts_are_compared_by_their_addresses(view, format, private, make_result, client):
    make_result(url=None, text="a dog", secret_hash=hash_token(SECRET))

    reply = client.get(view.format(format, f"1-{SECRET}", f"2-{SECRET}"))

    assert (reply.status_code, reply.headers["Cache-Control"]) == (200, "private, no-store")
    for a, b in [("1", f"2-{SECRET}"), (f"1-{SECRET}", "2"), ("1", "2")]:
        assert client.get(view.format(format, a, b)).status_code == 404


def test_a_private_text_offers_its_comparison_by_its_address(private, client):
    page = client.get(f"/compare?a=1-{SECRET}").text

    assert f'name="a" value="1-{SECRET}"' in page


@pytest.mark.parametrize("text", ["1-", "1-short", "-1", "x", "1" * 19, f"1-{SECRET}y"])
def test_a_malformed_name_of_a_result_is_a_bad_request(text, private, client):
    assert client.get("/compare", query_string={"a": text, "b": "1"}).status_code in (400, 404)
    assert client.get(f"/results/{text}").status_code == 404


def test_a_public_result_has_one_address_only(make_result, client):
    make_result()

    assert client.get("/results/1").status_code == 200
    assert client.get(f"/results/1-{SECRET}").status_code == 404


def test_a_request_names_a_limited_number_of_results(private, client):
    query = "&".join(f"with={number}" for number in range(1, 100))

    assert client.post(f"/results/1-{SECRET}/recount?{query}").status_code == 400


@pytest.mark.parametrize("secret_hash", [hash_token(SECRET), None], ids=["private", "earlier"])
@pytest.mark.parametrize(
    "path", ["/", "/results", "/results.json", "/search.json?word=cat", "/search.json?language=en"]
)
def test_no_list_and_no_search_has_a_pasted_text(path, secret_hash, make_result, client):
    make_result(url=None, text="cat", title="Of a text", secret_hash=secret_hash)
    make_result(title="Of a page")

    page = client.get(path).text

    assert "Of a page" in page
    assert "Of a text" not in page


def test_a_text_of_an_earlier_release_keeps_its_address(make_result, client):
    make_result(url=None, text="the cat")

    reply = client.get("/results/1")

    assert (reply.status_code, reply.headers["X-Robots-Tag"]) == (200, "noindex")
    assert client.get("/compare.json?a=1&b=1").status_code == 200


@pytest.mark.parametrize(
    "path", ["", ".json", "/words", "/none", "/recount", "x", "/contexts?word=x"]
)
def test_no_secret_is_logged(path, private, client, caplog):
    caplog.set_level(logging.DEBUG)

    client.get(f"/results/1-{SECRET}{path}")
    client.get(f"/results/1-{SECRET[:21]}{path}")

    log = "".join(map(JSONFormatter().format, caplog.records))
    assert "/results/1-*" in log
    assert "xxx" not in log


def test_no_secret_is_logged_with_an_error(private, client, monkeypatch, caplog):
    monkeypatch.setattr("views.words.choice_args", lambda: 1 / 0)
    client.application.config["PROPAGATE_EXCEPTIONS"] = False

    reply = client.get(f"/results/1-{SECRET}/words")

    assert reply.status_code == 500
    assert "ZeroDivisionError" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("path", ["/corpora/1-{}/texts.zip", "/results/1-{}"])
def test_no_secret_is_logged_with_an_error_of_the_server(path, app, caplog):
    logging.getLogger("waitress").error("Exception while serving %s", path.format(SECRET))

    assert path.format("*") in caplog.text
    assert SECRET not in caplog.text


def test_a_private_text_is_recounted_by_its_address(private, client, work):
    reply = client.post(f"/results/1-{SECRET}/recount", headers={"Accept": "application/json"})

    assert (reply.status_code, reply.location) == (202, f"/results/1-{SECRET}")
    assert client.post("/results/1/recount").status_code == 404


def test_the_result_of_a_page_names_its_address(client, make_result):
    make_result()

    assert client.get("/results/1.json").json["address"] == "/results/1"
    assert client.get("/results/1/words.json").json["address"] == "/results/1"


def test_addresses_are_kept_for_known_methods_only(app):
    build.cache_clear()
    for method in ("GET", "GET", "Q" * 30_000):
        with app.test_request_context("/", method=method):
            assert template_url_for("results.show", id=1) == "/results/1"

    assert build.cache_info().currsize == 1


def test_an_address_with_a_secret_is_never_kept_for_another_request(app):
    with app.test_request_context("/"):
        before = template_url_for("results.show", id=1)
    with app.test_request_context("/"):
        remember(1, SECRET)
        named = template_url_for("results.show", id=1)
    with app.test_request_context("/"):
        after = template_url_for("results.show", id=1)

    assert (before, named, after) == ("/results/1", f"/results/1-{SECRET}", "/results/1")


@pytest.mark.parametrize(
    ("root", "values", "built"),
    [
        ("", {"page": 1}, "/search?page=1"),
        ("", {"page": True}, "/search?page=True"),
        ("/words", {"page": 1}, "/words/search?page=1"),
        ("", {"with": [1, 2]}, "/search?with=1&with=2"),
        ("", {"_external": True}, "https://example.com/search"),
    ],
)
def test_templates_build_the_addresses_that_flask_builds(app, root, values, built):
    with app.test_request_context("/", base_url=f"https://example.com{root}"):
        assert template_url_for("search.show", **values) == url_for("search.show", **values)
        assert template_url_for("search.show", **values) == built


def test_long_addresses_are_not_kept(app):
    build.cache_clear()
    with app.test_request_context("/"):
        for text in ("short", "long" * 10):
            template_url_for("search.show", text=text)

    assert build.cache_info().currsize == 1
