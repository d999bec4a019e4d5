import random
from itertools import count
from threading import BoundedSemaphore

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from patience import PATIENCE

from wordcount import count_text, dictionary_forms
from wordcount.forms import dictionary
from wordcount.forms.dictionary import NoDictionary, has_dictionary, lemmas
from wordcount.forms.rows import FormRow, csv_rows, form_rows
from wordcount.forms.tables import DictionaryLoading

SLOW = pytest.mark.slow
GO = {"go": 8, "goes": 12, "went": 11, "cat": 30, "cats": 2, "the": 5}


def test_words_are_grouped_by_dictionary_form():
    assert list(dictionary_forms(GO, "en").items()) == [
        ("cat", {"cat": 30, "cats": 2}),
        ("go", {"goes": 12, "went": 11, "go": 8}),
        ("the", {"the": 5}),
    ]


@given(st.dictionaries(st.text(min_size=1, max_size=60), st.integers(1, 1000), max_size=30))
@settings(deadline=None, max_examples=40)
def test_only_the_grouping_changes(counts):
    forms = dictionary_forms(counts, "en")

    assert {word: n for words in forms.values() for word, n in words.items()} == counts
    assert sum(map(len, forms.values())) == len(counts)


@given(st.text())
@settings(deadline=None, max_examples=40)
def test_the_number_of_words_of_a_text_stays(text):
    counted = count_text(text, "en")

    forms = dictionary_forms(counted.result_all, "en")

    assert sum(sum(words.values()) for words in forms.values()) == counted.total


@pytest.mark.parametrize(
    ("language", "words", "form"),
    [
        ("en", "news", "news"),
        ("en", "left", "left"),
        ("en", "it's", "it's"),
        ("en", "won't", "won't"),
        ("en", "cat's", "cat"),
        ("en", "b2b", "b2b"),
        ("en", "women", "woman"),
        ("en-GB", "children", "child"),
        ("fr", "l'", "le"),
        ("fr", "chevaux", "cheval"),
        ("it", "dell'", "del"),
        ("es", "fuimos", "ser"),
        ("de", "häuser", "haus"),
        ("de", "haus", "haus"),
        ("de", "tag", "tag"),
        ("de", "fall", "fall"),
        ("de", "gehen", "gehen"),
        ("de", "ging", "gehen"),
        ("sr", "града", "град"),
        ("no", "husene", "hus"),
    ],
)
def test_a_word_has_a_dictionary_form(language, words, form):
    assert [*dictionary_forms(dict.fromkeys(words.split(), 1), language)] == [form]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "word", "form"),
    [
        ("ru", "людей", "человек"),
        ("pl", "miał", "mieć"),
        ("tr", "istanbul'da", "istanbul"),
    ],
)
def test_a_word_of_a_long_table_has_a_dictionary_form(language, word, form):
    assert lemmas([word], language)[word] == form


@pytest.mark.parametrize("word", ["a" * 51, "日本語", "слово", "𝓍", "ﷺ"])
def test_a_word_that_no_dictionary_has_is_its_own_form(word):
    assert dictionary_forms({word: 2}, "en") == {word: {word: 2}}


@pytest.mark.parametrize("language", ["vi", "und", "", "../en", "x" * 1000])
def test_a_language_without_a_dictionary_is_refused(language):
    assert not has_dictionary(language)
    with pytest.raises(NoDictionary):
        dictionary_forms({"a": 1}, language)


def test_what_was_looked_up_in_time_is_kept(monkeypatch):
    monkeypatch.setattr(dictionary, "LOOKED_UP_AT_ONCE", 10)
    words = [f"walk{'s' * n}" for n in range(20)]
    dictionary_forms({}, "en")
    lemmas(["walk"], "en")
    monkeypatch.setattr(dictionary, "_kept", type(dictionary._kept)())
    ticks = count(step=1)
    monkeypatch.setattr(dictionary, "monotonic", lambda: next(ticks))

    with pytest.raises(DictionaryLoading):
        lemmas(words, "en", timeout=1)

    assert set(dictionary._kept["en"]) == set(words[:10])
    assert lemmas(words, "en", timeout=1)["walks"] == "walk"


def test_words_of_other_languages_are_forgotten_first(monkeypatch):
    monkeypatch.setattr(dictionary, "_kept", type(dictionary._kept)())
    monkeypatch.setattr(dictionary, "KEPT_WORDS", 3)

    lemmas(["chats", "chiens"], "fr")
    lemmas(["cats", "dogs"], "en")

    assert [*dictionary._kept] == ["en"]


def test_long_words_are_their_own_forms_and_take_no_memory(monkeypatch):
    monkeypatch.setattr(dictionary, "_kept", type(dictionary._kept)())
    long = "cats" * 100

    assert dictionary_forms({long: 2, "cats": 1}, "en") == {long: {long: 2}, "cat": {"cats": 1}}
    assert dictionary._kept["en"].keys() == {"cats"}


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_first_words_are_looked_up_until_they_cost_enough(language, monkeypatch):
    monkeypatch.setattr(dictionary, "_kept", type(dictionary._kept)())
    words = ["".join(random.Random(n).choices("bcdfghjklmnp", k=40)) for n in range(200)]

    first = lemmas(words, language, most=1_000)
    lemmas(words, language)
    again = lemmas(words, language, most=1_000)

    assert 1 < len(first) < 100
    assert [*first] == words[: len(first)]
    assert again == first
    assert len(lemmas(words, language)) == len(words)


@pytest.mark.parametrize("most", [0, 100])
def test_words_beyond_the_maximum_cost_are_not_looked_up(most, monkeypatch):
    monkeypatch.setattr(dictionary, "_kept", type(dictionary._kept)())
    words = [f"walk{'s' * n}" for n in range(40)]
    first = lemmas(words, "en", most=most)

    again = lemmas(words, "en", most=most)

    assert again == first
    assert len(first) < len(words)
    assert dictionary._kept["en"] == first


def test_a_word_that_is_asked_for_twice_costs_once():
    words = ["walk", "walks", "walked"]
    lemmas(words, "en")
    cost = sum(dictionary._costs["en"][word] for word in words[:2])

    assert [*lemmas(["walk", *words], "en", most=cost)] == words


@pytest.mark.parametrize(
    ("language", "word"), [("en", "work"), ("es", "casa"), pytest.param("fi", "talo", marks=SLOW)]
)
def test_a_word_that_a_table_lacks_costs_more(language, word, monkeypatch):
    monkeypatch.setattr(dictionary, "_costs", {})
    monkeypatch.setattr(dictionary, "_kept", type(dictionary._kept)())

    lemmas([word, "bxqzvw"], language)

    assert dictionary._costs[language][word] < dictionary._costs[language]["bxqzvw"]


def test_a_long_word_that_a_table_lacks_costs_the_square_of_its_length(monkeypatch):
    monkeypatch.setattr(dictionary, "_costs", {})
    monkeypatch.setattr(dictionary, "_kept", type(dictionary._kept)())

    lemmas(["xq" * 10, "xq" * 20], "eo")
    short, long = dictionary._costs["eo"].values()

    assert long - short == 3 * dictionary.RULES_COST


def test_few_threads_look_up_many_words(monkeypatch):
    monkeypatch.setattr(dictionary, "_kept", type(dictionary._kept)())
    monkeypatch.setattr(dictionary, "LOOKED_UP_AT_ONCE", 1)
    monkeypatch.setattr(dictionary, "_places", BoundedSemaphore(1))
    lemmas(["walks"], "en", timeout=PATIENCE)
    dictionary._places.acquire()

    assert lemmas(["cats"], "en", timeout=PATIENCE)["cats"] == "cat"
    with pytest.raises(DictionaryLoading):
        lemmas(["dogs", "mice"], "en", timeout=PATIENCE)
    dictionary._places.release()
    assert lemmas(["dogs", "mice"], "en", timeout=PATIENCE)["dogs"] == "dog"


def test_a_row_names_its_forms():
    [cat, go, the] = form_rows(dictionary_forms(GO, "en"))

    assert go.to_dict() == {"word": "go", "count": 31, "forms": {"goes": 12, "went": 11, "go": 8}}
    assert go.details == "goes 12, went 11, go 8"
    assert the.details == ""
    assert [*csv_rows([cat])] == [("cat", 32, "cat 30, cats 2")]
    assert FormRow("go", {"went": 1}).details == "went 1"
