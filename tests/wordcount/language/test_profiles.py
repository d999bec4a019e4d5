import pytest

from wordcount.language.profiles import (
    FIELD_BITS,
    LONGEST,
    _load,
    fit,
    is_surely,
    normal,
    scripts,
    sure_language,
    trigrams,
)
from wordcount.language.scripts import WRITTEN_IN
from wordcount.words.counting import count_words


def test_a_text_is_words_with_one_space_between():
    assert normal("  L’Été, 1999: (fini)! ") == " l été fini "


def test_trigrams_overlap():
    assert trigrams(" abc ") == [" ab", "abc", "bc "]


def test_the_right_language_fits_best():
    scores, found = fit("Where have all the flowers gone?", "Latin")

    assert max(scores, key=scores.get) == "en"
    assert found == len(" where have all the flowers gone ") - 2


@pytest.mark.parametrize(
    ("language", "text", "sure"),
    [
        pytest.param("en", "What is it that they were told about this?", True, id="its own words"),
        pytest.param("de", "What is it that they were told about this?", False, id="of another"),
        pytest.param("no", "Det er alt som vi har her i dag.", False, id="shared with Danish"),
        pytest.param("en", f"The{' menu' * 11}", False, id="one of twelve"),
        pytest.param("xx", "What is it that they were told about this?", False, id="without list"),
        pytest.param("en", "", False, id="nothing"),
    ],
)
def test_function_words_of_one_language_alone_make_sure(language, text, sure):
    assert is_surely(language, count_words(text, language)) is sure


def test_function_words_of_one_language_alone_tell_it():
    english = count_words("What is it that they were told about this?", "en")
    norwegian = count_words("Det er noe som vi ikke har her i dag.", "no")

    assert sure_language(english, "Latin") == "en"
    assert sure_language(norwegian, "Latin") is None


@pytest.mark.parametrize("others", [6, 10])
def test_one_in_seven_to_eleven_is_sure_for_a_declared_language_only(others):
    counts = count_words(f"The{' menu' * others}", "en")

    assert is_surely("en", counts)
    assert sure_language(counts, "Latin") is None


def test_function_words_do_not_tell_what_a_language_without_a_list_may_share():
    irish = count_words("Tá sé ag dul go dtí an siopa agus beidh sí anseo arís.", "ga")

    assert is_surely("ga", irish)
    assert sure_language(irish, "Latin") is None


@pytest.mark.parametrize("script", sorted(scripts()))
def test_no_text_is_too_much_for_a_field(script):
    languages, evidence = _load(script)
    mask = 2**FIELD_BITS - 1

    heaviest = max(
        value >> FIELD_BITS * place & mask
        for value in evidence.values()
        for place in range(len(languages))
    )

    # A word of one letter is looked up twice, as a trigram and as a word, on two characters.
    assert heaviest * LONGEST * 3 / 2 <= mask


@pytest.mark.parametrize("script", sorted(scripts()))
def test_every_language_with_a_profile_is_written_in_its_script(script):
    languages, _ = _load(script)

    assert {language.partition("-")[0] for language in languages} <= set(WRITTEN_IN[script])


@pytest.mark.parametrize("text", ["", "   ", "1234", "\0"])
def test_nothing_fits_nothing(text):
    assert set(fit(text, "Latin").scores.values()) == {0}
