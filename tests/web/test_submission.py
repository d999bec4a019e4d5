import pytest

from background.recounting import recount_next
from models import Result

BAD_JSON = [
    pytest.param(b"", 400, "bad_request", id="empty body"),
    pytest.param(b"{", 400, "bad_request", id="broken JSON"),
    pytest.param(b"[]", 400, "bad_request", id="a list"),
    pytest.param(b"7", 400, "bad_request", id="a number"),
    pytest.param(b"null", 400, "bad_request", id="null"),
    pytest.param(b"\xff\xfe\x00", 400, "bad_request", id="no UTF-8"),
    pytest.param(b"[" * 100_000, 400, "bad_request", id="nested 100,000 deep"),
    pytest.param(b'{"url": ' + b"9" * 5000 + b"}", 400, "bad_request", id="5,000 digits"),
    pytest.param(b"{}", 422, "invalid_url", id="no address"),
    pytest.param(b'{"url": ""}', 422, "invalid_url", id="empty address"),
    pytest.param(b'{"url": null}', 422, "invalid_url", id="null address"),
    pytest.param(b'{"url": 7}', 422, "invalid_url", id="address is a number"),
    pytest.param(b'{"url": {"a": 1}}', 422, "invalid_url", id="address is an object"),
    pytest.param(b'{"url": "ftp://example.com/"}', 422, "invalid_url", id="ftp"),
    pytest.param(b'{"url": "http://"}', 422, "invalid_url", id="no host"),
    pytest.param(b'{"url": "\\ud800"}', 422, "invalid_url", id="lone surrogate address"),
    pytest.param(b'{"url": "http://a\\u0000b.example/"}', 422, "invalid_url", id="NUL"),
    pytest.param(b'{"url": "http://127.0.0.1/"}', 422, "refused_address", id="loopback"),
    pytest.param(b'{"url": "http://10.0.0.1/"}', 422, "refused_address", id="private network"),
    pytest.param(b'{"url": "a.example", "text": "b"}', 422, "invalid_url", id="both"),
    pytest.param(b'{"text": ""}', 422, "empty_text", id="empty text"),
    pytest.param(b'{"text": " \\n"}', 422, "empty_text", id="blank text"),
    pytest.param(b'{"text": ["a"]}', 422, "empty_text", id="text is a list"),
]


@pytest.mark.parametrize(("body", "status", "code"), BAD_JSON)
def test_bad_json_has_its_own_answer(body, status, code, client, caplog):
    reply = client.post("/results", data=body, content_type="application/json")

    assert (reply.status_code, reply.json["error"]["code"]) == (status, code)
    assert reply.json["error"]["message"].endswith(".")
    assert Result.select().count() == 0
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "There is nothing to count."),
        ({"url": ""}, "There is nothing to count."),
        ({"url": "ftp://example.com/"}, ""),
        ({"url": "http://"}, ""),
        ({"url": "http://127.0.0.1/"}, ""),
        ({"url": "https://example.com/" + "a" * 100_000}, ""),
        ({"text": "  "}, "There is no text to count."),
    ],
    ids=["nothing", "empty", "ftp", "no host", "loopback", "100,000 characters", "blank text"],
)
def test_a_bad_form_is_shown_again_with_what_is_wrong(fields, sentence, client):
    form = "application/x-www-form-urlencoded"

    page = client.post("/results", data=fields, content_type=form)

    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert sentence in page.text
    assert Result.select().count() == 0


def test_what_was_typed_is_kept(client):
    page = client.post("/results", data={"url": 'ftp://example.com/"><script>'})

    assert "ftp://example.com/&#34;&gt;&lt;script&gt;</textarea>" in page.text


def test_an_empty_request_is_told_what_to_send(client):
    page = client.post("/results")

    assert page.status_code == 400
    assert "The request is empty." in page.text


def test_a_body_that_is_neither_form_nor_json_is_refused(client):
    reply = client.post("/results", data=b"<a/>", content_type="application/xml")

    assert reply.status_code == 415


def test_a_body_beyond_the_limit_is_refused(client, config):
    reply = client.post("/results", json={"text": "a " * config.MAX_CONTENT_LENGTH})

    assert (reply.status_code, reply.json["error"]["code"]) == (413, "request_too_large")


def test_a_text_of_megabytes_is_taken_from_a_form(client):
    reply = client.post("/results", data={"text": "word " * 1_000_000})

    assert reply.status_code == 303


def test_a_text_postgresql_would_refuse_is_counted_all_the_same(client, work):
    body = rb'{"text": "a\u0000b \ud800 c"}'
    address = client.post("/results", data=body, content_type="application/json").location
    work()

    assert client.get(f"{address}.json").json["status"] == "done"


@pytest.mark.parametrize(
    ("language", "tag"),
    [("tr", "tr"), ("Turkish", "tr"), (" turkish ", "tr"), ("pt_br", "pt-BR"), ("tlh", "tlh")],
)
def test_a_text_is_counted_in_the_given_language(language, tag, client, work):
    reply = client.post("/results", json={"text": "Isparta ISPARTA", "language": language})
    work()

    result = client.get(f"{reply.location}.json").json

    assert (reply.json["language"], result["language"]) == (tag, tag)
    expected = {"ısparta": 2} if tag == "tr" else {"isparta": 2}
    assert result["result_all"] == expected
    assert Result.get().language_source == "given"


def test_a_page_is_counted_in_the_given_language(client, work, site):
    site.pages["/page"] = b"<html lang=en><title>T</title><p>ISPARTA and the dog"
    client.post("/results", json={"url": site.url("/page"), "language": "tr"})
    work()

    result = client.get("/results/1.json").json

    assert (result["language"], result["title"], "ısparta" in result["result_all"]) == (
        "tr",
        "T",
        True,
    )


def test_a_given_language_survives_a_recount(client, work, pool):
    address = client.post("/results", json={"text": "the cat", "language": "tr"}).location
    work()
    Result.update(rule=1).execute()
    client.post(f"{address}/recount")
    recount_next(pool)

    assert (Result.get().language, Result.get().language_source) == ("tr", "given")


@pytest.mark.parametrize("language", ["Klingonish", "!", 7, ["ko"], "x" * 1000])
def test_what_is_no_language_is_refused(language, client):
    reply = client.post("/results", json={"text": "one", "language": language})

    assert (reply.status_code, reply.json["error"]["code"]) == (422, "invalid_language")
    assert Result.select().count() == 0


@pytest.mark.parametrize(("first", "second"), [("tr", None), (None, "tr"), ("tr", "ko")])
def test_a_page_that_is_counted_in_another_language_is_a_conflict(first, second, client):
    page = {"url": "https://example.com/"}
    client.post("/results", json={**page, "language": first})

    assert client.post("/results", json={**page, "language": first}).status_code == 202
    assert client.post("/results", json={**page, "language": second}).status_code == 409
