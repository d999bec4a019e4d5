import pytest

from wordcount.analysis.reading_time import minutes, speaking_minutes, words_per_minute


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", 238),
        ("en-GB", 238),
        ("de", 179),
        ("zh-Hant", 158),
        ("ko", 202),
        ("ko-KR", 202),
        ("vi", 238),
        ("und", 238),
    ],
)
def test_words_per_minute_match_the_studies(language, expected):
    assert words_per_minute(language) == expected


def test_minutes_are_proportional_to_words():
    assert minutes(0, "en") == 0
    assert minutes(476, "en") == 2


def test_a_text_is_spoken_more_slowly_than_it_is_read():
    assert speaking_minutes(280, "en") == pytest.approx(2)
    assert speaking_minutes(280, "vi") == speaking_minutes(280, "en")
    assert speaking_minutes(130, "ko") == pytest.approx(228 / 140)
    assert speaking_minutes(218, "es") == pytest.approx(228 / 140)
