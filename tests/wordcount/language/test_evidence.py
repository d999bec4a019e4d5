import pytest

from wordcount.language.alphabets import ALPHABETS, count_foreign_letters
from wordcount.language.evidence import RARE, Score, choose_language, guess_language
from wordcount.language.frequent_words import FREQUENT
from wordcount.language.function_words import (
    confirm_language,
    find_dominant_language,
    score_function_words,
    split_words,
)
from wordcount.language.scripts import KNOWN_LANGUAGES
from wordcount.language.stopwords import stop_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("L’Été, 1999: (fini)!", ["l'été", "fini"], id="signs and digits"),
        pytest.param("Don't 'quote'", ["don't", "quote"], id="apostrophes"),
        pytest.param("ሰላም፡ለዓለም።", ["ሰላም", "ለዓለም"], id="Ethiopic word separators"),
        pytest.param("नमस्ते।", ["नमस्ते"], id="vowel signs"),
        pytest.param("X1 and word1000 2nd", ["and"], id="codes"),
        pytest.param("me@a.com http://b.com/a c.com com", ["com"], id="addresses"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_text_is_split_into_words(text, words):
    assert split_words(text) == words


def test_function_words_score_for_their_languages():
    scores = score_function_words(["the", "and", "house"], "Latin")

    assert max(scores, key=scores.get) == "en"


def test_bokmal_and_nynorsk_have_words_of_their_own():
    bokmal = score_function_words(["jeg", "ikke", "hva"], "Latin")
    nynorsk = score_function_words(["eg", "ikkje", "kva"], "Latin")

    assert bokmal["nb"] > bokmal.get("nn", 0)
    assert nynorsk["nn"] > nynorsk.get("nb", 0)


@pytest.mark.parametrize(
    ("language", "count"),
    [("pl", 0), ("en", len("łóźą")), ("cs", len("łźą")), ("xx", 0)],
)
def test_letters_that_a_language_does_not_have_are_counted(language, count):
    assert count_foreign_letters(set("łódźąka") - set("dka"), language, "Latin") == count


def test_the_tables_name_known_languages_only():
    named = {*RARE, *ALPHABETS["Latin"], *ALPHABETS["Cyrillic"]}

    assert named - KNOWN_LANGUAGES == set()


def test_a_text_without_words_has_no_certain_language():
    assert not guess_language("½ ª", [], "Latin").is_certain


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("id", ["bahwa", "karena", "bisa"]),
        ("ms", ["bahawa", "kerana", "sahaja"]),
        ("hr", ["tko", "gdje", "uvijek"]),
        ("sr", ["ko", "gde", "uvek"]),
    ],
)
def test_close_relatives_have_words_of_their_own(language, words):
    scores = score_function_words(words, "Latin")

    assert max(scores, key=scores.get) == language


@pytest.mark.parametrize(
    ("words", "languages"),
    [
        pytest.param(["dahulu", "setelah", "pula"], ("id", "ms"), id="only in the list of Malay"),
        pytest.param(["možda", "nakon"], ("hr", "sr"), id="only in the list of Croatian"),
        pytest.param(["ikke", "hvordan", "egne"], ("da", "nb"), id="Danish and Bokmål"),
    ],
)
def test_words_that_relatives_share_do_not_set_them_apart(words, languages):
    one, other = languages
    scores = score_function_words(words, "Latin")

    assert scores[one] == scores[other] > 0


@pytest.mark.parametrize("language", ["id", "hr", "nn"])
def test_a_long_text_needs_a_smaller_lead_over_a_relative(language):
    evidence = {language: Score(6.0, 4.0, -0.5), "es": Score(5.4, 4.0, -1.2)}

    _, short = choose_language(evidence, 20)
    _, long = choose_language(evidence, 40)

    assert short < 0 < long


def test_a_text_in_bokmal_or_nynorsk_is_norwegian():
    evidence = {"nb": Score(3.0, 3.0, -0.4), "nn": Score(2.9, 3.0, -1.0), "da": Score(0.5)}

    assert choose_language(evidence, 6)[0] == "no"
    assert choose_language(evidence, 6)[1] > 0
    assert choose_language(evidence | {"da": Score(2.8)}, 6)[1] < 0


@pytest.mark.parametrize("language", FREQUENT)
def test_frequent_words_are_evidence_for_a_language_but_no_stop_words(language):
    words = sorted(frozenset(FREQUENT[language].split()) - stop_words(language))
    scores = score_function_words(words, "Latin")

    assert max(scores, key=scores.get) == language
    assert len(words) > 20


def test_a_language_that_is_not_the_best_of_the_model_needs_a_larger_lead():
    agreed = {"la": Score(3.0, 4.0, -0.1), "br": Score(2.4, 0.0, -3.0)}
    doubtful = {"la": Score(3.0, 4.0, -3.0), "br": Score(2.4, 0.0, -0.1)}

    assert choose_language(agreed, 12)[1] > 0 > choose_language(doubtful, 12)[1]


def test_frequent_words_that_are_no_function_words_do_not_dominate():
    english = "people think know using used different makes together".split()

    assert find_dominant_language(["búsqueda", "palabra"] * 20 + english * 5, "Latin") is None
    assert find_dominant_language(["what", "they", "should"] * 20, "Latin") == "en"


@pytest.mark.parametrize(
    ("language", "text", "confirmed"),
    [
        pytest.param("en", "the cat and the dog that they should have seen", True, id="its own"),
        pytest.param("de", "the cat and the dog that they should have seen", False, id="another's"),
        pytest.param("hr", "nakon što su ga možda vidjeli", True, id="a relative's too"),
        pytest.param("no", "hva vet dere ikke om hvem som ble igjen", True, id="another code"),
        pytest.param("nn", "hva vet dere ikke om hvem som ble igjen", False, id="only Bokmål's"),
        pytest.param("fi", "koska mutta sekä " + "talo " * 50, True, id="few, but no others"),
        pytest.param("fi", "koska mutta sekä the " + "talo " * 50, True, id="three times as many"),
        pytest.param("fi", "koska mutta sekä the they " + "talo " * 50, False, id="mixed"),
        pytest.param("xx", "hva vet dere ikke om", False, id="an unknown language"),
    ],
)
def test_a_language_is_confirmed_by_its_own_function_words(language, text, confirmed):
    assert confirm_language(text.split(), language, "Latin") == confirmed
