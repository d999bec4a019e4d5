import pytest
from sentences import SENTENCES

from wordcount.language.detection import UNDETERMINED, Language, as_tag, language_of
from wordcount.language.profiles import LONGEST
from wordcount.words.counting import count_words

TEXTS = {
    language: " ".join(sentence for sentence, _ in pairs) for language, pairs in SENTENCES.items()
}
# Neither these sentences nor many longer ones tell Bosnian from Croatian and Malay from
# Indonesian; the second Serbian one is in Latin script.
ALIKE = {"bs": "hr", "ms": "id", "sr": "sr-Latn"}


def told(text: str, declared: str | None = None) -> Language:
    claim = as_tag(declared)
    return language_of(text, count_words(text, claim or UNDETERMINED), claim)


@pytest.mark.parametrize("language", TEXTS)
def test_a_language_is_known_by_its_text(language):
    assert told(TEXTS[language]) == (ALIKE.get(language, language), "detected")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The cat and the dog", "en"),
        ("Der Hund und die Katze", "de"),
        ("Le chat et le chien", "fr"),
        ("El gato y el perro", "es"),
        ("고양이", "ko"),
        ("猫が好き", "ja"),
    ],
)
def test_a_few_words_can_be_enough(text, language):
    assert told(text) == (language, "detected")


@pytest.mark.parametrize("language", SENTENCES)
def test_a_right_declaration_stands(language):
    for sentence, _ in SENTENCES[language]:
        assert told(sentence * 3, language) == (language, "declared")


@pytest.mark.parametrize(
    "text",
    ["", "123 !?", "Xyzzy plugh", "Hello", "кот", "iPhone 15 Pro", "\ud800", "\0" * 9_000, "©®™"],
)
def test_nobody_can_tell_from_too_little(text):
    assert told(text) == ("und", "unknown")


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        pytest.param("en-us", TEXTS["en"], "en-US", id="a declaration"),
        pytest.param("ko", "Hello", "ko", id="of a short text too"),
        pytest.param("ast", "Toles persones nacen llibres y iguales", "ast", id="unknown here"),
        pytest.param("tlh", TEXTS["ru"], "tlh", id="of a language that nobody knows"),
        pytest.param("sr", "Сва људска бића рађају се слободна", "sr", id="in one script"),
        pytest.param("sr", TEXTS["hr"] * 3, "sr", id="in the other"),
        pytest.param("bs", TEXTS["hr"] * 3, "bs", id="of what cannot be told apart"),
        pytest.param("nb", TEXTS["no"] * 3, "nb", id="under its other code"),
        pytest.param("ja", "東京都", "ja", id="of Japanese without kana"),
        pytest.param("yue-Hant", "香港係一個城市", "yue-Hant", id="of another Chinese"),
    ],
)
def test_what_the_text_does_not_contradict_stands(declared, text, language):
    assert told(text, declared) == (language, "declared")


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        pytest.param("en", "ko", "ko", id="another script"),
        pytest.param("zh-CN", "ru", "ru", id="a script in place of Chinese"),
        pytest.param("ru", "en", "en", id="Latin in place of Cyrillic"),
        pytest.param("en", "de", "de", id="another language in the same script"),
        pytest.param("fr", "pt", "pt", id="a relative"),
        pytest.param("da", "sv", "sv", id="a near relative"),
        pytest.param("ru", "uk", "uk", id="a near relative in Cyrillic"),
        pytest.param("ar", "fa", "fa", id="a neighbour in Arabic script"),
        pytest.param("not a tag", "en", "en", id="nonsense"),
        pytest.param("und", "en", "en", id="a declaration of not knowing"),
    ],
)
def test_what_the_text_contradicts_does_not(declared, text, language):
    assert told(TEXTS[text] * 2, declared) == (language, "detected")


@pytest.mark.parametrize("offset", range(0, 400, 20))
def test_a_page_in_two_scripts_is_in_the_one_it_declares(offset):
    english = "Everybody should know what to do when this happens on a train. " * 6
    japanese = "犯人を確保する方法です。必ず顔も映るようにする。" * 4
    sections = english[:325] + japanese[:75]
    # As long as this, all places that are looked at first are as far into a section.
    text = (sections * 30)[offset : offset + 10_125]

    assert told(text, "en") == ("en", "declared")


def test_the_middle_of_a_long_page_decides():
    text = "Menu Login Search " * 200 + TEXTS["it"] * 300 + "Imprint Privacy Contact " * 200

    assert told(text) == ("it", "detected")


@pytest.mark.parametrize("length", range(LONGEST - 4, LONGEST + 5))
def test_no_length_of_a_text_is_a_special_case(length):
    assert told((TEXTS["de"] * 20)[:length]).tag == "de"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("EN_us", "en-US"), ("zh-hant-tw", "zh-Hant-TW"), ("und", None), ("", None), ("e", None)],
)
def test_tags_are_written_as_bcp_47_writes_them(tag, expected):
    assert as_tag(tag) == expected


@pytest.mark.parametrize(
    "text",
    ["café-bar well-known", "Home About Contact Login", "foo bar baz qux quux", "Alice Bob Carol"],
)
def test_a_few_words_that_fit_several_languages_are_of_none(text):
    assert told(text).tag == "und"


def test_a_contraction_speaks_for_its_language_and_its_halves_for_none():
    assert told("We don't know it. They won't say, and she can't.").tag == "en"
    assert told("I don't know what you mean").tag in ("en", "und")
