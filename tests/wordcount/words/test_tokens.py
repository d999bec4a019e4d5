import random
from collections import Counter

import pytest

from wordcount.words.counting import count_words
from wordcount.words.tokens import join_digit_groups, query_keys, read_chunks, tokenize

# Characters that form or separate words: letters of many scripts, marks, joiners, punctuation.
CHARACTERS = (
    "abcXYZ0129 ' ’ . , - _ : ; ! ? \n \t \u00a0 \u00ad \u200d \u0301 é e\u0301 ß İ I ı Ω ж 日 "
    "² ₂ ʻ ´ ` ـ ﾞ ʼ ‘ 3⃣ ℹ ៛ ກ ຂ ១ 1\u202f0 1\u202fa l' d’ qu' s' L’ un' \ufe0f \u200c ” '' ״ 〱 ⅳ "
    "本 語 か カ ー 한 국 어 ส วั ส ดี ש ל م ر ح ب ा क ्ष 😀 🇰🇷 ① ﬁ \u2028 \x1c \0 “ ” … /"
).replace(" ", "") + "    "


def texts():
    """Yield many short texts, the same in every run."""
    generator = random.Random(7)
    for _ in range(2_000):
        yield "".join(generator.choices(CHARACTERS, k=generator.randint(0, 40)))


@pytest.mark.parametrize("language", ["en", "tr", "ja", "fr", "it", "ca", "ko", "und"])
def test_tokens_equal_the_counted_words(language):
    for text in texts():
        keys = tokenize(text, language).keys

        assert Counter(keys) == count_words(text, language), text


@pytest.mark.parametrize("language", ["en", "fr", "ja"])
def test_the_first_words_are_those_of_the_whole_text(language):
    for number, text in enumerate(texts()):
        keys = tokenize(text, language).keys

        tokenized, chunks = (
            each(text, language, 1 + number % 9) for each in (tokenize, read_chunks)
        )

        assert tokenized.keys == keys[: len(tokenized.keys)], text
        assert chunks.keys == keys[: len(chunks.keys)], text
        assert tokenized.is_cut or tokenized.keys == keys, text
        assert chunks.end is not None or chunks.keys == keys, text


@pytest.mark.parametrize(
    ("text", "most", "beginning"),
    [
        ("the cat and the dog", 3, "the cat and"),
        ("a,b a,b a,b c", 5, "a,b a,b a,b"),
        ("a,b c,d e,f", 8, "a,b c,"),
        ("a,b,c,d,e,f", 6, "a,b,c,"),
        ("猫 鸟 鱼", 6, "猫 鸟"),
    ],
    ids=["words", "words of one chunk", "segments of chunks", "one chunk", "whole chunks"],
)
def test_a_text_is_read_up_to_a_number_of_words_and_segments(text, most, beginning):
    tokenized = tokenize(text, "en", most)

    assert (tokenized.text, tokenized.is_cut) == (beginning, True)
    assert tokenized.keys == tokenize(beginning, "en").keys


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
    tokenized = tokenize(text, language)

    assert [tokenized.text[token.start : token.end] for token in tokenized.tokens] == words


@pytest.mark.parametrize(
    ("text", "query", "language", "keys"),
    [
        ("12\u202f500 12 500", "12 500", "fr", ["12 500"]),
        ("12 500", "12 500", "fr", ["12", "500"]),
        ("ʻOkina", "'okina", "haw", ["'okina"]),
        ("l’eau de l’île", "l'", "fr", ["l'"]),
        ("the black cat", " Black CAT ", "en", ["black", "cat"]),
    ],
    ids=["a grouped number", "two numbers", "a first apostrophe", "an elided word", "a phrase"],
)
def test_a_query_finds_a_key_of_the_text_as_it_is(text, query, language, keys):
    assert query_keys(query, language, tokenize(text, language)) == keys


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("12 500", "12_500"),
        ("1 234\u00a0567", "1_234_567"),
        ("de 12 500 à 13 000 €", "de 12_500 à 13_000 €"),
        ("1 234,5", "1_234,5"),
        ("١٢ ٣٤٥", "١٢_٣٤٥"),
        ("12 5", "12 5"),
        ("1234 567", "1234 567"),
        ("12 5000", "12 5000"),
        ("a1 234", "a1_234"),
        ("", ""),
    ],
)
def test_groups_of_three_digits_are_joined(text, joined):
    assert join_digit_groups(text) == joined.replace("_", "\u202f")


def test_a_token_has_the_number_of_its_line():
    tokens = tokenize("one two\n\nthree\nfour", "en").tokens

    assert [token.line for token in tokens] == [0, 0, 2, 3]
