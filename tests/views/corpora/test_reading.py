"""Contexts, collocates and phrases of the documents of a corpus."""

import csv
import io

import pytest

from corpora.totals import sum_up
from wordcount import count_text

TEXTS = (
    "Strong tea and strong coffee.\nWeak tea.",
    "The coffee is cold.",
    "Tea with milk. Strong tea, please.",
)


@pytest.fixture
def corpus(make_corpus, add_document):
    corpus = make_corpus()
    for text in TEXTS:
        count = count_text(text, "en")
        add_document(
            corpus, count.result_all, text=count.text, total=count.total, title=text[:5],
            result_no_stop_words=count.result_no_stop_words,
        )  # fmt: skip
    sum_up(corpus.id)
    return corpus


def contexts_of(reply):
    return [(row["document"], row["left"], row["word"]) for row in reply.json["contexts"]]


def test_contexts_name_their_documents(client, corpus):
    reply = client.get("/corpora/1/contexts.json?word=tea&width=3")

    assert (reply.json["count"], reply.json["documents_with_word"]) == (4, 2)
    assert contexts_of(reply) == [
        (1, "Strong", "tea"),
        (1, "strong coffee. / Weak", "tea"),
        (3, "", "Tea"),
        (3, "with milk. Strong", "tea"),
    ]
    assert reply.json["dp"] == pytest.approx(0.2353, abs=0.001)


@pytest.mark.parametrize(
    ("word", "documents"),
    [
        ("coffee", [1, 2]),
        ('"strong tea"', [1, 3]),
        ('"tea strong"', []),
        ("co*", [1, 2, 2]),
        ("milk, cold", [2, 3]),
        ("STRONG", [1, 1, 3]),
        ("zebra", []),
        ("", []),
    ],
)
def test_words_phrases_and_patterns_are_found(word, documents, client, corpus):
    reply = client.get("/corpora/1/contexts.json", query_string={"word": word})

    assert [document for document, *_ in contexts_of(reply)] == documents


def test_a_word_that_is_not_there_is_named_and_escaped(client, corpus):
    page = client.get("/corpora/1/contexts", query_string={"word": "ze<bra"}).text

    assert "“<bdi>ze&lt;bra</bdi>” does not occur in this corpus." in page


def test_contexts_are_read_by_pages_of_documents(client, corpus, monkeypatch):
    monkeypatch.setattr("views.corpora.contexts.ROWS", 1)

    first = client.get("/corpora/1/contexts.json?word=tea")
    second = client.get(first.json["next"])

    assert {row["document"] for row in first.json["contexts"]} == {1}
    assert {row["document"] for row in second.json["contexts"]} == {3}
    assert second.json["next"] is None


def test_one_document_does_not_hide_the_others(client, corpus, monkeypatch):
    monkeypatch.setattr("views.corpora.contexts.OF_ONE", 1)

    reply = client.get("/corpora/1/contexts.json?word=tea")

    assert [document for document, *_ in contexts_of(reply)] == [1, 3]


def test_contexts_are_of_all_forms_of_a_word(client, make_corpus, add_document):
    corpus = make_corpus()
    add_document(corpus, {"goes": 1, "go": 1}, text="goes go", total=2)
    sum_up(corpus.id)

    reply = client.get("/corpora/1/contexts.json?word=go&forms=dictionary")

    assert reply.json["count"] == 2


@pytest.mark.parametrize("view", ["contexts", "collocates"])
@pytest.mark.parametrize(("grouped", "has_more"), [(2, True), (3, False)])
def test_a_page_says_when_a_corpus_has_more_words_than_were_looked_up(
    grouped, has_more, view, client, make_corpus, add_document, monkeypatch
):
    monkeypatch.setattr("web.corpora.query.GROUPED", grouped)
    corpus = make_corpus()
    add_document(corpus, {"the": 3, "go": 2, "goes": 1}, text="the the the go go goes", total=6)
    sum_up(corpus.id)

    page = client.get(f"/corpora/1/{view}?word=go&forms=dictionary")
    reply = client.get(f"/corpora/1/{view}.json?word=go&forms=dictionary")

    assert ("only the most frequent are included" in page.text) == has_more
    assert reply.json["partial"] == has_more
    assert ("Wordcount-Partial" in reply.headers) == has_more


def test_contexts_of_the_main_text_only(client, make_corpus, add_document):
    corpus = make_corpus()
    main = {"main_all": {"cat": 1}, "main_no_stop_words": {"cat": 1}, "main_total": 1}
    add_document(corpus, {"cat": 2}, text="cat\ncat", main_lines=[[1, 2]], **main)
    sum_up(corpus.id)

    assert len(client.get("/corpora/1/contexts.json?word=cat&part=main").json["contexts"]) == 1
    assert len(client.get("/corpora/1/contexts.json?word=cat").json["contexts"]) == 2


def test_a_collocate_leads_to_the_contexts_that_have_it(client, corpus):
    page = client.get("/corpora/1/collocates?word=tea&window=1").text
    reply = client.get("/corpora/1/contexts.json?word=tea&near=WEAK&window=1")

    assert "/corpora/1/contexts?word=tea&amp;window=1&amp;near=weak" in page
    assert [(document, left.split()[-1]) for document, left, _ in contexts_of(reply)] == [
        (1, "Weak")
    ]
    assert reply.json["next"] is None


def test_another_width_keeps_the_word_nearby(client, corpus):
    page = client.get("/corpora/1/contexts?word=tea&near=weak&window=1").text

    assert "Only where “<bdi>weak</bdi>” is within 1 word." in page
    assert '<input type="hidden" name="near" value="weak">' in page
    assert '<input type="hidden" name="window" value="1">' in page


def test_people_see_contexts_below_their_documents(client, corpus):
    page = client.get("/corpora/1/contexts?word=coffee").text

    assert "2 times in 2 documents" in page
    assert 'href="/results/1/contexts?word=coffee"' in page
    assert "<mark><bdi>coffee</bdi></mark>" in page


def test_collocates_are_those_of_all_documents(client, corpus):
    rows = client.get("/corpora/1/collocates.json?word=tea&window=1").json["collocates"]

    strong = next(row for row in rows if row["word"] == "strong")
    assert (strong["before"], strong["after"], strong["observed"]) == (2, 0, 2)


def test_no_word_is_near_one_of_another_document(client, corpus):
    rows = client.get("/corpora/1/collocates.json?word=tea&window=10").json["collocates"]

    assert "cold" not in [row["word"] for row in rows]


def test_collocates_come_as_a_table_and_as_a_page(client, corpus):
    table = list(csv.reader(io.StringIO(client.get("/corpora/1/collocates.csv?word=tea").text)))
    page = client.get("/corpora/1/collocates?word=tea").text

    assert table[0][:3] == ["word", "before", "after"]
    assert ">strong</bdi>" in page
    assert "near=and&" not in page


def test_phrases_are_those_of_all_documents(client, corpus):
    assert client.get("/corpora/1/phrases.json").json["phrases"] == {"strong tea": 2}
    assert "strong tea" in client.get("/corpora/1/phrases").text


@pytest.mark.parametrize("view", ["phrases", "collocates"])
def test_a_sample_of_beginnings_says_so(view, client, corpus, monkeypatch):
    monkeypatch.setattr("corpora.texts.LONGEST", 15)

    reply = client.get(f"/corpora/1/{view}.json?word=tea")
    page = client.get(f"/corpora/1/{view}?word=tea").text

    assert reply.json["partial"]
    assert "Only the beginning of very long documents was read." in page
    assert "evenly spaced documents" not in page


def test_a_sample_of_documents_says_so(client, corpus, monkeypatch):
    monkeypatch.setattr("corpora.texts.READ", 1)

    reply = client.get("/corpora/1/phrases.json")
    page = client.get("/corpora/1/phrases").text

    assert (reply.json["documents_read"], reply.json["partial"]) == (1, True)
    assert "1 evenly spaced documents of 3 were read" in page


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/corpora/1/contexts?width=2", 400),
        ("/corpora/1/collocates?window=11", 400),
        ("/corpora/1/phrases?length=6", 400),
        ("/corpora/9/phrases", 404),
        ("/corpora/1/contexts?word=" + ",".join("abcdefghijklmnopqrstuvwxyz"), 400),
        ("/corpora/1/contexts?word=*", 200),
        ("/corpora/1/contexts", 200),
        ("/corpora/1/collocates", 200),
        ("/corpora/1/collocates?word=zebra", 200),
        ("/corpora/1/contexts?word=tea&after=2000000000", 200),
    ],
)
def test_odd_requests_are_answered(address, status, client, corpus):
    assert client.get(address).status_code == status


def test_a_very_long_word_is_found_by_its_beginning(client, make_corpus, add_document):
    corpus = make_corpus()
    word = "a" * 150
    add_document(corpus, {word: 2, "cat": 1}, text=f"{word} cat {word}")
    sum_up(corpus.id)

    reply = client.get(f"/corpora/{corpus.id}/contexts.json?word={word}").json
    rows = client.get(f"/corpora/{corpus.id}/words.json?stop_words=keep").json["words"]

    assert [row["word"] for row in rows] == ["a" * 100, "cat"]
    assert [row["word"] for row in reply["contexts"]] == [word, word]


# Counts near "tea", G2 and logDice by NLTK 3.10.4: pairs of BigramCollocationFinder with
# window_size=5, likelihood_ratio and dice of BigramAssocMeasures.
NEAR_TEA = {"with": (2, 2.8779, 13.6781), "milk": (2, 0.3668, 13.4150), "sell": (1, 1.4119, 13.0)}


def test_collocates_are_those_of_nltk_on_the_same_tokens(client, make_corpus, add_document):
    corpus = make_corpus()
    for text in (
        "We drink strong tea in the morning and we read strong letters from home.",
        "They sell strong tea with milk, and the market sells milk to the town all day long.",
        "A cup of strong coffee is no cup of tea with milk.",
    ):
        count = count_text(text, "en")
        add_document(corpus, count.result_all, text=count.text, total=count.total)
    sum_up(corpus.id)

    rows = client.get(f"/corpora/{corpus.id}/collocates.json?word=tea").json["collocates"]

    found = {row["word"]: (row["observed"], row["g2"], row["log_dice"]) for row in rows}
    assert {word: found[word] for word in NEAR_TEA} == {
        word: pytest.approx(expected, abs=1e-4) for word, expected in NEAR_TEA.items()
    }


@pytest.fixture
def in_two_languages(make_corpus, add_document):
    corpus = make_corpus()
    for text, language in (
        ("The war of the worlds. The war of the worlds.", "en"),
        ("Das war ein altes Haus. Das war ein altes Haus.", "de"),
    ):
        count = count_text(text, language)
        add_document(
            corpus, count.result_all, text=count.text, total=count.total, language=language,
            result_no_stop_words=count.result_no_stop_words,
        )  # fmt: skip
    sum_up(corpus.id)
    return corpus


def test_each_document_has_the_stop_words_of_its_language(client, in_two_languages):
    phrases = client.get("/corpora/1/phrases.json?length=2&stop_words=drop").json["phrases"]
    reply = client.get("/corpora/1/collocates.json?word=haus&stop_words=drop").json

    assert phrases == {"altes haus": 2}
    assert {row["word"] for row in reply["collocates"]} == {"altes"}


def test_a_stop_word_of_one_language_may_be_a_word_of_another(client, in_two_languages):
    keep = client.get("/corpora/1/phrases.json?length=3").json["phrases"]
    drop = client.get("/corpora/1/phrases.json?length=3&stop_words=drop").json["phrases"]

    assert "war ein altes" in keep
    assert [*drop] == ["war ein altes"]  # English has a war
