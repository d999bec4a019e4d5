"""A form that is refused is shown again, with what was typed and the error beside its field."""

import io
from urllib.parse import urlencode

import pytest
from peewee import OperationalError
from turbohtml import parse

PAGE = "https://example.com/page"
TEXT = "The cat and the dog. The cat ran, and the dog sat.\n" * 9
COUNTS = {"the": 36, "cat": 18, "dog": 18, "and": 18, "ran": 9, "sat": 9}
LONG = "x" * 501
TOO_MANY = ",".join(f"word{number}" for number in range(60))
HTML, JSON = {"Accept": "text/html"}, {"Accept": "application/json"}


@pytest.fixture
def results(make_result):
    for title in ("Cats", "Cats again", "Dogs"):
        make_result(
            url=PAGE, title=title, text=TEXT, result_all=COUNTS, result_no_stop_words=COUNTS
        )


@pytest.fixture
def watch(client, results):
    client.post("/watches", data={"url": PAGE, "every": "day"})


def field_and_error(reply, name, form="main"):
    """What the field shows, and the error that describes it."""
    page = parse(reply.text).select_one(form)
    field = page.select_one(f"[name={name}][aria-invalid=true]")
    error = page.select_one("#" + field.attrs["aria-describedby"].split()[0])
    assert error.attrs["role"] == "alert"
    return field.attrs.get("value", field.text), error.text.strip()


@pytest.mark.parametrize(
    ("address", "name", "typed"),
    [
        ("/search?site=example.com", "word", TOO_MANY),
        ("/search", "word", LONG),
        ("/search", "title", LONG),
        ("/search", "site", LONG),
        ("/search", "language", LONG),
        ("/results/1/contexts", "word", TOO_MANY),
        ("/results/1/contexts?sort=left1", "word", LONG),
        ("/results/1/collocates", "word", TOO_MANY),
        ("/results/1/text", "word", TOO_MANY),
        ("/results/1/terms", "terms", TOO_MANY),
        ("/results/1/terms", "terms", "x" * 5001),
        ("/results/1/words", "filter", LONG),
        ("/results/1/words", "without", LONG),
        (f"/pages?url={PAGE}", "word", LONG),
        (f"/pages/terms?url={PAGE}", "terms", TOO_MANY),
    ],
)
@pytest.mark.usefixtures("results")
def test_what_was_typed_is_shown_again_beside_the_error(address, name, typed, client):
    address = f"{address}{'&' if '?' in address else '?'}{urlencode({name: typed})}"

    page, program = client.get(address, headers=HTML), client.get(address, headers=JSON)

    shown, error = field_and_error(page, name)
    assert (page.status_code, program.status_code) == (400, 400)
    assert shown == typed
    assert error
    assert program.json["error"]["message"]


@pytest.mark.usefixtures("results")
def test_a_long_address_to_compare_with_is_shown_again(client):
    page = client.get("/compare", query_string={"a": 1, "text": LONG})

    assert page.status_code == 400
    assert field_and_error(page, "text")[0] == LONG


@pytest.mark.parametrize("name", ["a", "b"])
def test_a_side_that_cannot_be_compared_is_shown_again(name, client, make_corpus):
    make_corpus({"cat": 3})
    sides = {"a": "corpus:1", "b": "corpus:1", name: "corpus:1:tag:<none>"}

    page = client.get("/compare", query_string=sides)

    assert page.status_code == 404
    assert field_and_error(page, name)[0] == "corpus:1:tag:<none>"


@pytest.mark.usefixtures("results")
def test_the_ticks_of_three_results_are_kept(client):
    page = client.get("/compare?with=1&with=2&with=3")

    ticked = parse(page.text).select("[name=with][checked]")
    assert [each.attrs["value"] for each in ticked] == ["3", "2", "1"]
    assert "Select two results" in page.text


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"source": "ftp://example.com/<x>"}, "source"),
        ({"source": " \n"}, "source"),
        ({"url": "http://printer.local/"}, "source"),
        ({"source": "A text\nof two lines.", "language": "Klingonese"}, "language"),
    ],
)
def test_a_refused_submission_is_shown_again(fields, name, client):
    page = client.post("/results", data=fields)

    shown = parse(page.text)
    assert page.status_code == 422
    assert field_and_error(page, name)[1]
    typed = fields.get("source", fields.get("url"))
    assert shown.select_one("[name=source]").text.strip() == typed.strip()
    assert shown.select_one("[name=language]").attrs["value"] == fields.get("language", "")


def test_a_submission_that_finds_no_place_is_shown_again(client, app, monkeypatch):
    monkeypatch.setitem(app.config, "QUEUE_LIMIT", 0)

    page = client.post("/results", data={"source": PAGE, "language": "en"})

    shown, error = field_and_error(page, "source")
    assert (page.status_code, shown.strip()) == (503, PAGE)
    assert "Try again" in error
    assert page.headers["Retry-After"]


def test_a_submission_is_shown_again_while_the_database_is_away(client, monkeypatch):
    def fail(*arguments, **values):
        raise OperationalError("It is away.")

    monkeypatch.setattr("views.results.admit", fail)

    page = client.post("/results", data={"source": TEXT})
    program = client.post("/results", json={"text": TEXT})

    assert (page.status_code, program.status_code) == (503, 503)
    assert field_and_error(page, "source")[0].strip() == TEXT.strip()
    assert program.json["error"]["message"] in page.text


def test_a_file_has_to_be_chosen_again(client):
    file = (io.BytesIO(b""), "empty.txt")

    page = client.post("/results", data={"file": file, "source": ""})

    assert "empty" in field_and_error(page, "file")[1]
    assert "Choose the file again." in page.text


@pytest.mark.usefixtures("watch")
def test_a_refused_address_stays_in_the_field_of_a_watch(client):
    page = client.post("/watches", data={"url": "ftp://example.com", "every": "week"})

    shown = parse(page.text)
    assert page.status_code == 422
    assert field_and_error(page, "url")[0] == "ftp://example.com"
    assert shown.select_one("option[selected]").attrs["value"] == "week"
    assert shown.select_one(".watches a").text == PAGE


def test_a_watch_that_finds_no_place_stays_in_its_field(client, monkeypatch, app):
    monkeypatch.setitem(app.config, "QUEUE_LIMIT", 0)

    page = client.post("/watches", data={"url": PAGE, "every": "day"})

    assert page.status_code == 503
    assert field_and_error(page, "url")[0] == PAGE


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"word": "two words", "when": "gone"}, "word"),
        ({"word": "cat", "when": "crosses", "number": "many"}, "number"),
    ],
)
@pytest.mark.usefixtures("watch")
def test_a_refused_alert_stays_in_its_form(fields, name, client):
    client.post("/watches", data={"url": "https://example.org/", "every": "day"})

    page = client.post("/alerts", data={"url": PAGE, **fields})

    form = parse(page.text).select_one("details[open]")
    assert page.status_code == 400
    assert field_and_error(page, name, "details[open]")[0] == fields[name]
    assert form.select_one("[name=word]").attrs["value"] == fields["word"]
    assert form.select_one("[name=url]").attrs["value"] == PAGE
    assert form.select_one("option[selected]").attrs["value"] == fields["when"]


@pytest.mark.usefixtures("watch")
def test_an_alert_too_many_stays_in_its_form(client, monkeypatch):
    monkeypatch.setattr("watches.alerts.MAX_ALERTS", 0)

    page = client.post("/alerts", data={"url": PAGE, "word": "cat", "when": "gone"})

    assert page.status_code == 429
    assert field_and_error(page, "word")[0] == "cat"


@pytest.mark.usefixtures("results")
def test_an_answer_with_an_error_is_not_kept(client):
    page = client.get("/results/1/contexts", query_string={"word": LONG})

    assert "ETag" not in page.headers


@pytest.mark.usefixtures("results")
def test_a_page_without_the_field_says_what_was_refused(client):
    page = client.get("/results/1/cloud", query_string={"without": LONG})

    assert page.status_code == 400
    assert "This is too long" in page.text


@pytest.mark.usefixtures("results")
def test_a_chart_is_not_drawn_of_what_is_refused(client):
    reply = client.get("/results/1/contexts.svg", query_string={"word": TOO_MANY})

    assert reply.status_code == 400
    assert "<svg" not in reply.text.partition("<main>")[2]


@pytest.mark.usefixtures("results")
def test_the_error_beside_a_field_is_korean(client):
    page = client.get("/search", query_string={"word": LONG}, headers={"Accept-Language": "ko"})

    assert "500자" in field_and_error(page, "word")[1]
