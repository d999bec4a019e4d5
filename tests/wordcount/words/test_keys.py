"""Words that readers take for one have one key, and others do not."""

import pytest

from wordcount.words.counting import count_words
from wordcount.words.keys import MAX_KEY_LENGTH, key, keys
from wordcount.words.tokens import tokenize

CASES = {
    "invisible characters are dropped": [
        ("کتاب\u200c کتاب", "کتاب", 2, "a non-joiner at the end of a Persian word"),
        ("\u200cمی\u200c\u200cشود می\u200cشود", "می\u200cشود", 2, "a non-joiner twice"),
        ("آزاد\u200cراه آزادراه", "آزادراه", 2, "a non-joiner after a letter that never joins"),
        ("Auf\u200clage au\u200df\u200dlage", "auflage", 2, "joiners between Latin letters"),
        ("葛\U000e0100 葛\ufe00 葛", "葛", 3, "variation selectors after Han"),
        ("f\u2061x f\u2062x f\u2063x f\u2064x", "fx", 4, "invisible operators"),
        ("a\u034fe\u0301 aé", "aé", 2, "a grapheme joiner"),
        ("e\u034f\u0301te é\u00adte", "éte", 2, "a grapheme joiner between a letter and its mark"),
        ("ᠮᠣᠩ\u180eᠭᠣᠯ ᠮᠣᠩ\u180bᠭᠣᠯ", "ᠮᠣᠩᠭᠣᠯ", 2, "Mongolian separators"),
        ("ab\u3164c\u115fd abcd", "abcd", 2, "Hangul fillers"),
        ("క్ష\u200c క్ష", "క్ష", 2, "a joiner at the end of a Telugu word"),
        ("a\ufe0fb\u2060c abc", "abc", 2, "a variation selector and a word joiner"),
    ],
    "a joiner stays where its script needs it": [
        ("می\u200cشود خانه\u200cای", "می\u200cشود", 1, "Persian"),
        ("کِ\u200cتاب", "کِ\u200cتاب", 1, "after a vowel sign"),
        ("क्\u200dष क्\u200d\u200dष", "क्\u200dष", 2, "Hindi"),
        ("ශ්\u200dරී", "ශ්\u200dරී", 1, "Sinhala"),
        ("র\u200d্যাব", "র\u200d্যাব", 1, "Bengali"),
        ("ನ್\u200cನ", "ನ್\u200cನ", 1, "Kannada"),
        ("അവന്\u200d അവൻ", "അവൻ", 2, "an old Malayalam chillu is the letter"),
        ("അവര്\u200dക്ക് അവർക്ക്", "അവർക്ക്", 2, "a chillu within a word"),
    ],
    "letters that only stretch a word are dropped": [
        ("سلـــام سلام", "سلام", 2, "Arabic"),
        ("محـمـد محمد", "محمد", 2, "twice"),
        ("ـهم هم", "هم", 2, "at the beginning"),
        ("هـ ه", "ه", 2, "at the end"),
        ("سَـلام سَلام", "سَلام", 2, "after a vowel sign"),
        ("کـــتاب کتاب", "کتاب", 2, "Persian"),
        ("ߒߺߞߏ ߒߞߏ", "ߒߞߏ", 2, "N’Ko"),
        ("سلامـ\u200c سلام", "سلام", 2, "beside a joiner"),
    ],
    "apostrophes of every kind are one": [
        ("oʻzbek oʼzbek o‘zbek o’zbek o'zbek", "o'zbek", 5, "Uzbek"),
        ("don´t don’t don＇t don‛t", "don't", 4, "English"),
        ("հ՚ա հ’ա", "հ'ա", 2, "Armenian"),
        ("ʻOkina", "'okina", 1, "Hawaiian, at the beginning"),
        ("c’hoazh cʼhoazh", "c'hoazh", 2, "Breton"),
        ("ג׳ירף ג'ירף", "ג'ירף", 2, "a Hebrew geresh"),
        ("ŉ ʼn", "'n", 2, "Afrikaans in one character"),
        ("м’ята м´ята", "м'ята", 2, "Ukrainian"),
        ("Qurʼan Qur’an Qurʻan qur'an", "qur'an", 4, "a hamza"),
        ("GʻALABA g‘alaba g'alaba", "g'alaba", 3, "Uzbek capitals"),
    ],
    "full-width, half-width and ligature forms are ordinary letters": [
        ("ＮＨＫ NHK", "nhk", 2, "full-width letters"),
        ("ｶﾅ カナ", "カナ", 2, "half-width katakana"),
        ("ｶﾞｽ ガス", "ガス", 2, "a half-width voiced mark"),
        ("ﬁn fin", "fin", 2, "an fi ligature"),
        ("eﬃcient ﬆ", "efficient", 1, "an ffi ligature"),
        ("２０２４ 2024", "2024", 2, "full-width digits"),
        ("１．５ 1.5", "1.5", 2, "a full-width full stop in a number"),
        ("Ĳs ijs ĳs", "ijs", 3, "Dutch"),
        ("ﺳﻼﻡ سلام", "سلام", 2, "forms of Arabic letters"),
        ("ﷲ الله", "الله", 2, "an Arabic ligature"),
        ("ﬓ մն", "մն", 2, "an Armenian ligature"),
        ("ﾡ ㄱ", "ㄱ", 2, "half-width Hangul"),
        ("ﾎﾞｰﾙ ボール", "ボール", 2, "a half-width mark and a long vowel"),
        ("ﬂow oﬀ flow", "flow", 2, "an fl ligature beside an ff ligature"),
    ],
    "other compatibility forms stay": [
        ("x² x", "x", 2, "a superscript digit is no part of a word"),
        ("Ⅳ iv", "ⅳ", 1, "a Roman numeral"),
        ("𝐇𝐢 hi", "hi", 1, "mathematical letters"),
        ("ǆ dž", "ǆ", 1, "a Croatian digraph"),
        ("ªb ab", "ªb", 1, "an ordinal indicator"),
        ("œuvre oeuvre", "œuvre", 1, "a letter that was a ligature"),
        ("ſtraße straße", "ſtraße", 1, "a long s"),
    ],
    "letters newer than Python are letters": [
        ("Ᲊ ᲊ", "ᲊ", 2, "a Cyrillic capital of Unicode 16"),
        ("Ꟛx ꟛX", "ꟛx", 2, "a Latin capital of Unicode 16"),
        ("\U00010d50 \U00010d70", "\U00010d70", 2, "Garay"),
        ("\U00016ea0 \U00016ebb", "\U00016ebb", 2, "Beria Erfe"),
        ("\u088f", "\u088f", 1, "an Arabic letter of Unicode 17"),
        ("\U0001df25a", "\U0001df25a", 1, "a phonetic letter of Unicode 15"),
        ("\U00031350 \U000323b0", "\U00031350", 1, "ideographs"),
        ("\U00010d40\U00010d41 \U00010d40\U00010d41", "\U00010d40\U00010d41", 2, "digits"),
        ("\U000105d2\u0307 \U000105c9", "\U000105c9", 2, "two characters or one"),
        ("\U00016d63\U00016d67\U00016d67 \U00016d6a", "\U00016d6a", 2, "three or one"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "word", "occurrences"),
    [
        pytest.param(text, word, occurrences, id=f"{kind}: {case}")
        for kind, cases in CASES.items()
        for text, word, occurrences, case in cases
    ],
)
def test_words_are_counted_by_key(text, word, occurrences):
    assert count_words(text, "und")[word] == occurrences
    assert tokenize(text, "und").keys.count(word) == occurrences
    assert key(word, "und") == word


@pytest.mark.parametrize("text", ["ـ", "ʼ ʻ", "ᅟ ㅤ", "ﾞ", "\u0301", "ℹ", "²", "½", "_", "֊"])
def test_what_has_no_letter_or_digit_is_no_word(text):
    assert count_words(text, "und") == {}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("a" * 5_000, "a" * 1_000, id="ASCII"),
        pytest.param("É" * 5_000, "é" * 1_000, id="Latin"),
        pytest.param("가" * 5_000, "가" * 1_000, id="Korean"),
        pytest.param("סא" * 700 + '"' + "ס", "סא" * 500, id="Hebrew"),
        pytest.param("a\u0308\u0323" * 3_000, "ạ\u0308" * 500, id="marks"),
        pytest.param("İ" * 5_000, "i\u0307" * 500, id="a letter that lowercases to two"),
        pytest.param("\u00ada" * 5_000, "a" * 1_000, id="invisible characters do not count"),
        pytest.param("1" * 5_000, "1" * 1_000, id="digits"),
    ],
)
def test_a_long_word_is_counted_under_its_first_characters(text, word):
    assert len(word) == MAX_KEY_LENGTH
    assert count_words(f"{text} {text}b", "und") == {word: 2}
    assert tokenize(text, "und").keys == [word]
    assert key(word, "und") == word


@pytest.mark.parametrize("language", ["en", "tr"])
def test_many_keys_are_the_keys_of_each(language):
    words = ["İI", "don`t", "ΣΑΣ", "ﬁ", "a" * 1_001, "É", "A\u0308", "", "צה''ל"]

    assert keys(words, language) == [key(word, language) for word in words]
    assert [*keys(["Σ"], "el"), *keys(["ΑΣ", "Β"], "el"), *keys([], "el")] == ["σ", "ας", "β"]
