import pytest

from wordcount import length
from wordcount.analysis.readability import count_long_words, figures, lix


def test_lix_agrees_with_its_definition():
    """Ten words in two sentences, three of them of more than six letters: 10 / 2 + 100 * 3 / 10."""
    long_words = count_long_words({"the": 4, "reading": 2, "letter": 3, "sentence": 1})

    assert (long_words, lix(10, 2, long_words)) == (3, 35.0)


@pytest.mark.parametrize(
    "counts", [(0, 0, 0), (5, 0, 1), (5, 1, None)], ids=["no words", "no sentences", "not stored"]
)
def test_there_is_no_lix_without_words_and_sentences(counts):
    assert lix(*counts) is None


@pytest.mark.parametrize(
    ("language", "first", "has_lix"),
    [
        ("en", "words", True),
        ("ko-KR", "characters", False),
        ("zh-Hant", "characters", False),
        ("ja", "characters", False),
        ("th", "characters", False),
        ("und", "words", True),
    ],
)
def test_characters_come_first_where_texts_are_measured_in_them(language, first, has_lix):
    measured = length("One two three. Four!", language).to_dict()

    found = figures(400, measured | {"long_words": 1}, language)

    assert next(iter(found)) == first
    assert found["words_per_sentence"] == 200.0
    assert (found["lix"] is not None) is has_lix


@pytest.mark.parametrize(("words", "has_lix"), [(99, False), (100, True)])
def test_a_short_text_has_no_lix(words, has_lix):
    found = figures(words, {"sentences": 10, "long_words": 20}, "en")

    assert (found["lix"] is not None) is has_lix
