import pytest

from wordcount.language.names import language_name
from wordcount.language.scripts import WRITTEN_IN
from wordcount.language.stopwords import SHARED, languages


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("en", "English"), ("pt-BR", "Portuguese (Brazil)"), ("sr-Latn", "Serbian (Latin script)"),
        ("zh-Hant-TW", "Chinese (traditional, Taiwan)"), ("PT-br", "Portuguese (Brazil)"),
        ("ca-valencia", "Catalan"), ("und", None), ("xx", None), ("", None),
    ],
)  # fmt: skip
def test_a_tag_has_an_english_name(tag, name):
    assert language_name(tag) == name


def test_every_language_that_can_be_told_has_a_name():
    told = {code for codes in WRITTEN_IN.values() for code in codes} | set(languages())

    assert [code for code in told | SHARED.keys() if language_name(code) is None] == []
