import csv
import io

import pytest

from corpora.totals import sum_up
from reference import ReferenceLanguage, ReferenceWord
from views.corpora import words
from web.unusual import known


@pytest.fixture
def corpus(make_corpus, add_document):
    """Two documents with the stop word "the", one of which has a main text."""
    corpus = make_corpus()
    main = {"main_all": {"cat": 2}, "main_no_stop_words": {"cat": 2}, "main_total": 2}
    add_document(corpus, {"the": 5, "cat": 3}, result_no_stop_words={"cat": 3}, **main)
    add_document(corpus, {"the": 3, "cats": 1}, result_no_stop_words={"cats": 1})
    sum_up(corpus.id)
    return corpus


def words_of(reply):
    return [row["word"] for row in reply.json["words"]]


def test_the_words_of_a_corpus_come_as_data(client, corpus):
    reply = client.get("/corpora/1/words.json").json

    assert (reply["name"], reply["documents"], reply["total"], reply["distinct"]) == (
        "Cats", 2, 12, 3
    )  # fmt: skip
    assert reply["words"][1] == {
        "word": "cat", "rank": 2, "count": 3, "per_thousand": 250.0, "documents": 1, "dp": 0.3333,
        "log_ratio": None, "log_likelihood": None,
    }  # fmt: skip


def test_the_words_of_a_corpus_come_as_a_table(client, corpus):
    rows = list(csv.reader(io.StringIO(client.get("/corpora/1/words.csv").text)))

    assert rows[0][:6] == ["word", "rank", "count", "per_thousand", "documents", "dp"]
    assert rows[1][:5] == ["the", "1", "8", "666.6667", "2"]


def test_lists_that_leave_out_words_say_so(client, corpus, monkeypatch):
    replies = [client.get(f"/corpora/1/words.{format}") for format in ("json", "csv")]
    assert not any("Wordcount-Partial" in each.headers for each in replies)

    monkeypatch.setattr(words, "LISTED", 2)
    page = client.get("/corpora/1/words")
    replies = [client.get(f"/corpora/1/words.{format}") for format in ("json", "csv")]

    assert [each.headers["Wordcount-Partial"] for each in replies] == ["true", "true"]
    assert replies[0].json["partial"]
    assert words_of(replies[0]) == ["the", "cat"]
    assert "Wordcount-Partial" not in page.headers


@pytest.mark.parametrize(("most", "is_cut"), [(1, True), (1_000_000, False)])
def test_a_filter_that_few_words_are_compared_with_says_so(
    most, is_cut, client, corpus, monkeypatch
):
    monkeypatch.setattr("corpora.words.COMPARED", most)

    page, listed = (client.get(f"/corpora/1/words{end}?filter=cat") for end in ("", ".json"))

    assert ("only the most frequent are included" in page.text) == is_cut
    assert listed.json["partial"] == is_cut


def test_a_page_far_away_takes_its_turn(client, corpus, monkeypatch):
    turns = []
    monkeypatch.setattr("web.corpora.page.SERIALIZE_WORDS_FROM", 1)
    monkeypatch.setattr("web.corpora.page.wait_for_turn", lambda: turns.append(1))

    client.get("/corpora/1/words")
    assert not turns
    client.get("/corpora/1/words?page=9999")
    assert turns


def test_people_see_words_with_documents_and_dispersion_without_stop_words(client, corpus):
    page = client.get("/corpora/1/words").text

    assert "Whole pages" in page
    assert '<bdi lang="en">cat</bdi>' in page
    assert ">the</bdi>" not in page
    assert "0.33" in page


@pytest.mark.parametrize("view", ["words", "contexts?word=cat", "trends"])
def test_pages_of_main_texts_say_how_many_documents_have_none(view, client, corpus):
    address = f"/corpora/1/{view}{'&' if '?' in view else '?'}"
    note = "2 documents · 1 has no main text and is left out"

    assert note in client.get(f"{address}part=main").text
    assert note not in client.get(f"{address}part=page").text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ["the", "cat", "cats"]),
        ("stop_words=drop", ["cat", "cats"]),
        ("part=main", ["cat"]),
        ("filter=CAT", ["cat", "cats"]),
        ("without=cat,the", ["cats"]),
        ("sort=rare", ["cats", "cat", "the"]),
        ("sort=even", ["the", "cat", "cats"]),
        ("sort=unusual", ["the", "cat", "cats"]),
        ("forms=dictionary", ["the", "cat"]),
        ("forms=dictionary&sort=documents", ["the", "cat"]),
    ],
)
def test_words_are_those_that_are_asked_for(query, words, client, corpus):
    assert words_of(client.get(f"/corpora/1/words.json?{query}")) == words


def test_dictionary_forms_have_the_documents_of_their_words(client, corpus):
    page = client.get("/corpora/1/words?forms=dictionary&stop_words=drop").text

    row = page[page.index(">cat</bdi>") :].partition("</tr>")[0]
    assert [cell.partition("</td>")[0] for cell in row.split("<td>")[1:]] == ["4", "2", "0.08"]


def test_unusual_words_are_compared_with_the_language_at_large(client, corpus):
    known.clear()
    ReferenceLanguage.replace_words("en", [("the", 700), ("cat", 1)], 1000, "a crawl")

    reply = client.get("/corpora/1/words.json?sort=unusual")

    assert words_of(reply) == ["cat", "cats", "the"]
    assert reply.json["words"][0]["log_ratio"] > 7
    assert "a crawl" in client.get("/corpora/1/words?sort=unusual").text
    known.clear()
    for model in (ReferenceWord, ReferenceLanguage):
        model.delete().execute()


def test_without_a_reference_the_page_says_why_unusual_words_do_not_come_first(client, corpus):
    page = client.get("/corpora/1/words?sort=unusual").text

    assert "200 are needed, at most 10 of them from one site." in page
    assert "200 are needed" not in client.get("/corpora/1/words").text


def test_words_have_pages(client, make_corpus):
    make_corpus({f"w{number:03}": 1 for number in range(250)})

    third, last = (client.get(f"/corpora/1/words?page={page}").text for page in (3, 99))
    filtered = client.get("/corpora/1/words?page=99&filter=w1").text

    assert ">w249</bdi>" in third
    assert "Page 3 of 3" in third
    assert ">w249</bdi>" in last
    assert ">w100</bdi>" in filtered
    assert "Page 1 of 1" not in filtered


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/corpora/9/words", 404),
        ("/corpora/1/words?sort=magic", 400),
        ("/corpora/1/words?page=0", 400),
        ("/corpora/1/words?filter=zebra", 200),
        ("/corpora/1/words.json?page=99999999", 200),
    ],
)
def test_what_does_not_exist_is_refused(address, status, client, corpus):
    assert client.get(address).status_code == status


def test_a_page_beyond_all_others_is_the_last(client, corpus):
    response = client.get("/corpora/1/words?page=999999999999999999&stop_words=keep")

    assert response.status_code == 200
    assert "cat" in response.text


def test_a_corpus_without_counted_documents_says_so(client, make_corpus):
    make_corpus()

    reply = client.get("/corpora/1/words.json")

    assert (reply.status_code, "counted yet" in reply.json["error"]["message"]) == (404, True)


def test_a_corpus_that_has_failed_says_so(client, make_corpus):
    make_corpus(status="failed")

    reply = client.get("/corpora/1/words.json")

    assert (reply.status_code, "could be counted" in reply.json["error"]["message"]) == (404, True)


def test_a_part_that_no_document_has_is_refused(client, make_corpus):
    make_corpus({"cat": 1})

    assert client.get("/corpora/1/words.json?part=main").status_code == 404
    assert client.get("/corpora/1/words").status_code == 200
