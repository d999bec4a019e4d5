"""Comparing corpora with each other, with results, with languages and by groups of documents."""

import csv
import io
from urllib.parse import parse_qs, urlsplit

import pytest

from corpora import Corpus, groups
from corpora.totals import sum_up
from reference import ReferenceLanguage, ReferenceWord
from web.tokens import hash_token, new_token
from web.unusual import known


@pytest.fixture
def corpora(make_corpus, add_document):
    """Number 1 is about cats and, with a tag and a later month, mice; number 2 about dogs."""
    cats = make_corpus()
    add_document(cats, {"the": 25, "cat": 40, "milk": 10}, tag="cats", published="2026-01-05")
    add_document(cats, {"the": 25, "mouse": 9}, tag="mice", published="2026-02-05")
    sum_up(cats.id)
    return cats, make_corpus({"the": 30, "dog": 30}, {"the": 20, "dog": 20}, name="Dogs")


@pytest.fixture
def reference(app):
    known.clear()
    ReferenceLanguage.replace_words("en", [("the", 700), ("cat", 1)], 1000, "a crawl")
    yield
    known.clear()
    for model in (ReferenceWord, ReferenceLanguage):
        model.delete().execute()


def words_of(rows):
    return [row["word"] for row in rows]


def test_two_corpora_are_compared(client, corpora):
    reply = client.get("/compare.json?a=corpus:1&b=corpus:2").json

    assert (reply["a"]["name"], reply["a"]["documents"], reply["b"]["total"]) == ("Cats", 2, 100)
    assert words_of(reply["more_in_a"]) == ["cat", "milk", "mouse"]
    assert words_of(reply["shared"]) == ["the"]
    assert reply["more_in_b"][0] == {
        "word": "dog", "a": 0, "b": 50, "log_likelihood": 73.72, "log_ratio": -6.77
    }  # fmt: skip


def test_a_comparison_of_sums_is_that_of_the_words_in_one_text(client, corpora, make_result):
    make_result(result_all={"the": 50, "cat": 40, "milk": 10, "mouse": 9})
    make_result(result_all={"the": 50, "dog": 50})

    ours = client.get("/compare.json?a=corpus:1&b=corpus:2").json
    theirs = client.get("/compare.json?a=5&b=6").json

    names = ("more_in_a", "more_in_b", "shared")
    assert [ours[name] for name in names] == [theirs[name] for name in names]


def test_words_outside_the_most_frequent_have_their_exact_counts(client, corpora, monkeypatch):
    monkeypatch.setattr("web.corpora.sides.TOP", 1)

    reply = client.get("/compare.json?a=corpus:2&b=corpus:1").json

    assert [(row["word"], row["a"], row["b"]) for row in reply["shared"]] == [("the", 50, 50)]


@pytest.mark.parametrize(
    ("side", "words"),
    [
        ("corpus:1:tag:mice", ["dog"]),
        ("corpus:1:month:2026-01", ["dog"]),
        ("corpus:1:site:example.com", ["dog"]),
        ("language:en", ["dog"]),
        ("3", []),
    ],
    ids=["a tag", "a month", "a site", "a language", "a result"],
)
def test_a_corpus_is_compared_with_others(side, words, client, corpora, reference):
    reply = client.get("/compare.json", query_string={"a": "corpus:2", "b": side})

    assert (reply.status_code, words_of(reply.json["more_in_a"])) == (200, words)


def test_a_group_has_the_words_of_its_documents_only(client, corpora):
    reply = client.get("/compare.json?a=corpus:1:tag:mice&b=corpus:1:tag:cats").json

    assert (reply["a"]["total"], reply["a"]["documents"]) == (34, 1)
    assert words_of(reply["more_in_b"]) == ["cat", "milk"]


@pytest.mark.parametrize(("limit", "most"), [("SUMMED", 2), ("READ", 15)])
def test_a_large_group_is_sampled_and_says_so(limit, most, client, make_corpus, monkeypatch):
    monkeypatch.setattr(f"corpora.groups.{limit}", most)
    make_corpus({"cat": 1}, {"cat": 1}, {"cat": 1}, {"cat": 1})

    reply = client.get("/compare.json?a=corpus:1:site:example.com&b=corpus:1").json

    assert (reply["a"]["total"], reply["a"]["documents_read"], reply["partial"]) == (2, 2, True)


def test_no_more_of_a_group_is_in_memory_than_is_read(client, make_corpus, monkeypatch):
    words = {f"word{number:03}": 1 for number in range(50)}  # 700 characters
    make_corpus(words, words, words)
    monkeypatch.setattr("corpora.groups.READ", 900)
    monkeypatch.setattr("corpora.groups.BEGINNING", 100)
    read_sql, longest = groups.read_sql, []

    def record(statement, values):
        rows = read_sql(statement, values)
        longest.extend(len(row[1]) for row in rows if len(row) == 2)
        return rows

    monkeypatch.setattr("corpora.groups.read_sql", record)

    reply = client.get("/compare.json?a=corpus:1:site:example.com&b=corpus:1").json

    assert longest == [100, 100, 100, 700, 200]
    assert reply["a"]["total"] == 50 + 200 // 14
    assert (reply["a"]["documents_read"], reply["partial"]) == (1, True)


def test_stop_words_can_be_left_out(client, make_corpus, add_document):
    corpus = make_corpus()
    add_document(corpus, {"the": 5, "cat": 2}, result_no_stop_words={"cat": 2})
    sum_up(corpus.id)
    make_corpus({"cat": 1})

    reply = client.get("/compare.json?a=corpus:1&b=corpus:2&stop_words=drop").json

    assert (reply["a"]["total"], words_of(reply["shared"])) == (2, ["cat"])


def test_people_compare_main_texts_as_the_switch_says(client, make_corpus, add_document):
    corpus = make_corpus()
    main = {"main_all": {"cat": 2}, "main_no_stop_words": {"cat": 2}, "main_total": 2}
    add_document(corpus, {"menu": 9, "cat": 2}, **main)
    sum_up(corpus.id)
    make_corpus({"dog": 1})

    page = client.get("/compare?a=corpus:1&b=corpus:2").text
    whole = client.get("/compare?a=corpus:1&b=corpus:2&part=page").text

    assert "2 words without stop words" in page
    assert "11 words without stop words" in whole


def test_a_comparison_comes_as_a_table_and_as_a_page(client, corpora):
    table = list(csv.reader(io.StringIO(client.get("/compare.csv?a=corpus:1&b=corpus:2").text)))
    page = client.get("/compare?a=corpus:1&b=corpus:2&stop_words=keep").text

    assert table[0] == ["list", "word", "count_a", "count_b", "log_likelihood", "log_ratio"]
    assert "109 words, 2 documents" in page
    assert ">dog</bdi>" in page
    assert "/compare?a=corpus:2&amp;b=corpus:1" in page


def test_a_corpus_alone_is_offered_its_groups_and_its_language(client, corpora, reference):
    page = client.get("/compare?a=corpus:1").text

    assert "/compare?a=corpus:1:tag:mice&amp;b=corpus:1" in page
    assert "/compare?a=corpus:1:month:2026-02&amp;b=corpus:1" in page
    assert "b=language:en" in page


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("a=corpus:9&b=corpus:1", 404),
        ("a=corpus:1&b=corpus:", 400),
        ("a=corpus:x&b=corpus:1", 404),
        ("a=corpus:1&b=nothing:1", 400),
        ("a=corpus:1&b=x", 400),
        ("a=corpus:1:tag:zebra&b=corpus:1", 404),
        ("a=corpus:1:mood:bad&b=corpus:1", 404),
        ("a=corpus:1&b=language:tlh", 404),
        ("a=corpus:1&b=99", 404),
        ("a=corpus:1", 400),
        ("a=corpus:99999999999999999999&b=corpus:1", 404),
    ],
)
def test_what_cannot_be_compared_is_refused(query, status, client, corpora):
    reply = client.get(f"/compare.json?{query}")

    assert reply.status_code == status
    assert reply.json["error"]["message"]


def test_a_private_corpus_is_compared_by_its_secret_only(client, make_corpus):
    secret = new_token()
    make_corpus({"cat": 1}, secret_hash=hash_token(secret))
    make_corpus({"dog": 1})

    named = client.get(f"/compare.json?a=corpus:1-{secret}&b=corpus:2")
    page = client.get(f"/compare?a=corpus:1-{secret}").text
    guessed = client.get("/compare.json?a=corpus:1&b=corpus:2")

    assert (named.status_code, guessed.status_code) == (200, 404)
    assert named.headers["Cache-Control"] == "private, no-store"
    assert f"/corpora/1-{secret}/words" in page


@pytest.mark.parametrize("side", ["corpus:1:tag:%00", "corpus:1:site:%00", "language:%00"])
def test_a_side_that_cannot_be_stored_is_404(side, client, corpora):
    assert client.get(f"/compare.json?a={side}&b=corpus:2").status_code == 404


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("/corpora/2", "corpus:2"),
        ("http://localhost/corpora/2/words?stop_words=keep", "corpus:2"),
        ("http://localhost/results/7.json", "7"),
    ],
)
def test_the_address_of_a_result_or_corpus_names_it(typed, expected, client, corpora):
    response = client.get("/compare", query_string={"a": "corpus:1", "b": typed})

    assert response.status_code == 302
    assert parse_qs(urlsplit(response.location).query) == {"a": ["corpus:1"], "b": [expected]}


def test_other_arguments_stay_arguments_of_the_address(client, corpora):
    query = {"a": "corpus:1", "b": "/corpora/2", "endpoint": "x", "_external": "1"}

    response = client.get("/compare", query_string=query)

    assert response.location == "/compare?a=corpus%3A1&b=corpus%3A2&endpoint=x&_external=1"


def test_what_only_begins_like_an_address_names_nothing(client, corpora):
    assert client.get("/compare?a=corpus:1&b=http://[x").status_code == 200


@pytest.mark.parametrize("typed", ["https://example.com/wind", "wind", "WIND power"])
def test_results_that_fit_what_is_typed_are_offered(typed, client, corpora, make_result):
    result = make_result(url="https://example.com/wind", title="Wind power")

    page = client.get("/compare", query_string={"a": "corpus:1", "b": typed}).text

    assert f"/compare?a=corpus:1&amp;b={result.id}" in page.replace("%3A", ":")


def test_own_corpora_that_fit_what_is_typed_are_offered(client, corpora):
    token = new_token()
    empty = Corpus.create(name="No dogs yet", source="urls")
    Corpus.update(token_hash=hash_token(token)).execute()
    client.set_cookie("watcher", token)

    fitting, others = (
        client.get("/compare", query_string={"a": "corpus:1", "b": typed}).text.replace("%3A", ":")
        for typed in ("dog", "horses")
    )

    assert "/compare?a=corpus:1&amp;b=corpus:2" in fitting
    assert empty.name not in fitting
    assert "Nothing with that address, title or name has been counted." in others


def test_corpora_of_others_are_not_offered(client, corpora):
    page = client.get("/compare", query_string={"a": "corpus:1", "b": "dogs"}).text

    assert "corpus:2" not in page.replace("%3A", ":")


def test_the_keyness_of_two_corpora_is_a_published_one(client, make_corpus):
    """52 in 50,000 words and 57 in 75,000: 2.65 (McEnery and Hardie 2012, companion website)."""
    make_corpus({"word": 30, "other": 24_970}, {"word": 22, "other": 24_978})
    make_corpus({"word": 57, "other": 74_943})

    reply = client.get("/compare.json?a=corpus:1&b=corpus:2").json

    [row] = [each for each in reply["shared"] if each["word"] == "word"]
    assert (row["a"], row["b"], row["log_likelihood"]) == (52, 57, 2.65)
