import pytest

from wordcount.stopwords import FOLDER, languages, stop_words
from wordcount.words import count_words


@pytest.mark.parametrize("language", languages())
def test_every_entry_of_a_list_can_match(language):
    lines = (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    entries = " ".join(line for line in lines if not line.startswith("#")).split()

    assert [entry for entry in entries if len(count_words(entry, language)) != 1] == []


@pytest.mark.parametrize("language", languages())
def test_every_list_says_where_it_comes_from(language):
    text = (FOLDER / f"{language}.txt").read_text(encoding="utf-8")

    assert text.startswith("# Function words of ")
    assert len(stop_words(language)) >= 100


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("en", "the"), ("en", "don't"), ("en", "they're"), ("fr", "à"), ("fr", "qu'il"),
        ("de", "für"), ("es", "está"), ("it", "della"), ("pt-BR", "não"), ("nb", "ikke"),
        ("ru", "он"), ("el", "και"), ("tr", "değil"), ("ar", "في"), ("ko", "그리고"),
        ("ja", "の"), ("zh-Hant", "這個"), ("vi", "của"), ("fi", "että"), ("th", "ที่"),
    ],
)  # fmt: skip
def test_function_words_are_stop_words(language, word):
    assert word in stop_words(language)


@pytest.mark.parametrize("word", ["computer", "world", "information", "research", "people", "new"])
def test_content_words_are_not(word):
    assert word not in stop_words("en")


@pytest.mark.parametrize("language", ["und", "xx", "", "../en", "tlh"])
def test_a_language_without_a_list_has_no_stop_words(language):
    assert stop_words(language) == frozenset()
