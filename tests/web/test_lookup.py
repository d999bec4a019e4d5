"""Part of a long result is loaded, one result at a time."""

import re

import pytest

from views import contexts
from web import change_lists, limits, lookup, respond, stored_words, texts
from wordcount import length
from wordcount.fair_queue import FairPool

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
    "/results/1/text?word=cat",
    "/results/1/collocates.json?word=cat",
    "/results/1/counters",
    "/results/1/phrases.json",
    "/results/1/vocabulary",
    "/results/1/vocabulary.svg",
]
ANOTHER = ("another network", "another client")
TOO_MUCH = "Too many long texts are being read at once."


def set_most(monkeypatch):
    monkeypatch.setattr(lookup, "WORDS_AT_MOST", 2)
    monkeypatch.setattr(lookup, "WORDS_OF_A_PAIR", 2)


@pytest.fixture
def counted(make_result):
    for words, text in [(BEFORE, TEXT), (AFTER, "the dog " * 3 + "the cow the the")]:
        make_result(
            url="https://example.com/page",
            text=text,
            length=length(text, "en").to_dict() | {"long_words": 0},
            result_all=words,
            result_no_stop_words={word: n for word, n in words.items() if word != "the"},
        )


@pytest.fixture
def many_words(monkeypatch):
    monkeypatch.setattr(lookup, "SERIALIZE_WORDS_FROM", 2)
    monkeypatch.setattr(stored_words, "PARSED_AT_ONCE", 1)


@pytest.fixture
def long(monkeypatch, many_words):
    monkeypatch.setattr(texts, "SERIALIZE_TEXTS_FROM", 10)
    monkeypatch.setattr(change_lists, "TURN_FROM", 10)
    change_lists.kept.clear()


@pytest.mark.parametrize("address", [*OF_COUNTS, *OF_TEXT])
def test_a_long_result_is_answered_like_a_short_one(address, client, counted, request):
    short = client.get(address)

    request.getfixturevalue("long")
    long = client.get(address)

    assert (short.status_code, long.status_code) == (200, 200)
    assert long.text == short.text


@pytest.mark.parametrize("address", [*OF_COUNTS, *OF_TEXT])
def test_long_results_are_loaded_one_at_a_time(address, client, counted, long, monkeypatch):
    monkeypatch.setattr(limits, "TURN_TIMEOUT", 0)

    with limits.slot.lend(ANOTHER):
        reply = client.get(address)
    again = client.get(address)

    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "30")
    assert TOO_MUCH in reply.text
    assert again.status_code == 200


def test_a_few_long_words_are_loaded_one_at_a_time(client, counted, monkeypatch):
    monkeypatch.setattr(limits, "TURN_TIMEOUT", 0)
    monkeypatch.setattr(lookup, "SERIALIZE_JSON_FROM", 10)

    with limits.slot.lend(ANOTHER):
        reply = client.get("/results/1/words?filter=a")

    assert reply.status_code == 503


def test_a_request_does_not_wait_for_the_slot_if_too_many_do(client, counted, long, monkeypatch):
    monkeypatch.setattr(limits, "slot", FairPool([object()], max_waiting=0))

    with limits.slot.lend(ANOTHER):
        reply = client.get("/results/1/words")

    assert reply.status_code == 503
    assert TOO_MUCH in reply.text


@pytest.mark.parametrize("address", [*OF_COUNTS, *OF_TEXT])
def test_a_short_result_does_not_wait(address, client, counted):
    with limits.slot.lend(ANOTHER):
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
def test_a_request_releases_the_slot(address, status, client, counted, long):
    reply = client.get(address)

    assert reply.status_code == status
    assert limits.slot._items


def test_only_the_most_frequent_words_are_loaded(client, counted, many_words, monkeypatch):
    set_most(monkeypatch)

    words = client.get("/results/1/words.json").json["words"]
    page = client.get("/results/1/words").text

    assert [row["word"] for row in words] == ["the", "cat"]
    assert "only the most frequent are included" in page


@pytest.mark.parametrize(
    "address",
    [
        "/results/1/words",
        "/results/1/cloud",
        "/compare?a=1&b=2",
        "/changes?from=2&to=1",
        "/results/1/contexts?word=cat",
        "/results/1/text?word=cat",
        "/results/1/collocates?word=cat",
        "/results/1/phrases",
        "/results/1/vocabulary",
    ],
)
def test_every_format_says_that_it_is_partial(address, client, counted, many_words, monkeypatch):
    path, _, query = address.partition("?")

    def answers():
        replies = [client.get(f"{path}{ending}?{query}") for ending in ("", ".json", ".csv")]
        partial = [reply.headers.get("Wordcount-Partial") for reply in replies]
        is_said = bool(re.search("was read|most frequent are included", replies[0].text))
        return [is_said, replies[1].json["partial"], *partial]

    assert answers() == [False, False, None, None, None]
    set_most(monkeypatch)
    monkeypatch.setattr(texts, "READ_AT_MOST", 10)
    assert answers() == [True, True, "true", "true", "true"]


def test_a_word_that_was_not_loaded_is_neither_added_nor_removed(
    client, counted, many_words, monkeypatch
):
    set_most(monkeypatch)

    changed = client.get("/changes.json?from=1&to=2").json

    assert (changed["came"], changed["went"], changed["fell"]) == ([], [], [])
    assert [row["word"] for row in changed["rose"]] == ["the"]


def test_the_figures_of_the_vocabulary_cover_all_words(client, counted, many_words, monkeypatch):
    set_most(monkeypatch)

    figures = client.get("/results/1/vocabulary.json").json

    assert (figures["total"], figures["distinct"], figures["once"]) == (11, 4, 1)


def test_a_chart_of_a_part_of_a_text_says_so(client, counted, monkeypatch):
    def end_of_chart():
        page = client.get("/results/1/contexts?word=cat").text
        return re.search("From the beginning to the end of the ([a-z ]+)", page)[1]

    assert end_of_chart() == "text"
    monkeypatch.setattr(texts, "READ_AT_MOST", 10)
    assert end_of_chart() == "part that was read"


def test_only_the_first_contexts_are_shown(client, counted, monkeypatch):
    monkeypatch.setattr(contexts, "AT_MOST", 2)

    found = client.get("/results/1/contexts.json?word=cat").json
    page = client.get("/results/1/contexts?word=cat").text

    table = client.get("/results/1/contexts.csv?word=cat")
    assert (found["count"], [each["position"] for each in found["contexts"]]) == (3, [2, 4])
    assert found["partial"]
    assert table.headers["Wordcount-Partial"] == "true"
    assert "Only the first 2 occurrences are shown." in page
    assert "only its beginning was read" not in page


@pytest.mark.parametrize("address", ["/results/1/words.json", "/results/1/words.csv", "/results/1"])
def test_a_large_answer_is_the_same(address, client, counted, monkeypatch):
    small = client.get(address)

    monkeypatch.setattr(respond, "SPOOL_ANSWERS_FROM", 10)
    large = client.get(address, buffered=True)

    assert large.text == small.text
    assert dict(large.headers) | {"X-Request-ID": ""} == dict(small.headers) | {"X-Request-ID": ""}
