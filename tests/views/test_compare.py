import csv
import io

import pytest


@pytest.fixture
def two(make_result):
    """Number 1 is about cats, number 2 about dogs."""
    make_result(
        result_all={"the": 50, "cat": 40, "milk": 10},
        result_no_stop_words={"cat": 40, "milk": 10},
        title="Cats",
    )
    make_result(
        result_all={"the": 50, "dog": 50},
        result_no_stop_words={"dog": 50},
        title="Dogs",
    )


def words_of(rows):
    return [row["word"] for row in rows]


def test_a_comparison_has_both_signs_and_what_is_shared(client, two):
    reply = client.get("/compare.json?a=1&b=2").json

    assert (reply["a"]["title"], reply["b"]["title"]) == ("Cats", "Dogs")
    assert words_of(reply["more_in_a"]) == ["cat", "milk"]
    assert words_of(reply["shared"]) == ["the"]
    assert reply["more_in_b"] == [
        {"word": "dog", "a": 0, "b": 50, "log_likelihood": 69.31, "log_ratio": -6.64}
    ]


def test_a_comparison_comes_as_a_table(client, two):
    table = list(csv.reader(io.StringIO(client.get("/compare.csv?a=1&b=2").text)))

    assert table[0] == ["list", "word", "count_a", "count_b", "log_likelihood", "log_ratio"]
    assert table[-1] == ["shared", "the", "50", "50", "0.0", "0.0"]


def test_stop_words_can_be_left_out_of_a_comparison(client, two):
    reply = client.get("/compare.json?a=1&b=2&stop_words=drop").json

    assert reply["shared"] == []
    assert words_of(reply["more_in_a"]) == ["cat", "milk"]


def test_a_comparison_names_both_and_its_sources(client, two):
    page = client.get("/compare?a=1&b=2").text

    assert "Cats" in page
    assert "Dogs" in page
    assert "Rayson and Garside, 2000" in page


def test_one_result_is_offered_others_to_compare_with(client, two):
    page = client.get("/compare?a=1").text

    assert "/compare?a=1&amp;b=2" in page
    assert "/compare?a=1&amp;b=1" not in page


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/compare", 400),
        ("/compare.json?a=1", 400),
        ("/compare?a=x&b=1", 400),
        ("/compare?a=1&b=9", 404),
        ("/compare?a=9", 404),
    ],
)
def test_a_comparison_of_what_is_not_there_is_refused(address, status, client, two):
    assert client.get(address).status_code == status


def test_a_textwithout_words_cannot_be_compared(client, make_result):
    make_result(result_all={}, result_no_stop_words={})
    make_result()

    reply = client.get("/compare.json?a=1&b=2")

    assert reply.status_code == 404
    assert "no words" in reply.json["error"]["message"]


@pytest.fixture
def pages(make_result):
    for url, title in (("cats", "All about cats"), ("dogs", "Dogs"), ("cats", "All about cats")):
        make_result(url=f"https://example.com/{url}", title=title)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", {3}),
        ("CAT", {3}),
        ("example.com/ca", {3}),
        ("example.com/cats", {1, 3}),
        ("mouse", set()),
    ],
)
def test_a_result_to_compare_with_is_found_by_address_or_title(text, ids, client, pages):
    page = client.get("/compare", query_string={"a": 2, "text": text}).text

    assert {id for id in (1, 2, 3) if f"/compare?a=2&amp;b={id}" in page} == ids


def test_two_ticked_results_are_compared(client, pages):
    assert 'name="with" value="2"' in client.get("/results").text

    reply = client.get("/compare?with=3&with=2")

    assert reply.location == "/compare?a=3&b=2"


@pytest.mark.parametrize("address", ["/results", "/search?site=example.com"])
def test_one_finished_result_alone_cannot_be_ticked(address, client, make_result):
    make_result(url="https://example.com/", status="done")
    make_result(url="https://example.com/a", status="failed", result_all=None)

    page = client.get(address).text

    assert "Compare the two selected" not in page
    assert 'type="checkbox"' not in page


def test_one_ticked_result_is_offered_others_to_compare_it_with(client, pages):
    assert client.get("/compare?with=3").location == "/compare?a=3"


@pytest.mark.parametrize("query", ["with=1&with=2&with=3", "with=x"])
def test_none_or_more_ticked_results_are_refused(query, client, pages):
    reply = client.get(f"/compare?{query}")

    assert reply.status_code == 400
    assert "Select two results" in reply.text


def test_changes_between_two_pages_are_titled_as_such(client, pages):
    assert "two different pages" in client.get("/changes?from=1&to=2").text
    assert "two different pages" not in client.get("/changes?from=1&to=3").text


def test_a_word_of_one_text_is_not_said_to_be_shared(client, make_result):
    make_result(result_all={"cat": 1})
    make_result(result_all={"dog": 1})

    page = client.get("/compare?a=1&b=2&stop_words=keep").text

    assert "No word is similarly frequent in both." in page
    assert "Words with lower values that occur in both count as shared." in page
