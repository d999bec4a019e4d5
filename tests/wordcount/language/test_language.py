import pytest
from sentences import SENTENCES

from wordcount.language.detection import SAMPLE_LENGTH, Language, detect_language, normalize_tag

TEXTS = {
    language: " ".join(sentence for sentence, _ in pairs) for language, pairs in SENTENCES.items()
}
# Neither these sentences nor many longer texts distinguish Bosnian from Croatian, or Malay from
# Indonesian. The second Serbian sentence is in Latin script.
ALIKE = {"bs": "hr", "ms": "id", "no": "nb", "sr": "sr-Latn"}


def detect(text: str, declared: str | None = None) -> Language:
    return detect_language(text, normalize_tag(declared))


@pytest.mark.parametrize("language", TEXTS)
def test_a_language_is_detected_from_text(language):
    assert detect(TEXTS[language]) == (ALIKE.get(language, language), "detected")


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
def test_a_few_words_can_be_enough_to_detect_a_language(text, language):
    assert detect(text) == (language, "detected")


@pytest.mark.parametrize("language", SENTENCES)
def test_a_correct_declaration_is_kept(language):
    for sentence, _ in SENTENCES[language]:
        assert detect(sentence * 3, language) == (language, "declared")


@pytest.mark.parametrize(
    "text",
    ["", "123 !?", "Xyzzy plugh", "Hello", "кот", "iPhone 15 Pro", "\ud800", "\0" * 9_000, "©®™"],
)
def test_too_little_text_is_undetermined(text):
    assert detect(text) == ("und", "unknown")


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        pytest.param("en-us", TEXTS["en"], "en-US", id="a matching text"),
        pytest.param("ko", "Hello", "ko", id="a short text"),
        pytest.param(
            "ast",
            "Toles persones nacen llibres y iguales",
            "ast",
            id="no profile",
        ),
        pytest.param("tlh", TEXTS["ru"], "tlh", id="an unknown language"),
        pytest.param("sr", "Сва људска бића рађају се слободна", "sr", id="Serbian in Cyrillic"),
        pytest.param("sr", TEXTS["hr"] * 3, "sr", id="Serbian in Latin"),
        pytest.param("bs", TEXTS["hr"] * 3, "bs", id="an indistinguishable language"),
        pytest.param("nb", TEXTS["no"] * 3, "nb", id="another code of the language"),
        pytest.param("ja", "東京都", "ja", id="Japanese without kana"),
        pytest.param("yue-Hant", "香港係一個城市", "yue-Hant", id="Cantonese"),
    ],
)
def test_a_declaration_that_the_text_does_not_contradict_is_kept(declared, text, language):
    assert detect(text, declared) == (language, "declared")


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        pytest.param("en", "ko", "ko", id="another script"),
        pytest.param("zh-CN", "ru", "ru", id="Cyrillic instead of Chinese"),
        pytest.param("ru", "en", "en", id="Latin instead of Cyrillic"),
        pytest.param("en", "de", "de", id="another language in the same script"),
        pytest.param("fr", "pt", "pt", id="a related language"),
        pytest.param("da", "sv", "sv", id="a closely related language"),
        pytest.param("ru", "uk", "uk", id="a closely related language in Cyrillic"),
        pytest.param("ar", "fa", "fa", id="another language in Arabic script"),
        pytest.param("not a tag", "en", "en", id="an invalid tag"),
        pytest.param("und", "en", "en", id="und"),
    ],
)
def test_a_declaration_that_the_text_contradicts_is_overridden(declared, text, language):
    assert detect(TEXTS[text] * 2, declared) == (language, "detected")


@pytest.mark.parametrize("offset", range(0, 400, 20))
def test_a_page_in_two_scripts_keeps_its_declaration(offset):
    english = "Everybody should know what to do when this happens on a train. " * 6
    japanese = "犯人を確保する方法です。必ず顔も映るようにする。" * 4
    sections = english[:325] + japanese[:75]
    # At this length, all sample pieces are at the same offset in a section.
    text = (sections * 30)[offset : offset + 10_125]

    assert detect(text, "en") == ("en", "declared")


def test_the_middle_of_a_long_page_determines_its_language():
    text = "Menu Login Search " * 200 + TEXTS["it"] * 300 + "Imprint Privacy Contact " * 200

    assert detect(text) == ("it", "detected")


@pytest.mark.parametrize("length", range(SAMPLE_LENGTH - 4, SAMPLE_LENGTH + 5))
def test_texts_around_the_sample_size_are_detected(length):
    assert detect((TEXTS["de"] * 20)[:length]).tag == "de"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("EN_us", "en-US"), ("zh-hant-tw", "zh-Hant-TW"), ("und", None), ("", None), ("e", None)],
)
def test_normalize_tag_capitalizes_as_bcp_47(tag, expected):
    assert normalize_tag(tag) == expected


@pytest.mark.parametrize(
    "text",
    ["café-bar well-known", "foo bar baz qux quux", "Alice Bob Carol"],
)
def test_a_few_words_that_fit_several_languages_are_undetermined(text):
    assert detect(text).tag == "und"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Garden furniture sale", "en"),
        ("Best hiking boots for women", "en"),
        ("Cheap flights to Rome", "en"),
        ("Home About Contact Login", "en"),
        ("Jetzt günstige Gartenmöbel kaufen", "de"),
        ("Chaussures de randonnée pas chères", "fr"),
        ("Ofertas de muebles de jardín", "es"),
        ("Ulica jest zamknięta do piątku", "pl"),
        ("Butikken er åpen hver dag", "nb"),
        ("Eg veit ikkje kva dei seier", "nn"),
        ("Prisene har steget kraftig dette året", "no"),
        ("Hvornår begynder du at arbejde igen", "da"),
        ("Peogwir e oa ur c'hazh er gegin", "br"),
        ("Tko je to i gdje je otišao", "hr"),
        ("Ko je to i gde je otišao", "sr-Latn"),
        ("Kje je moja nova knjiga", "sl"),
        ("Mokhanni o re batho ba tlameha ho sebetsa mmoho", "st"),
        ("Abantu bonke bazalwa bekhululekile futhi belingana", "zu"),
        ("Used office chairs online", "en"),
        ("Chicken soup recipe easy", "en"),
        ("Public library opening hours", "en"),
        ("Second hand cars", "en"),
        ("Red wine vinegar dressing", "en"),
        ("Rathaus am Montag geschlossen", "de"),
        ("Maison à vendre à Lyon", "fr"),
        ("Casas en venta baratas", "es"),
        ("Orari della biblioteca comunale", "it"),
        ("Apartamentos para alugar em Lisboa", "pt"),
        ("Tweedehands fietsen te koop", "nl"),
        ("Öppettider för biblioteket i sommar", "sv"),
        ("Käytettyjä autoja myytävänä", "fi"),
        ("Mobilă de grădină la reducere", "ro"),
        ("A könyvtár nyitva tartása", "hu"),
        ("Satılık ikinci el araba", "tr"),
        ("Купити садові меблі недорого", "uk"),
    ],
)
def test_a_phrase_is_detected_rightly_or_not_at_all(text, language):
    assert detect(text).tag in (language, "und")


@pytest.mark.parametrize(
    "text",
    [
        "word1000 word1001 word1002",
        "Alice Bob Carol Dave",
        "Garcia, Nguyen, Schmidt, Rossi, Ivanova",
        "X1 Y2 Z3 A4 B5",
        "lorem.js index.html main.css",
        "AAA BBB CCC DDD EEE",
        "Müller, Schmidt, Schneider, Fischer, Weber",
        "Silva Santos Oliveira Souza",
        "Kowalski Nowak Wiśniewski Wójcik",
        "Virtanen Korhonen Mäkinen Nieminen",
        "Иванов Петров Сидоров Кузнецов",
        "Oslo Bergen Trondheim Stavanger",
        "Kenya Uganda Tanzania Rwanda",
        "Acme Globex Initech Umbrella",
    ],
    ids=[
        "words with numbers", "first names", "surnames of many languages", "letters and digits",
        "names of files", "capitals", "German surnames", "Portuguese surnames", "Polish surnames",
        "Finnish surnames", "Russian surnames", "Norwegian cities", "countries", "companies",
    ],
)  # fmt: skip
def test_names_and_codes_are_undetermined(text):
    assert detect(text).tag == "und"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The House and the Garden", "en"),
        ("Der Hund und die Katze", "de"),
        ("WHERE TO BUY THE BEST SHOES", "en"),
    ],
    ids=["a title", "a title with nouns", "all capitals"],
)
def test_a_title_with_function_words_is_no_list_of_names(text, language):
    assert detect(text).tag == language


def test_a_contraction_is_evidence_for_its_language_only_as_a_whole():
    assert detect("We don't know it. They won't say, and she can't.").tag == "en"
    assert detect("I don't know what you mean").tag in ("en", "und")
