from math import inf

import pytest

from wordcount.language.detection import detect_language
from wordcount.language.function_words import split_words
from wordcount.language.names import language_name
from wordcount.language.ngrams import FOLDER, NO_SCORES, SCRIPTS, ngram_languages, score_ngrams
from wordcount.language.scripts import LANGUAGES_BY_SCRIPT


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Sem mislil, da je doma", "sl"),
        ("Tha mi a' dol dhan bhùth", "gd"),
        ("Tá an aimsir go breá inniu", "ga"),
        ("Aku arep lunga menyang pasar", "jv"),
        ("Ndiyathanda ukufunda iincwadi", "xh"),
        ("Illum it-temp sabiħ ħafna", "mt"),
    ],
)
def test_a_sentence_scores_most_for_its_language(text, language):
    behind, _ = score_ngrams(split_words(text), "Latin")

    assert max(behind, key=behind.get) == language
    assert behind[language] == 0.0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Сёння вельмі добрае надвор'е", "be"),
        ("Днес времето е много хубаво", "bg"),
        ("Бүгүн аба ырайы абдан жакшы", "ky"),
    ],
)
def test_a_sentence_in_cyrillic_scores_most_for_its_language(text, language):
    behind, _ = score_ngrams(split_words(text), "Cyrillic")

    assert max(behind, key=behind.get) == language


@pytest.mark.parametrize("script", sorted(SCRIPTS))
def test_every_language_with_ngrams_is_known_and_named(script):
    languages = ngram_languages(script)

    assert languages <= set(LANGUAGES_BY_SCRIPT[script])
    assert [tag for tag in languages if language_name(tag) is None] == []


@pytest.mark.parametrize(
    ("words", "script"),
    [
        pytest.param([], "Latin", id="no words"),
        pytest.param(["aaa", "bbbb"], "Latin", id="a repeated letter"),
        pytest.param(["ꙮ"], "Latin", id="no known letter"),
        pytest.param(["नमस्ते"], "Devanagari", id="no table"),
        pytest.param(["\ud800"], "Latin", id="a lone surrogate"),
    ],
)
def test_what_says_nothing_has_no_scores(words, script):
    assert score_ngrams(words, script) == NO_SCORES
    assert NO_SCORES.likeness == inf


def test_a_sentence_is_more_like_one_language_than_names_are():
    sentence = score_ngrams("the house is at the end of the street".split(), "Latin")
    names = score_ngrams("paris london berlin tokyo madrid".split(), "Latin")

    assert sentence.likeness > 1.5 > 1.0 > names.likeness


def test_only_the_beginning_of_a_long_text_is_scored():
    start = ["maison"] * 200

    assert score_ngrams(start + ["ház"] * 10**4, "Latin") == score_ngrams(start, "Latin")


def test_the_licence_of_the_weights_is_beside_them():
    assert "Marco Lui" in (FOLDER / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "foo bar baz qux quux",
        "Paris London Berlin Tokyo Madrid",
        "Samsung Galaxy Sony Nokia Motorola",
        "Pikachu Charmander Bulbasaur Squirtle",
        "iPhone iPad MacBook AirPods Pro",
        "npm install pip uninstall sudo apt",
        "ABC DEF GHI JKL MNO",
        "xx yy zz ww vv",
        "aaa aaaa aaaaa aaaaaa",
        "kg cm mm km lb oz",
    ],
)
def test_names_and_codes_that_are_like_no_language_are_undetermined(text):
    assert detect_language(text).tag == "und"


def test_letters_of_addresses_do_not_count_for_the_script():
    text = "Хто кашлянуў, зірніце: https://www.example.org/some/very/long/address/of-a-page.html"

    assert detect_language(text).tag == "be"
