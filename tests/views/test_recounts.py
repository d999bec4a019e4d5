"""The button that counts results again, and where it is offered."""

import csv
import io

import pytest

from jobs import recounts
from jobs.recounts import Recount
from wordcount.page import TEXT_RULE
from wordcount.words import RULE

PAGE = "https://example.com/page"
TODAY = {"text_rule": TEXT_RULE, "rule": RULE}
OLD_WORDS = {**TODAY, "rule": RULE - 1}
OLD_TEXT = {**TODAY, "text_rule": TEXT_RULE - 1}
BEFORE_RULES = {"text_rule": None, "rule": None}
BY_ANOTHER_SEGMENTER = {**TODAY, "segmenter": "another"}

WORDS_NOTE = "These words were counted by different rules"
TEXT_NOTE = "The texts were extracted by different rules"
BUTTON = "from their stored texts"

VIEWS = ["/compare?a=1&b=2", "/changes?from=1&to=2", f"/pages?url={PAGE}"]


@pytest.fixture
def make_pair(make_result):
    """Store two counts of a page that were made by the given rules."""

    def make(first, second):
        for number, rules in enumerate((first, second), start=1):
            words = {"cat": number, "dog": 1}
            make_result(url=PAGE, text=f"cat {number}", result_all=words, **rules)

    return make


def waiting():
    return [request.result_id for request in Recount.select().order_by(Recount.result_id)]


def as_json(address):
    path, _, query = address.partition("?")
    return f"{path}.json?{query}"


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    ("first", "second", "note", "button"),
    [
        (TODAY, TODAY, None, False),
        (OLD_WORDS, OLD_WORDS, None, False),
        (OLD_WORDS, TODAY, WORDS_NOTE, True),
        (TODAY, OLD_WORDS, WORDS_NOTE, True),
        (BY_ANOTHER_SEGMENTER, TODAY, WORDS_NOTE, True),
        ({**TODAY, "rule": None}, TODAY, WORDS_NOTE, True),
        ({**TODAY, "rule": RULE + 1}, TODAY, WORDS_NOTE, False),
        (OLD_TEXT, TODAY, TEXT_NOTE, False),
        (BEFORE_RULES, TODAY, TEXT_NOTE, False),
    ],
    ids=[
        "equal",
        "equally old",
        "rule of the first",
        "rule of the second",
        "segmenter",
        "from before the rule",
        "rule of a later release",
        "text",
        "from before all rules",
    ],
)
def test_views_of_two_results_say_that_their_rules_differ(
    first, second, note, button, view, client, make_pair
):
    make_pair(first, second)

    page, data = client.get(view).text, client.get(as_json(view)).json

    assert data["comparable"] is (note is None)
    assert [each in page for each in (WORDS_NOTE, TEXT_NOTE)] == [
        note == WORDS_NOTE,
        note == TEXT_NOTE,
    ]
    assert (BUTTON in page) is button


@pytest.mark.parametrize("view", VIEWS)
def test_the_button_requests_a_recount_and_redirects_to_its_page(view, client, make_pair):
    make_pair(OLD_WORDS, TODAY)
    action = client.get(view).text.split(f"{BUTTON}</button>")[0].rpartition('action="')[2]

    reply = client.post(action.partition('"')[0].replace("&amp;", "&"))

    assert (reply.status_code, client.get(reply.location).status_code) == (303, 200)
    assert reply.location.partition("?")[0] == view.partition("?")[0]
    assert waiting() == [1]
    assert "They are being recounted." in client.get(view).text


def test_history_says_which_counts_are_comparable(client, make_pair, make_result):
    make_pair(OLD_WORDS, TODAY)
    make_result(url=PAGE, result_all={"cat": 1}, **TODAY)

    counts = client.get(f"/pages.json?url={PAGE}").json["counts"]
    table = list(csv.DictReader(io.StringIO(client.get(f"/pages.csv?url={PAGE}").text)))

    assert [count["comparable"] for count in counts] == [True, False, None]
    assert [count["rule"] for count in counts] == [RULE, RULE, RULE - 1]
    assert [row["comparable"] for row in table] == ["true", "false", ""]


def test_history_says_that_counts_in_its_chart_differ_in_their_rules(client, make_result):
    make_result(url=PAGE, result_all={"cat": 1}, **OLD_WORDS)
    for _ in range(51):
        make_result(url=PAGE, result_all={"cat": 1}, **TODAY)

    page = client.get(f"/pages?url={PAGE}").text

    assert WORDS_NOTE in page


@pytest.mark.parametrize(("first", "is_noted"), [(OLD_WORDS, True), (TODAY, False)])
def test_a_feed_says_which_changes_may_come_from_the_rules(first, is_noted, client, make_pair):
    make_pair(first, TODAY)

    assert (WORDS_NOTE in client.get(f"/pages.atom?url={PAGE}").text) is is_noted


def test_an_outdated_result_offers_its_recount(client, make_pair):
    make_pair(OLD_WORDS, TODAY)

    assert "Recount the stored text" in client.get("/results/1").text
    assert "Recount the stored text" not in client.get("/results/2").text

    recounts.request([1])

    assert "These words are being recounted" in client.get("/results/1").text


def test_a_result_without_a_text_offers_none(client, make_result):
    make_result(created_at=None, total=None, distinct=None)

    assert "Recount the stored text" not in client.get("/results/1").text


def test_a_form_is_redirected_to_its_result(client, make_pair):
    make_pair(OLD_WORDS, TODAY)

    reply = client.post("/results/1/recount")

    assert (reply.status_code, reply.location) == (303, "/results/1")
    assert waiting() == [1]


def test_json_gets_202_and_the_address_of_the_result(client, make_pair):
    make_pair(OLD_WORDS, TODAY)

    reply = client.post("/results/1/recount", headers={"Accept": "application/json"})

    assert (reply.status_code, reply.location) == (202, "/results/1")
    assert (reply.json["rule"], reply.json["total"]) == (RULE - 1, 2)


def test_a_result_that_is_up_to_date_is_not_recounted(client, make_pair):
    make_pair(TODAY, TODAY)

    assert client.post("/results/1/recount?with=2").status_code == 303
    assert waiting() == []


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/results/9/recount", 404),
        ("/results/99999999999/recount", 404),
        ("/results/1/recount?with=two", 400),
        ("/results/1/recount?with=-2", 400),
        ("/results/1/recount?with=99999999999", 404),
        ("/results/1/recount?" + "with=2&" * 51, 400),
        ("/results/1/recount?then=https://evil.example/", 400),
    ],
)
def test_an_invalid_request_is_rejected(address, status, client, make_pair):
    make_pair(OLD_WORDS, TODAY)

    reply = client.post(address, headers={"Accept": "application/json"})

    assert (reply.status_code, waiting()) == (status, [])


def test_a_recount_counts_as_a_submission(app, client, make_pair, monkeypatch):
    monkeypatch.setitem(app.config, "SUBMISSIONS_PER_MINUTE", 1)
    make_pair(OLD_WORDS, OLD_WORDS)

    reply = client.post("/results/1/recount?with=2", environ_base={"REMOTE_ADDR": "192.0.2.77"})

    assert (reply.status_code, waiting()) == (429, [1])


def test_no_more_recounts_wait_than_results_may(app, client, make_pair, monkeypatch):
    monkeypatch.setitem(app.config, "QUEUE_LIMIT", 1)
    make_pair(OLD_WORDS, OLD_WORDS)
    client.post("/results/1/recount")

    reply = client.post("/results/2/recount")

    assert (reply.status_code, reply.headers["Retry-After"], waiting()) == (503, "60", [1])
