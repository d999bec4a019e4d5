"""Words of a result are compared with those of their language in general."""

import csv
import io

import pytest

from reference import ReferenceLanguage, ReferenceWord
from web import unusual


@pytest.fixture(autouse=True)
def forget(app):
    unusual.known.clear()
    yield
    unusual.known.clear()
    for model in (ReferenceWord, ReferenceLanguage):
        model.delete().execute()


@pytest.fixture
def english(app):
    """English in general: "climate" is 57 of 75,000 words."""
    words = [("the", 5_000), ("climate", 57), ("cat", 10)]
    ReferenceLanguage.replace_words("en", words, 75_000, "a crawl")


@pytest.fixture
def result(make_result):
    """A result in which "climate" is 52 of 50,000 words."""
    counts = {"the": 3_000, "climate": 52, "penguin": 4, "cat": 1}
    return make_result(result_all=counts, total=50_000)


def words_of(client, query=""):
    rows = client.get(f"/results/1/words.json{query}").json["words"]
    return {row["word"]: (row["log_ratio"], row["log_likelihood"]) for row in rows}


def test_a_word_has_the_log_ratio_and_the_published_log_likelihood(english, result, client):
    """52 in 50,000 and 57 in 75,000: 2.65, as in McEnery and Hardie (2012)."""
    words = words_of(client)

    assert words["climate"] == (0.45, 2.65)
    assert words["the"][0] == -0.15
    assert words["penguin"] == (3 + 0.58, 7.33)  # log2(4 / 50,000 / (0.5 / 75,000)) = log2(12)


def test_words_come_most_unusual_first(english, result, client):
    assert list(words_of(client, "?sort=unusual"))[:2] == ["penguin", "climate"]


def test_the_table_has_both_columns(english, result, client):
    head, first, *_ = csv.reader(io.StringIO(client.get("/results/1/words.csv").text))

    assert head[-2:] == ["log_ratio", "log_likelihood"]
    assert first[-2] == "-0.15"


def test_without_a_reference_there_is_no_comparison(result, client):
    assert set(words_of(client).values()) == {(None, None)}
    assert next(iter(words_of(client, "?sort=unusual"))) == "the"


@pytest.mark.parametrize(
    ("language", "query", "sentence"),
    [
        ("en", "", "to compare with: 200 are needed, at most 10 of them from one site."),
        ("und", "", "The language was not recognized, so there is nothing to compare with."),
        ("en", "&forms=dictionary", "Dictionary forms are not compared"),
    ],
)
def test_a_page_says_why_unusual_words_do_not_come_first(
    language, query, sentence, make_result, client
):
    make_result(result_all={"the": 2, "cat": 1}, language=language)

    page = client.get(f"/results/1/words?sort=unusual{query}").text

    assert sentence in page
    assert "The most frequent words come first." in page


def test_a_page_of_unusual_words_says_nothing(english, result, client):
    assert "most frequent words come first" not in client.get("/results/1/words?sort=unusual").text


def test_an_answer_changes_with_the_reference(result, client):
    tag = client.get("/results/1/words.json").headers["ETag"]
    ReferenceLanguage.replace_words("en", [("the", 1)], 1, "a crawl")
    unusual.known.clear()

    reply = client.get("/results/1/words.json", headers={"If-None-Match": tag})

    assert reply.status_code == 200


def test_the_most_frequent_words_are_compared(english, result, client, monkeypatch):
    monkeypatch.setattr(unusual, "COMPARED", 2)

    assert [word for word, values in words_of(client).items() if values[0] is None] == [
        "penguin",
        "cat",
    ]
