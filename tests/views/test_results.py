import csv
import io

import pytest

from models import PAGE_LENGTH, Result

CATS = b"<html lang=en><title>Cats</title><p>The cat and the dog. The end."


def as_json(**values):
    return {"headers": {"Accept": "application/json"}, **values}


def test_a_form_leads_to_its_result(client, site):
    reply = client.post("/results", data={"url": site.url("/cats")})

    assert (reply.status_code, reply.location) == (303, "/results/1")
    assert Result.get_by_id(1).status == "pending"


def test_json_is_accepted_with_the_place_of_its_result(client, site):
    reply = client.post("/results", json={"url": site.url("/cats")})

    assert (reply.status_code, reply.location) == (202, "/results/1")
    assert reply.json["status"] == "pending"
    assert reply.json["result_all"] is None


def test_a_submission_is_answered_without_reading_its_row(client, site, monkeypatch):
    monkeypatch.setattr("views.results.stored_or_404", lambda id: 1 / 0)

    reply = client.post("/results", json={"url": site.url("/cats")})

    assert (reply.json["id"], reply.json["length"]) == (1, None)


def test_a_pasted_text_is_counted(client, work):
    address = client.post("/results", data={"text": "one two two"}).location
    work()

    result = client.get(f"{address}.json").json

    assert (result["url"], result["total"]) == (None, 3)
    assert result["result_all"] == {"two": 2, "one": 1}


def test_an_address_without_a_scheme_is_taken(client):
    reply = client.post("/results", json={"url": " Example.com/Cats "})

    assert reply.json["url"] == "example.com/Cats"


def test_a_result_has_all_its_fields_in_order(client, site, work):
    site.pages["/cats"] = CATS
    client.post("/results", json={"url": site.url("/cats")})
    work()

    result = client.get("/results/1.json").json

    assert (
        list(result)
        == (
            "id address part url status created_at title language total distinct main_total "
            "main_distinct text_rule rule segmenter length result_all result_no_stop_words error"
        ).split()
    )
    assert result["url"] == site.url("/cats")
    assert (result["title"], result["language"]) == ("Cats", "en")
    assert list(result["result_all"].items()) == [
        ("the", 3), ("and", 1), ("cat", 1), ("dog", 1), ("end", 1)
    ]  # fmt: skip
    assert result["result_no_stop_words"] == {"cat": 1, "dog": 1, "end": 1}
    assert result["created_at"].endswith("Z")
    assert result["error"] is None


def test_a_client_can_wait_for_its_result(client, worker):
    reply = client.post("/results", json={"text": "one two"}, headers={"Prefer": "wait=20"})

    assert (reply.status_code, reply.json["total"]) == (200, 2)
    assert reply.headers["Preference-Applied"] == "wait=20"


def test_waiting_ends_with_202_where_nobody_counts(client):
    reply = client.post("/results", json={"text": "one"}, headers={"Prefer": "wait=1"})

    assert (reply.status_code, reply.json["status"]) == (202, "pending")


@pytest.mark.parametrize("prefer", ["wait=soon", "wait=-1", "wait", "respond-async", ",;="])
def test_a_preference_without_sense_is_ignored(prefer, client):
    reply = client.post("/results", json={"text": "one"}, headers={"Prefer": prefer})

    assert reply.status_code == 202
    assert "Preference-Applied" not in reply.headers


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("application/json", "application/json"),
        ("text/csv", "text/csv"),
        ("application/json;q=0.5,text/csv", "text/csv"),
        ("image/png", "text/html"),
    ],
)
def test_the_format_follows_accept(accept, media_type, client, make_result):
    make_result()

    reply = client.get("/results/1", headers={"Accept": accept})

    assert (reply.status_code, reply.mimetype) == (200, media_type)
    assert "Accept" in reply.headers["Vary"]


def test_the_ending_of_the_address_wins_over_accept(client, make_result):
    make_result()

    assert client.get("/results/1.csv", headers={"Accept": "text/html"}).mimetype == "text/csv"


def test_words_come_as_a_table(client, make_result):
    make_result(result_all={"the": 3, 'say "cheese"': 1}, result_no_stop_words={'say "cheese"': 1})

    rows = list(csv.reader(io.StringIO(client.get("/results/1.csv").text)))

    assert rows == [
        ["word", "count", "stop_word"],
        ["the", "3", "true"],
        ['say "cheese"', "1", "false"],
    ]


def test_a_page_shows_the_words_with_and_without_stop_words(client, make_result):
    make_result(result_all={"the": 1234, "cat": 1}, result_no_stop_words={"cat": 1})

    with_stop_words = client.get("/results/1?stop_words=keep").text
    without = client.get("/results/1?stop_words=drop").text

    assert "1,234" in with_stop_words
    assert ">the<" in with_stop_words
    assert ">the</bdi>" not in without
    assert ">cat<" in without


@pytest.mark.parametrize(
    ("language", "source", "sentence"),
    [
        ("en", "declared", "The language is English, as declared by the page."),
        ("pt-BR", "detected", "The language is Portuguese (Brazil), as detected from the text."),
        ("und", "unknown", "The language is unknown."),
        (None, None, "The language is unknown."),
    ],
)
def test_a_page_says_its_language_and_how_it_is_known(
    language, source, sentence, client, make_result
):
    make_result(language=language, language_source=source)

    assert sentence in client.get("/results/1").text


def test_a_page_says_where_there_is_no_list_of_stop_words(client, make_result):
    words = {"qapla": 1}
    make_result(language="tlh", result_all=words, result_no_stop_words=words)

    assert "There is no list of them for tlh yet" in client.get("/results/1").text


def test_a_long_table_is_read_in_pages(client, make_result):
    words = {f"word{number}": 1 for number in range(250)}
    make_result(result_all=words, result_no_stop_words=words)

    assert ">word249<" in client.get("/results/1?page=3").text
    assert ">word249<" in client.get("/results/1?page=99").text
    assert ">word0<" not in client.get("/results/1?page=3").text


def test_a_pending_page_refreshes_itself(client, make_result):
    make_result(status="pending", result_all=None)

    assert 'http-equiv="refresh"' in client.get("/results/1").text


def test_a_done_page_does_not_refresh(client, make_result):
    make_result()

    assert 'http-equiv="refresh"' not in client.get("/results/1").text


def test_a_failed_page_explains_itself(client, make_result):
    make_result(status="failed", error_code="timeout", error_message="That page did <not> answer.")

    page = client.get("/results/1")

    assert page.status_code == 200
    assert "That page did &lt;not&gt; answer." in page.text
    assert client.get("/results/1.json").json["error"]["code"] == "timeout"


def test_a_hostile_page_is_shown_as_text(client, make_result):
    evil = "<script>alert(1)</script>"
    make_result(title=evil, language=evil, url=f"javascript:{evil}", result_all={evil: 1})

    for path in ("/results/1", "/results", "/"):
        page = client.get(path).text
        assert "<script>" not in page
        assert 'href="javascript:' not in page


def test_a_row_of_the_first_schema_is_shown(client, make_result):
    make_result(created_at=None, title=None, language=None, total=None, distinct=None)

    assert ">cat<" in client.get("/results/1").text
    assert client.get("/results/1.json").json["created_at"] is None
    assert client.get("/results").status_code == 200


@pytest.mark.parametrize("id", ["0", "2", "2147483648", "99999999999999999999", "-1", "abc", "1e3"])
@pytest.mark.parametrize("ending", ["", ".json", ".csv"])
def test_an_unknown_result_is_not_found(id, ending, client, make_result):
    make_result()

    reply = client.get(f"/results/{id}{ending}")

    assert reply.status_code == 404
    assert "not_found" in reply.text or "<html" in reply.text


def test_an_unknown_number_is_told_as_such(client):
    assert client.get("/results/7.json").json["error"] == {
        "code": "not_found",
        "message": "There is no result with that number.",
    }


def test_results_come_newest_first_in_pages(client, make_result):
    for _ in range(PAGE_LENGTH + 1):
        make_result()

    first = client.get("/results.json").json
    second = client.get(first["next"]).json

    assert first["results"][0]["id"] == PAGE_LENGTH + 1
    assert [result["id"] for result in second["results"]] == [1]
    assert second["next"] is None
    assert f"before={first['results'][-1]['id']}" in client.get("/results").text


def test_results_in_a_list_leave_their_words_out(client, make_result):
    make_result()

    (result,) = client.get("/results.json").json["results"]

    assert result["total"] == 3
    assert "result_all" not in result


def test_results_come_as_a_table_no_spreadsheet_runs(client, make_result):
    make_result(title='=HYPERLINK("http://evil.example")')

    (row,) = csv.DictReader(io.StringIO(client.get("/results.csv").text))

    assert row["title"] == '\'=HYPERLINK("http://evil.example")'
    assert (row["id"], row["total"], row["error"]) == ("1", "3", "")


@pytest.mark.parametrize("before", ["abc", "0", "-1", ""])
def test_a_cursor_without_sense_is_a_bad_request(before, client):
    reply = client.get("/results.json", query_string={"before": before})

    assert (reply.status_code, reply.json["error"]["code"]) == (400, "bad_request")


def test_a_cursor_beyond_every_id_begins_at_the_newest(client, make_result):
    make_result()

    assert len(client.get("/results.json?before=99999999999999").json["results"]) == 1


def test_the_variety_of_a_result_is_stored_when_it_is_counted(client, work, monkeypatch):
    words = [f"word{number % 150}" for number in range(400)]
    address = client.post("/results", data={"text": " ".join(words)}).location
    work()
    monkeypatch.setattr("web.texts.text_or_404", None)

    page = client.get(address).text

    assert Result.get_by_id(1).mattr == 1.0
    assert "100 of 100</a> consecutive words are different" in page


def test_the_variety_of_a_result_of_an_earlier_release_is_computed(client, make_result):
    make_result(text=" ".join(f"word{number % 50}" for number in range(400)))

    assert "50 of 100</a> consecutive words are different" in client.get("/results/1").text


@pytest.mark.parametrize(
    ("values", "status", "row"),
    [
        ({"status": "pending"}, 202, "pending,,"),
        ({"status": "running"}, 202, "running,,"),
        (
            {"status": "failed", "error_code": "timeout", "error_message": "Too slow, again."},
            404,
            'failed,timeout,"Too slow, again."',
        ),
    ],
    ids=["pending", "running", "failed"],
)
def test_the_table_of_a_result_without_words_says_why(values, status, row, client, make_result):
    id = make_result(result_all=None, result_no_stop_words=None, **values).id

    table = client.get(f"/results/{id}.csv")

    assert table.status_code == status
    assert table.text == f"status,code,message\r\n{row}\r\n"
    assert client.get(f"/results/{id}.json").status_code == 200


def test_a_program_that_wants_a_table_learns_that_its_submission_waits(client):
    reply = client.post("/results", json={"text": "a"}, headers={"Accept": "text/csv"})

    assert reply.status_code == 202
    assert reply.text == "status,code,message\r\npending,,\r\n"


def test_a_page_after_the_last_one_is_the_last_whatever_its_number(client, make_result):
    make_result(text="the cat", result_all={"the": 1, "cat": 1})

    for number in ("9", "9" * 20, "9" * 5_000, "0" * 20 + "1"):
        assert client.get(f"/results/1/words.json?page={number}").status_code == 200
    for number in ("0", "00", "-1", "x", ""):
        assert client.get(f"/results/1/words.json?page={number}").status_code == 400


@pytest.mark.parametrize("text", [5, ["one"], {"one": 1}, True])
def test_a_text_that_is_no_string_is_refused(client, text):
    reply = client.post("/results", json={"text": text})

    assert (reply.status_code, reply.json["error"]["code"]) == (422, "empty_text")
    assert reply.json["error"]["message"] == "The text must be a string."
