import pytest

from wordcount.words import clean_text, count_words, key


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("don't", ["don't"], id="an apostrophe does not split a word"),
        pytest.param("don’t DON'T", ["don't"] * 2, id="curly and straight apostrophes are one"),
        pytest.param("м’ята мʼята", ["м'ята"] * 2, id="Ukrainian apostrophes are one"),
        pytest.param("'quoted' “words”", ["quoted", "words"], id="quotes are not part of words"),
        pytest.param("l’homme", ["l'homme"], id="a French elision stays whole"),
        pytest.param("3.14 1,000", ["3.14", "1,000"], id="numbers keep points and commas"),
        pytest.param("1, 2. (3)", ["1", "2", "3"], id="punctuation after numbers goes"),
        pytest.param("e.g. U.S.A.", ["e.g", "u.s.a"], id="a last full stop goes"),
        pytest.param("well-known", ["well", "known"], id="a hyphen splits"),
        pytest.param("co\u00adoperate", ["cooperate"], id="a soft hyphen is dropped"),
        pytest.param("foo_bar", ["foo_bar"], id="an underscore joins"),
        pytest.param("— … !? _ ' 😀", [], id="punctuation and emoji are no words"),
        pytest.param("😀hello 🇰🇷world", ["hello", "world"], id="an emoji stands apart"),
        pytest.param("👨‍👩‍👧 family", ["family"], id="a joined emoji is no word"),
        pytest.param("cafe\u0301 café", ["café"] * 2, id="NFD and NFC are one"),
        pytest.param("한국 한국", ["한국"] * 2, id="Hangul in letters and in syllables"),
        pytest.param("STRASSE Straße", ["strasse", "straße"], id="lower case, not case folding"),
        pytest.param("ΟΔΟΣ οδός", ["οδος", "οδός"], id="Greek final sigma"),
        pytest.param("안녕하세요, 세계!", ["안녕하세요", "세계"], id="Korean by spaces"),
        pytest.param("我们在北京大学", ["我们", "在", "北京", "大学"], id="Chinese"),
        pytest.param("日本語を勉強", ["日本語", "を", "勉強"], id="Japanese"),
        pytest.param("カタカナです", ["カタカナ", "です"], id="katakana"),
        pytest.param("ฉันรักภาษาไทย", ["ฉัน", "รัก", "ภาษา", "ไทย"], id="Thai"),
        pytest.param("ພາສາລາວ", ["ພາສາ", "ລາວ"], id="Lao"),
        pytest.param("ខ្ញុំស្រឡាញ់កម្ពុជា", ["ខ្ញុំ", "ស្រឡាញ់", "កម្ពុជា"], id="Khmer"),
        pytest.param("မြန်မာစကားပြော", ["မြန်မာ", "စကားပြော"], id="Burmese"),
        pytest.param("iPhone手机", ["iphone", "手机"], id="Latin and Chinese in one chunk"),
        pytest.param("שלום, עולם", ["שלום", "עולם"], id="Hebrew"),
        pytest.param('צה"ל', ['צה"ל'], id="a Hebrew abbreviation"),
        pytest.param("ג'ירף", ["ג'ירף"], id="a Hebrew geresh"),
        pytest.param("مرحبا، بالعالم؟", ["مرحبا", "بالعالم"], id="Arabic punctuation"),
        pytest.param("می\u200cشود", ["می\u200cشود"], id="a Persian non-joiner belongs to its word"),
        pytest.param("नमस्ते दुनिया", ["नमस्ते", "दुनिया"], id="Devanagari vowel signs"),
        pytest.param("क्\u200dष", ["क्\u200dष"], id="a zero-width joiner belongs to its word"),
        pytest.param("Привет, мир", ["привет", "мир"], id="Cyrillic"),
        pytest.param("שלום\u200f \u202bשלום\u202c", ["שלום"] * 2, id="direction marks are dropped"),
        pytest.param("ab\u200bcd", ["ab", "cd"], id="a zero-width space splits"),
        pytest.param("a\u00a0b\u3000c\u2028d", ["a", "b", "c", "d"], id="every white space splits"),
        pytest.param("x\r\ny\nz", ["x", "y", "z"], id="line ends split"),
        pytest.param("C++ C# .NET", ["c", "c", "net"], id="signs are not letters"),
        pytest.param("me@example.com", ["me", "example.com"], id="an address of mail"),
        pytest.param("a\0b \ud800c", ["a", "b", "c"], id="what cannot be stored splits"),
        pytest.param("ʻOkina", ["ʻokina"], id="a Hawaiian okina is a letter"),
    ],
)
def test_words_are_those_of_uax_29(text, words):
    counts = count_words(text, "und")

    assert sorted(counts.elements()) == sorted(words)


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        pytest.param("ISTANBUL", "tr", "ıstanbul", id="Turkish I has no dot"),
        pytest.param("İSTANBUL", "tr", "istanbul", id="Turkish İ has one"),
        pytest.param("I\u0307STANBUL", "az", "istanbul", id="Azeri İ in two characters"),
        pytest.param("ISTANBUL", "en", "istanbul", id="English I"),
    ],
)
def test_lower_case_follows_the_language(word, language, expected):
    assert key(word, language) == expected


@pytest.mark.parametrize("word", ["Don’t", "İI", "Ǆ", "ΣΑΣ", "co\u00adop", "Å", "ﬁ"])
@pytest.mark.parametrize("language", ["en", "tr"])
def test_a_key_is_its_own_key(word, language):
    once = key(word, language)

    assert key(once, language) == once


def test_every_plain_letter_is_cut_as_icu_cuts_it():
    from wordcount.words import PLAIN_END, segment_with_icu

    letters = [c for c in map(chr, range(ord(PLAIN_END))) if c.isalpha()]
    chunks = [pair for c in letters for pair in (f"a{c}", f"{c}б")]

    assert [
        chunk for chunk, cut in zip(chunks, segment_with_icu(chunks), strict=True) if cut != [chunk]
    ] == []


def test_clean_text_replaces_what_postgresql_cannot_store():
    assert clean_text("a\0b\ud800c\U0001f600") == "a\ufffdb\ufffdc\U0001f600"
