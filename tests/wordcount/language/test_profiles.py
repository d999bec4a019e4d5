import pytest

from wordcount.language.profiles import (
    FIELD_BITS,
    MAX_CHARACTERS,
    _load,
    detect_by_function_words,
    fit,
    is_confirmed,
    normalize_text,
    profiled_scripts,
    split_trigrams,
)
from wordcount.language.scripts import LANGUAGES_BY_SCRIPT
from wordcount.words.counting import count_words


def test_normalize_text_separates_words_with_one_space():
    assert normalize_text("  L’Été, 1999: (fini)! ") == " l été fini "


def test_trigrams_overlap():
    assert split_trigrams(" abc ") == [" ab", "abc", "bc "]


def test_the_correct_language_fits_best():
    scores, found = fit("Where have all the flowers gone?", "Latin")

    assert max(scores, key=scores.get) == "en"
    assert found == len(" where have all the flowers gone ") - 2


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        pytest.param("en", "What is it that they were told about this?", True, id="unique words"),
        pytest.param("de", "What is it that they were told about this?", False, id="another"),
        pytest.param("no", "Det er alt som vi har her i dag.", False, id="shared with Danish"),
        pytest.param("en", f"The{' menu' * 11}", False, id="one in twelve"),
        pytest.param("xx", "What is it that they were told about this?", False, id="no list"),
        pytest.param("en", "", False, id="nothing"),
    ],
)
def test_unique_function_words_confirm_a_language(language, text, expected):
    assert is_confirmed(language, count_words(text, language)) is expected


def test_unique_function_words_detect_a_language():
    english = count_words("What is it that they were told about this?", "en")
    norwegian = count_words("Det er noe som vi ikke har her i dag.", "no")

    assert detect_by_function_words(english, "Latin") == "en"
    assert detect_by_function_words(norwegian, "Latin") is None


@pytest.mark.parametrize("others", [6, 10])
def test_one_in_seven_to_eleven_is_enough_only_for_a_declared_language(others):
    counts = count_words(f"The{' menu' * others}", "en")

    assert is_confirmed("en", counts)
    assert detect_by_function_words(counts, "Latin") is None


def test_function_words_do_not_detect_a_language_with_an_unlisted_relative():
    irish = count_words("Tá sé ag dul go dtí an siopa agus beidh sí anseo arís.", "ga")

    assert is_confirmed("ga", irish)
    assert detect_by_function_words(irish, "Latin") is None


@pytest.mark.parametrize("script", sorted(profiled_scripts()))
def test_no_text_overflows_a_field(script):
    languages, evidence = _load(script)
    mask = 2**FIELD_BITS - 1

    heaviest = max(
        value >> FIELD_BITS * place & mask
        for value in evidence.values()
        for place in range(len(languages))
    )

    # A one-letter word spans two characters and is looked up twice, as a trigram and as a word.
    assert heaviest * MAX_CHARACTERS * 3 / 2 <= mask


@pytest.mark.parametrize("script", sorted(profiled_scripts()))
def test_every_profile_is_of_a_language_of_its_script(script):
    languages, _ = _load(script)

    subtags = {language.partition("-")[0] for language in languages}
    assert subtags <= set(LANGUAGES_BY_SCRIPT[script])


@pytest.mark.parametrize("text", ["", "   ", "1234", "\0"])
def test_a_text_without_words_fits_no_language(text):
    assert set(fit(text, "Latin").scores.values()) == {0}
