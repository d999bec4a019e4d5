"""Of a long result a part is read, and one at a time."""

import threading

import pytest

from views import contexts
from web import limits, lookup, respond, stored_words

BEFORE = {"the": 5, "cat": 3, "dog": 2, "ran": 1}
AFTER = {"the": 6, "dog": 3, "cow": 1}
TEXT = "the cat the cat the cat the dog the dog ran"
OF_COUNTS = [
    "/results/1/words",
    "/results/1/words.json?stop_words=drop&sort=rare",
    "/results/1/words.csv",
    "/results/1/cloud",
    "/changes.csv?from=1&to=2",
    "/compare?a=1&b=2&stop_words=drop",
    "/compare.json?a=1&b=2",
    "/pages.atom?url=https://example.com/page",
]
OF_TEXT = [
    "/results/1/contexts?word=cat",
    "/results/1/contexts.svg?word=cat",
    "/results/1/phrases.json",
    "/results/1/vocabulary",
    "/results/1/vocabulary.svg",
]
TOO_MUCH = "Too many long texts are being read at once."


@pytest.fixture
def counted(make_result):
    for words, text in [(BEFORE, TEXT), (AFTER, "the dog " * 3 + "the cow the the")]:
        make_result(
            url="https://example.com/page",
            text=text,
            result_all=words,
            result_no_stop_words={word: n for word, n in words.items() if word != "the"},
        )


@pytest.fixture
def many_words(monkeypatch):
    monkeypatch.setattr(lookup, "SERIALIZE_WORDS_FROM", 2)
    monkeypatch.setattr(stored_words, "JSON_CHUNK", 7)
    monkeypatch.setattr(stored_words, "PARSED_AT_ONCE", 1)


@pytest.fixture
def long(monkeypatch, many_words):
    monkeypatch.setattr(lookup, "SERIALIZE_TEXTS_FROM", 10)


@pytest.mark.parametrize("address", [*OF_COUNTS, *OF_TEXT])
def test_what_is_long_is_answered_as_what_is_short(address, client, counted, request):
    short = client.get(address)

    request.getfixturevalue("long")
    long = client.get(address)

    assert (short.status_code, long.status_code) == (200, 200)
    assert long.text == short.text


@pytest.mark.parametrize("address", [*OF_COUNTS, *OF_TEXT])
def test_what_is_long_is_read_in_its_turn(address, client, counted, long, monkeypatch):
    monkeypatch.setattr(limits, "TURN_TIMEOUT", 0)

    with limits.one_large_at_a_time:
        reply = client.get(address)
    again = client.get(address)

    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "30")
    assert TOO_MUCH in reply.text
    assert again.status_code == 200


def test_nobody_waits_for_a_turn_where_too_many_do(client, counted, long, monkeypatch):
    monkeypatch.setattr(limits, "waiting", threading.BoundedSemaphore(1))

    with limits.one_large_at_a_time, limits.waiting:
        reply = client.get("/results/1/words")

    assert reply.status_code == 503
    assert TOO_MUCH in reply.text


@pytest.mark.parametrize("address", [*OF_COUNTS, *OF_TEXT])
def test_what_is_not_long_waits_for_nobody(address, client, counted):
    with limits.one_large_at_a_time:
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/results/1/words", 200),
        ("/results/1/words?sort=mood", 400),
        ("/compare?a=1&b=9", 404),
    ],
    ids=["answered", "refused", "not found"],
)
def test_a_turn_ends_with_its_request(address, status, client, counted, long):
    reply = client.get(address)

    assert reply.status_code == status
    assert not limits.one_large_at_a_time.locked()


def test_of_very_many_words_the_most_frequent_are_read(client, counted, many_words, monkeypatch):
    monkeypatch.setattr(lookup, "WORDS_AT_MOST", 2)

    words = client.get("/results/1/words.json").json["words"]
    page = client.get("/results/1/words").text

    assert [row["word"] for row in words] == ["the", "cat"]
    assert "the 100,000 most frequent were read" in page


@pytest.mark.parametrize(
    "address",
    [
        "/results/1/words",
        "/results/1/cloud",
        "/compare?a=1&b=2",
        "/changes?from=2&to=1",
        "/results/1/contexts?word=cat",
        "/results/1/phrases",
        "/results/1/vocabulary",
    ],
)
def test_every_form_tells_what_was_read_in_part(address, client, counted, many_words, monkeypatch):
    path, _, query = address.partition("?")

    def answers():
        forms = [client.get(f"{path}{form}?{query}") for form in ("", ".json", ".csv")]
        partial = [reply.headers.get("Wordcount-Partial") for reply in forms]
        return ["were read" in forms[0].text, forms[1].json["partial"], *partial]

    assert answers() == [False, False, None, None, None]
    monkeypatch.setattr(lookup, "WORDS_AT_MOST", 2)
    monkeypatch.setattr(lookup, "READ_AT_MOST", 10)
    assert answers() == [True, True, "true", "true", "true"]


def test_no_word_comes_or_goes_that_was_only_not_read(client, counted, many_words, monkeypatch):
    monkeypatch.setattr(lookup, "WORDS_AT_MOST", 2)

    changed = client.get("/changes.json?from=1&to=2").json

    assert (changed["came"], changed["went"], changed["fell"]) == ([], [], [])
    assert [row["word"] for row in changed["rose"]] == ["the"]


def test_of_a_very_long_text_the_beginning_is_read(counted):
    _, reading = lookup.reading_or_404(1, len("the cat"))

    assert reading.keys == ["the", "cat"]


def test_no_character_is_read_in_part(make_result):
    make_result(text="고양이 개")

    _, reading = lookup.reading_or_404(1, len("고양".encode()) + 1)

    assert reading.keys == ["고양"]


def test_figures_of_the_vocabulary_are_those_of_all_words(client, counted, many_words, monkeypatch):
    monkeypatch.setattr(lookup, "WORDS_AT_MOST", 2)

    figures = client.get("/results/1/vocabulary.json").json

    assert (figures["total"], figures["distinct"], figures["once"]) == (11, 4, 1)


def test_of_very_many_contexts_the_first_are_shown(client, counted, monkeypatch):
    monkeypatch.setattr(contexts, "AT_MOST", 2)

    found = client.get("/results/1/contexts.json?word=cat").json
    page = client.get("/results/1/contexts?word=cat").text

    assert (found["count"], [each["position"] for each in found["contexts"]]) == (3, [2, 4])
    assert "Contexts are shown of the first 2." in page


@pytest.mark.parametrize("address", ["/results/1/words.json", "/results/1/words.csv", "/results/1"])
def test_a_large_answer_is_the_same(address, client, counted, monkeypatch):
    small = client.get(address)

    monkeypatch.setattr(respond, "SPOOL_ANSWERS_FROM", 10)
    large = client.get(address, buffered=True)

    assert large.text == small.text
    assert dict(large.headers) | {"X-Request-ID": ""} == dict(small.headers) | {"X-Request-ID": ""}
