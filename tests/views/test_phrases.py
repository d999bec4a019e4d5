import pytest

from wordcount.analysis.phrases import phrases
from wordcount.words.tokens import tokenize


def test_phrases_are_words_that_follow_one_another_twice_or_more():
    tokenized = tokenize("the black cat and the black cat and the dog", "en")

    assert phrases(tokenized, 2) == {
        "and the": 2, "black cat": 2, "cat and": 2, "the black": 2
    }  # fmt: skip
    assert phrases(tokenized, 4) == {"black cat and the": 2, "the black cat and": 2}


def test_phrases_come_most_frequent_first_then_by_word():
    tokenized = tokenize("b a\nb a\nd c\nd c\nb a", "en")

    assert list(phrases(tokenized, 2)) == ["b a", "d c"]


@pytest.mark.parametrize(
    "text",
    ["red\nfish\nred\nfish", "red. fish. red. fish.", "赤。魚。赤。魚", "red! fish? red! fish"],
    ids=["lines", "sentences", "Japanese sentences", "exclamations"],
)
def test_no_phrase_goes_on_in_another_line_or_sentence(text):
    assert phrases(tokenize(text, "en"), 2) == {}


def test_a_comma_does_not_end_a_phrase():
    assert phrases(tokenize("well, yes and well, yes", "en"), 2) == {"well yes": 2}


def test_phrases_that_begin_or_end_with_a_stop_word_can_be_left_out():
    tokenized = tokenize("state of the art state of the art", "en")

    assert phrases(tokenized, 4, edges={"of", "the"}) == {"state of the art": 2}
    assert phrases(tokenized, 3, edges={"of", "the"}) == {}


@pytest.mark.parametrize("url", [None, "https://example.com/book.txt"])
def test_phrases_and_contexts_of_plain_text_cross_lines(url, client, make_result):
    make_result(url=url, text="I live in New\nYork.\n\nI love New\nYork.\n", language="en")

    found = client.get("/results/1/phrases.json").json["phrases"]
    contexts = client.get("/results/1/contexts.json?word=New+York").json["contexts"]

    assert found["new york"] == 2
    assert [each["word"] for each in contexts] == ["New York", "New York"]


def test_phrases_and_contexts_of_a_page_stay_in_their_block(client, make_result):
    make_result(text="New\nYork\nNew\nYork", language="en")

    assert client.get("/results/1/phrases.json").json["phrases"] == {}
    assert client.get("/results/1/contexts.json?word=New+York").json["count"] == 0


def test_contexts_of_a_phrase_stay_in_their_paragraph(client, make_result):
    make_result(url=None, text="the new\n\nyork of the new\nyork", language="en")

    assert client.get("/results/1/contexts.json?word=new+york").json["count"] == 1


def test_a_page_without_phrases_says_that_stop_words_are_left_out(client, make_result):
    make_result(text="the lighthouse, the lighthouse, the lighthouse", language="en")

    page = client.get("/results/1/phrases").text
    all_words = client.get("/results/1/phrases?stop_words=keep").text

    assert "Without those that begin or end with a stop word, no sequence of 2 words" in page
    assert 'stop_words=keep">All words</a></p>' in page
    assert "the lighthouse</bdi>" in all_words
    assert "begin or end with a stop word" not in all_words


def test_phrases_without_stop_words_say_so(client, make_result):
    make_result(text="the black cat and the black cat", language="en")

    page = client.get("/results/1/phrases").text

    assert "black cat</bdi>" in page
    assert "Phrases that begin or end with a stop word are left out." in page
