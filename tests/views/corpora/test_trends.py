"""Terms of a corpus by month and by order, as a chart, a table and data."""

import csv
import io

import pytest

from corpora.totals import sum_up
from wordcount import count_text

DOCUMENTS = (
    ("2026-01-10", "The wind turns. Solar power is cheap, and wind is free."),
    ("2026-02-01", "A heat pump needs power."),
    ("2026-02-20", "The pump has heat. Winds rise; the heat pump stops."),
)


@pytest.fixture
def corpus(make_corpus, add_document):
    corpus = make_corpus()
    for date, text in DOCUMENTS:
        count = count_text(text, "en")
        add_document(
            corpus, count.result_all, text=count.text, total=count.total, published=date,
            result_no_stop_words=count.result_no_stop_words,
        )  # fmt: skip
    sum_up(corpus.id)
    return corpus


def trends(client, terms, **query):
    return client.get("/corpora/1/trends.json", query_string={"terms": terms, **query}).json


def counts_of(reply):
    return {each["term"]: each["counts"] for each in reply["terms"]}


def test_terms_are_counted_by_month(client, corpus):
    reply = trends(client, "wind, power")

    assert [period["name"] for period in reply["periods"]] == ["2026-01", "2026-02"]
    assert [period["total"] for period in reply["periods"]] == [11, 15]
    assert counts_of(reply) == {"wind": [2, 0], "power": [1, 1]}


def test_terms_are_counted_in_the_order_of_the_documents(client, corpus):
    reply = trends(client, "power", by="order")

    assert [period["name"] for period in reply["periods"]] == ["1", "2", "3"]
    assert counts_of(reply) == {"power": [1, 1, 0]}


def test_a_named_list_counts_words_patterns_and_phrases_together(client, corpus):
    reply = trends(client, 'energy: solar, wind*, "heat pump"\nPower')

    assert counts_of(reply) == {"energy": [3, 3], "power": [1, 1]}
    assert reply["terms"][0]["documents"] == 3
    assert (reply["terms"][0]["dp"], reply["partial"]) == (pytest.approx(0.0769), False)


def test_a_phrase_is_not_its_words(client, corpus):
    assert counts_of(trends(client, '"heat pump"')) == {"heat pump": [0, 2]}


def test_a_phrase_of_many_documents_is_sampled_and_says_so(client, corpus, monkeypatch):
    monkeypatch.setattr("corpora.term_counts.READ", 1)

    reply = trends(client, '"heat pump"')

    assert (reply["terms"][0]["documents_read"], reply["partial"]) == (1, True)


def test_trends_come_as_a_table(client, corpus):
    rows = list(csv.reader(io.StringIO(client.get("/corpora/1/trends.csv?terms=wind").text)))

    assert rows == [
        ["term", "period", "documents", "total", "count", "per_thousand"],
        ["wind", "2026-01", "1", "11", "2", "181.8182"],
        ["wind", "2026-02", "2", "15", "0", "0.0"],
    ]


def test_people_see_a_chart_and_a_table(client, corpus):
    page = client.get("/corpora/1/trends?terms=wind%0Apower").text

    assert page.count("stroke-dasharray") == 4
    assert "2026-02" in page
    assert '<textarea id="terms" name="terms"' in page


def test_without_a_list_the_most_frequent_words_are_shown(client, corpus):
    assert "heat" in client.get("/corpora/1/trends").text


def test_the_chart_can_be_saved(client, corpus):
    reply = client.get("/corpora/1/trends.svg?terms=wind,power")

    assert (reply.mimetype, reply.text.count("stroke-dasharray")) == ("image/svg+xml", 4)


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ("\n".join(f"term{number}" for number in range(51)), "A list can have at most 50 terms."),
        ("x" * 5_001, "terms must have at most 5000 characters."),
        (",".join(f"a{number}*" for number in range(11)), "at most 10 words with *."),
    ],
    ids=["many terms", "a long list", "many patterns"],
)
def test_a_list_has_limits(terms, message, client, corpus):
    reply = client.get("/corpora/1/trends.json", query_string={"terms": terms})

    assert (reply.status_code, message in reply.json["error"]["message"]) == (400, True)


@pytest.mark.parametrize("terms", [":", ": ", "name: ", '"', '"" : x', "*", "cat:", "a:b", "☃"])
def test_odd_lists_are_answered(terms, client, corpus):
    for ending in ("", ".json", ".csv", ".svg"):
        query = {"terms": terms}
        assert client.get(f"/corpora/1/trends{ending}", query_string=query).status_code == 200
