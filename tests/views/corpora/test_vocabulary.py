"""The cloud of a corpus, its vocabulary and its length."""

import csv
import io

import pytest

from corpora.totals import sum_up


@pytest.fixture
def corpus(make_corpus, add_document):
    corpus = make_corpus()
    length = {"characters": 20, "sentences": 2, "paragraphs": 1}
    add_document(corpus, {"the": 5, "cat": 3}, result_no_stop_words={"cat": 3}, length=length)
    add_document(corpus, {"the": 3, "dog": 1}, length=length, mattr=0.8)
    sum_up(corpus.id)
    return corpus


def test_a_cloud_has_the_most_frequent_words(client, corpus):
    rows = client.get("/corpora/1/cloud.json?stop_words=drop").json["words"]
    page = client.get("/corpora/1/cloud").text

    assert [(row["word"], row["count"]) for row in rows] == [("cat", 3), ("dog", 1), ("the", 3)]
    assert "<bdi>dog</bdi>" in page


@pytest.mark.parametrize("view", ["words", "cloud"])
def test_an_empty_list_says_why(view, client, make_corpus, add_document):
    add_document(make_corpus(), {"the": 5}, result_no_stop_words={})
    sum_up(1)

    page = client.get(f"/corpora/1/{view}?stop_words=drop").text

    assert "Every word here is a stop word. <a" in page


def test_the_vocabulary_has_words_that_occur_once_and_a_length(client, corpus):
    reply = client.get("/corpora/1/vocabulary.json").json

    assert (reply["once"], reply["words_per_document"]) == (1, 6.0)
    assert (reply["characters"], reply["sentences"], reply["measured"]) == (40, 4, 2)
    assert (reply["mattr"], reply["growth"]) == (0.8, [[0, 0], [8, 2], [12, 3]])


def test_people_see_the_growth_of_the_vocabulary(client, corpus):
    page = client.get("/corpora/1/vocabulary").text
    chart = client.get("/corpora/1/vocabulary.svg")

    assert "Vocabulary growth" in page
    assert "33%" in page
    assert 'd="M0 240L' in chart.text


def test_main_texts_have_no_empty_length(client, make_corpus, add_document):
    corpus = make_corpus()
    length = {"characters": 20, "sentences": 2, "paragraphs": 1}
    add_document(corpus, {"the": 5, "cat": 3}, length=length, main_all={"cat": 3}, main_total=3)
    sum_up(corpus.id)

    main, whole = (
        client.get(f"/corpora/{corpus.id}/vocabulary?part={part}").text for part in ("main", "page")
    )

    assert ">Length<" in whole
    assert ">Length<" not in main
    assert "words, under a minute to read" in main
    assert "0%" in main
    assert "0.00%" not in main


def test_the_vocabulary_comes_as_a_table(client, corpus):
    head, values = csv.reader(io.StringIO(client.get("/corpora/1/vocabulary.csv").text))

    assert dict(zip(head, values, strict=True))["distinct"] == "3"


def test_a_corpus_without_words_has_a_vocabulary(client, make_corpus):
    make_corpus({})

    for address in (
        "vocabulary",
        "vocabulary.svg",
        "cloud",
        "words",
        "phrases",
        "trends",
        "matrix",
    ):
        assert client.get(f"/corpora/1/{address}").status_code == 200
