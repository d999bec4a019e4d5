"""Lists of terms in a result and in the history of an address."""

import csv
import io

import pytest

from views import terms
from wordcount import count_text

URL = "https://example.com/energy"


@pytest.fixture
def counted(make_result):
    def store(text, **values):
        count = count_text(text, "en")
        return make_result(text=count.text, result_all=count.result_all, url=URL, **values)

    return store


def test_terms_are_counted_in_a_result(client, counted):
    counted("Solar power and wind. Winds rise; the heat pump stops.")

    reply = client.get(
        "/results/1/terms.json", query_string={"terms": 'energy: solar, wind*, "heat pump"\npower'}
    ).json

    assert reply["terms"] == [
        {"term": "energy", "count": 4, "per_thousand": 400.0},
        {"term": "power", "count": 1, "per_thousand": 100.0},
    ]


def test_a_long_text_of_a_history_is_read_in_part_and_says_so(client, counted, monkeypatch):
    counted("cat cat dog")
    address = f"/pages/terms.json?url={URL}&terms=cat,dog"
    assert not client.get(address).json["partial"]

    monkeypatch.setattr(terms, "LONGEST", len("cat cat"))
    reply = client.get(address)
    page = client.get(f"/pages/terms?url={URL}&terms=cat,dog").text

    assert reply.json["counts"][0]["total"] == 2
    assert reply.json["partial"]
    assert reply.headers["Wordcount-Partial"] == "true"
    assert "only the beginnings were read" in page
    assert "only the latest were read" not in page


def test_terms_come_as_a_table_and_as_a_page(client, counted):
    counted("A cat and a dog.")

    table = list(csv.reader(io.StringIO(client.get("/results/1/terms.csv?terms=cat,a").text)))
    page = client.get("/results/1/terms?terms=pets: cat, dog").text

    assert table == [["term", "count", "per_thousand"], ["cat", "1", "200.0"], ["a", "2", "400.0"]]
    assert "<bdi>pets</bdi>" in page
    assert "/pages/terms?url=https" in page


def test_terms_are_counted_in_every_count_of_a_page(client, counted):
    counted("A cat.", created_at="2026-01-01 10:00Z")
    counted("A cat and a black cat.", created_at="2026-01-02 10:00Z")

    reply = client.get("/pages/terms.json", query_string={"url": URL, "terms": 'cat, "black cat"'})

    assert reply.json["terms"] == ["cat", "black cat"]
    assert [(row["id"], row["counts"]) for row in reply.json["counts"]] == [
        (2, [2, 1]),
        (1, [1, 0]),
    ]
    page = client.get("/pages/terms", query_string={"url": URL, "terms": "cat"})
    assert "2 Jan 2026" in page.text


@pytest.mark.parametrize("limit", ["READ", "WORDS"])
def test_a_long_history_is_read_in_part_and_says_so(limit, client, counted, monkeypatch):
    monkeypatch.setattr(f"views.terms.{limit}", 1)
    for _ in range(2):
        counted("A cat.")

    reply = client.get("/pages/terms.json", query_string={"url": URL, "terms": "cat"})

    assert (len(reply.json["counts"]), reply.json["partial"]) == (1, True)


def test_a_history_says_which_counts_are_of_beginnings(client, counted, monkeypatch):
    monkeypatch.setattr(terms, "LONGEST", len("A cat."))
    counted("A cat. A dog.")
    counted("A cat.")

    page = client.get("/pages/terms", query_string={"url": URL, "terms": "cat"}).text

    assert page.count("<td>the first 2</td>") == 1
    assert "<td>2</td>" in page


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/results/1/terms", 200),
        ("/results/9/terms", 404),
        ("/pages/terms", 400),
        ("/pages/terms?url=https://example.org/", 404),
        (f"/pages/terms?url={URL}", 200),
        ("/results/1/terms?terms=" + "x" * 5_001, 400),
    ],
)
def test_odd_requests_are_answered(address, status, client, counted):
    counted("A cat.")

    assert client.get(address).status_code == status
