import random
from collections import Counter

import pytest

from wordcount.words.counting import count_words
from wordcount.words.tokens import read

# Characters that form or separate words: letters of many scripts, marks, joiners, punctuation.
CHARACTERS = (
    "abcXYZ0129 ' ’ . , - _ : ; ! ? \n \t \u00a0 \u00ad \u200d \u0301 é e\u0301 ß İ I ı Ω ж 日 "
    "本 語 か カ ー 한 국 어 ส วั ส ดี ש ל م ر ح ب ा क ्ष 😀 🇰🇷 ① ﬁ \u2028 \x1c \0 “ ” … /"
).replace(" ", "") + "    "


def texts():
    """Yield many short texts, the same in every run."""
    generator = random.Random(7)
    for _ in range(2_000):
        yield "".join(generator.choices(CHARACTERS, k=generator.randint(0, 40)))


@pytest.mark.parametrize("language", ["en", "tr", "ja", "und"])
def test_tokens_equal_the_counted_words(language):
    for text in texts():
        keys = read(text, language).keys

        assert Counter(keys) == count_words(text, language), text


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("The cat. THE end!", "en", ["The", "cat", "THE", "end"]),
        ("😀 emoji😀before words", "en", ["emoji", "before", "words"]),
        ("don’t, e-mail 3.14", "en", ["don’t", "e", "mail", "3.14"]),
        ("我喜欢猫", "zh", ["我", "喜欢", "猫"]),
        ("cafe\u0301 au lait", "fr", ["caf\u00e9", "au", "lait"]),
    ],
    ids=["case", "emoji", "joiners", "no spaces", "composed"],
)
def test_a_token_has_the_position_of_its_word(text, language, words):
    reading = read(text, language)

    assert [reading.text[token.start : token.end] for token in reading.tokens] == words


def test_a_token_has_the_number_of_its_line():
    tokens = read("one two\n\nthree\nfour", "en").tokens

    assert [token.line for token in tokens] == [0, 0, 2, 3]
