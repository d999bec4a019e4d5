import pytest

from wordcount.words import segments
from wordcount.words.counting import clean_text, count_words, same_counting_rules
from wordcount.words.keys import key
from wordcount.words.segments import SEGMENTERS


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("don't", ["don't"], id="an apostrophe does not split a word"),
        pytest.param("don’t DON'T", ["don't"] * 2, id="curly and straight apostrophes are one"),
        pytest.param("м’ята мʼята", ["м'ята"] * 2, id="Ukrainian apostrophes are one"),
        pytest.param("'quoted' “words”", ["quoted", "words"], id="quotes are not part of words"),
        pytest.param("l’homme", ["l'homme"], id="a French elision is one word"),
        pytest.param("3.14 1,000", ["3.14", "1,000"], id="numbers keep points and commas"),
        pytest.param("1, 2. (3)", ["1", "2", "3"], id="punctuation after numbers is dropped"),
        pytest.param("e.g. U.S.A.", ["e.g", "u.s.a"], id="a final full stop is dropped"),
        pytest.param("well-known", ["well", "known"], id="a hyphen splits"),
        pytest.param("co\u00adoperate", ["cooperate"], id="a soft hyphen is dropped"),
        pytest.param("foo_bar", ["foo_bar"], id="an underscore joins"),
        pytest.param("— … !? _ ' 😀", [], id="punctuation and emoji are not words"),
        pytest.param("😀hello 🇰🇷world", ["hello", "world"], id="an emoji ends a word"),
        pytest.param("👨‍👩‍👧 family", ["family"], id="a joined emoji is not a word"),
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
        pytest.param("iPhone手机", ["iphone", "手机"], id="Latin and Chinese without a space"),
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
        pytest.param("me@example.com", ["me", "example.com"], id="an email address"),
        pytest.param("a\0b \ud800c", ["a", "b", "c"], id="U+0000 and surrogates split"),
        pytest.param("ʻOkina", ["'okina"], id="a Hawaiian okina is a letter"),
        pytest.param("Tiếng Việt", ["tiếng", "việt"], id="Vietnamese by syllables"),
        pytest.param("Ìwé tí mo kà", ["ìwé", "tí", "mo", "kà"], id="Yoruba tones"),
        pytest.param("ọ́ O\u0323\u0301", ["ọ́"] * 2, id="Igbo marks in either order of writing"),
        pytest.param("საქართველო ᲡᲐᲥᲐᲠᲗᲕᲔᲚᲝ", ["საქართველო"] * 2, id="Georgian capitals"),
        pytest.param("Ի՞նչ լեզու։", ["ի՞նչ", "լեզու"], id="Armenian marks within words"),
        pytest.param("ᏣᎳᎩ ꮳꮃꭹ", ["ꮳꮃꭹ"] * 2, id="Cherokee lowercase"),
        pytest.param("தமிழ்நாடு", ["தமிழ்நாடு"], id="Tamil pulli"),
        pytest.param("বাংলাদেশ ক্ষমতা", ["বাংলাদেশ", "ক্ষমতা"], id="Bengali conjuncts"),
        pytest.param("క్షమ ಕನ್ನಡ മലയാളം", ["క్షమ", "ಕನ್ನಡ", "മലയാളം"], id="southern Indic scripts"),
        pytest.param("ශ්\u200dරී", ["ශ්\u200dරී"], id="a Sinhala joiner"),
        pytest.param("ગુજરાતી ਪੰਜਾਬੀ ଓଡ଼ିଆ", ["ગુજરાતી", "ਪੰਜਾਬੀ", "ଓଡ଼ିଆ"], id="northern Indic scripts"),
        pytest.param("क़लम क़लम", ["क़लम"] * 2, id="a nukta in one character or two"),
        pytest.param("བོད་ཡིག", ["བོད", "ཡིག"], id="a Tibetan tsheg splits"),
        pytest.param("ꦗꦮ ᠮᠣᠩᠭᠣᠯ", ["ꦗꦮ", "ᠮᠣᠩᠭᠣᠯ"], id="Javanese and Mongolian"),
        pytest.param("ሰላም፡ለዓለም።", ["ሰላም", "ለዓለም"], id="an Ethiopic word space splits"),
        pytest.param("كِتَابٌ كتاب", ["كِتَابٌ", "كتاب"], id="Arabic vowel signs distinguish words"),
        pytest.param("٣٫١٤ ١٬٠٠٠", ["٣٫١٤", "١٬٠٠٠"], id="Arabic numbers keep their signs"),
        pytest.param("۱۲۳ १२३ １２", ["۱۲۳", "१२३", "12"], id="digits of every script"),
        pytest.param("اُردُو، فارسی؛", ["اُردُو", "فارسی"], id="Urdu and Persian punctuation"),
        pytest.param("ד״ר סוכ״ם", ['ד"ר', 'סוכ"ם'], id="Hebrew gershayim"),
        pytest.param('"שלום"', ["שלום"], id="quotes around Hebrew"),
        pytest.param("ދިވެހި ߒߞߏ", ["ދިވެހި", "ߒߞߏ"], id="Thaana and N’Ko"),
        pytest.param(
            "𐌲𐌿𐍄𐌹𐍃𐌺 𝐇𝐢", ["𐌲𐌿𐍄𐌹𐍃𐌺", "𝐇𝐢"], id="letters beyond the Basic Multilingual Plane"
        ),
        pytest.param("њЊ монгол", ["њњ", "монгол"], id="Serbian and Mongolian Cyrillic"),
        pytest.param("ΣΊΣΥΦΟΣ, ΣΑΣ.", ["σίσυφος", "σας"], id="a final sigma before punctuation"),
        pytest.param("ΘΕΟΣ^ΑΣ", ["θεος", "ας"], id="a final sigma before a separator"),
        pytest.param("ẞ STRAẞE", ["ß", "straße"], id="a capital sharp s"),
        pytest.param("IJs ĳs", ["ijs"] * 2, id="a Dutch ij in one letter or two"),
        pytest.param("ＡＢＣ ﾃｽﾄ", ["abc", "テスト"], id="wide and narrow forms become ordinary"),
        pytest.param("col·lecció", ["col·lecció"], id="a Catalan middle dot joins"),
        pytest.param("dell’acqua c'è", ["dell'acqua", "c'è"], id="Italian elisions"),
        pytest.param("aujourd’hui qu'elle", ["aujourd'hui", "qu'elle"], id="French apostrophes"),
        pytest.param(
            "rock'n'roll 'tis dogs'",
            ["rock'n'roll", "tis", "dogs"],
            id="outer apostrophes are dropped",
        ),
        pytest.param("O’Neill O'Neill", ["o'neill"] * 2, id="names with an apostrophe"),
        pytest.param("don''t x² ½", ["don", "t", "x"], id="two apostrophes and superscripts split"),
        pytest.param("Ph.D. M.Sc.", ["ph.d", "m.sc"], id="full stops within abbreviations"),
        pytest.param("1.000,5 1'000", ["1.000,5", "1'000"], id="European number formats"),
        pytest.param("1\u202f000", ["1 000"], id="a narrow space joins digits"),
        pytest.param("10:30 192.168.0.1", ["10", "30", "192.168.0.1"], id="a time and an address"),
        pytest.param(
            "2026-11-22 1/2", ["2026", "11", "22", "1", "2"], id="dates and fractions split"
        ),
        pytest.param("10% $5.99 №5 5°C", ["10", "5.99", "5", "5", "c"], id="units and signs"),
        pytest.param("3D 2nd B2B", ["3d", "2nd", "b2b"], id="letters and digits join"),
        pytest.param("AT&T e-mail and/or", ["at", "t", "e", "mail", "and", "or"], id="signs split"),
        pytest.param("#tag @name", ["tag", "name"], id="hashtags and mentions lose their signs"),
        pytest.param(
            "snake_case __init__", ["snake_case", "__init__"], id="underscores are part of words"
        ),
        pytest.param(
            "https://example.com/a?x=1", ["https", "example.com", "a", "x", "1"], id="an address"
        ),
        pytest.param("a–b a—b a…b", ["a", "b"] * 3, id="dashes and dots split"),
        pytest.param("a\u2060b a\ufeffb", ["ab"] * 2, id="word joiners are dropped"),
        pytest.param("\u0301a e\u0301\u0301", ["a", "é\u0301"], id="marks without a letter"),
        pytest.param("👩\u200d💻dev ❤\ufe0flove", ["dev", "love"], id="joined and coloured emoji"),
        pytest.param("ﾊﾟ -ﾟ ,ﾞa", ["パ", "a"], id="half-width voiced marks are no letters"),
        pytest.param(
            "日本語とEnglishとไทย", ["日本語", "と", "english", "と", "ไทย"], id="mixed scripts"
        ),
        pytest.param("大韓民國 대한민국의", ["大韓民國", "대한민국의"], id="Korean in two scripts"),
        pytest.param("〇 一ヶ月", ["〇", "一", "ヶ月"], id="a Japanese zero and a counter"),
        pytest.param("मराठी ᐃᓄᒃᑎᑐᑦ ⵜⴰⵎⴰⵣⵉⵖⵜ", ["मराठी", "ᐃᓄᒃᑎᑐᑦ", "ⵜⴰⵎⴰⵣⵉⵖⵜ"], id="three more"),
    ],
)
def test_count_words_follows_uax_29(text, words):
    counts = count_words(text, "und")

    assert sorted(counts.elements()) == sorted(words)


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        pytest.param("ISTANBUL", "tr", "ıstanbul", id="Turkish I has no dot"),
        pytest.param("İSTANBUL", "tr", "istanbul", id="Turkish İ has a dot"),
        pytest.param("I\u0307STANBUL", "az", "istanbul", id="Azerbaijani İ in two characters"),
        pytest.param("ISTANBUL", "en", "istanbul", id="English I"),
        pytest.param("ıI", "tr", "ıı", id="a lowercase dotless i is kept"),
        pytest.param("İ", "en", "i\u0307", id="İ elsewhere becomes i with a combining dot"),
        pytest.param("Į\u0307", "lt", "į\u0307", id="Lithuanian dots are kept"),
        pytest.param("ǅ", "hr", "ǆ", id="a title case letter"),
    ],
)
def test_key_lowercases_by_the_rules_of_the_language(word, language, expected):
    assert key(word, language) == expected


@pytest.mark.parametrize("word", ["Don’t", "İI", "Ǆ", "ΣΑΣ", "co\u00adop", "Å", "ﬁ"])
@pytest.mark.parametrize("language", ["en", "tr"])
def test_a_key_is_its_own_key(word, language):
    once = key(word, language)

    assert key(once, language) == once


def test_a_key_that_equals_another_chunk_is_counted_separately():
    assert count_words("ʼ '", "und") == {}
    assert count_words("éʼ é'", "und") == {"é'": 1, "é": 1}


def test_turkish_words_are_lowercased_by_turkish_rules():
    assert count_words("IŞIK ışık İzmir izmir", "tr-TR") == {"ışık": 2, "izmir": 2}


def test_a_language_can_have_a_segmenter_of_its_own(monkeypatch):
    monkeypatch.setitem(SEGMENTERS, "letters", lambda chunks: [list(chunk) for chunk in chunks])
    monkeypatch.setattr(segments, "is_available", lambda name: name == "letters-1")

    assert count_words("한국어 abc", "ko-x-letters-1") == {"한": 1, "국": 1, "어": 1, "abc": 1}
    assert count_words("한국어", "ko") == {"한국어": 1}
    assert count_words("한국어", "ko-x-letters-2") == {"한국어": 1}
    assert not same_counting_rules("ko-x-letters-1", "ko")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("en", "und", True), ("az", "TR-tr", True), ("tr", "und", False), ("en", "az-Latn", False),
        ("fr", "und", False), ("fr-CA", "FR", True), ("fr", "it", False), ("ca", "es", False),
    ],
)  # fmt: skip
def test_languages_with_the_same_rules_are_counted_alike(one, other, alike):
    assert same_counting_rules(one, other) is alike


def test_clean_text_replaces_characters_that_postgresql_rejects():
    assert clean_text("a\0b\ud800c\U0001f600") == "a\ufffdb\ufffdc\U0001f600"
