import pytest

from wordcount.language.names import find_language, language_name
from wordcount.language.scripts import LANGUAGES_BY_SCRIPT
from wordcount.language.stopwords import SHARED_LISTS, listed_languages


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("en", "English"), ("pt-BR", "Portuguese (Brazil)"), ("sr-Latn", "Serbian (Latin script)"),
        ("zh-Hant-TW", "Chinese (traditional, Taiwan)"), ("PT-br", "Portuguese (Brazil)"),
        ("ca-valencia", "Catalan"), ("und", None), ("xx", None), ("", None),
    ],
)  # fmt: skip
def test_language_name_returns_the_english_name(tag, name):
    assert language_name(tag) == name


def test_every_detectable_language_has_a_name():
    codes = {code for codes in LANGUAGES_BY_SCRIPT.values() for code in codes}
    codes |= {*listed_languages(), *SHARED_LISTS}

    assert [code for code in codes if language_name(code) is None] == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Korean", "ko"),
        (" scottish  GAELIC", "gd"),
        ("Romanian", "ro"),
        ("hebrew", "he"),
        ("ko", None),
        ("", None),
    ],
)
def test_find_language_returns_the_code_of_a_name(name, code):
    assert find_language(name) == code
