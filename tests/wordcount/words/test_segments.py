"""Where words end other than UAX #29 and ICU say, and that they end nowhere else."""

import random
import re
from itertools import product

import pytest
from text_pieces import PIECES

from wordcount.words import segments
from wordcount.words.counting import clean_text, count_words
from wordcount.words.segments import segment, segment_with_icu

CASES = {
    "scripts without spaces end where another begins": [
        ("ราคา250บาท", "ราคา 250 บาท", "a Thai price"),
        ("ราคา๒๕๐บาท", "ราคา ๒๕๐ บาท", "Thai digits"),
        ("ใช้iPhoneแล้ว", "ใช้ iphone แล้ว", "Latin letters in Thai"),
        ("พ.ศ.2567", "พ.ศ 2567", "a Thai abbreviation and a year"),
        ("๑.๕และ๑,๐๐๐", "๑.๕ และ ๑,๐๐๐", "Thai numbers with their signs"),
        ("ລາວ2024abc", "ລາວ 2024abc", "Lao"),
        ("ឆ្នាំ2024", "ឆ្នាំ 2024", "Khmer"),
        ("កម្ពុជា២០២៤", "កម្ពុជា ២០២៤", "Khmer digits"),
        ("မြန်မာFacebook12", "မြန်မာ facebook12", "Burmese"),
        ("ဘာ၁၂", "ဘာ ၁၂", "Burmese digits"),
        ("၎င်း ၄င်း", "၎င်း ၄င်း", "a Burmese digit that is written for a sign"),
        ("ภาษาไทยとไทย日本語", "ภาษา ไทย と ไทย 日本語", "Thai and Japanese"),
        ("ไทยລາວ", "ไทย ລາວ", "Thai and Lao"),
        ("カ_a a_カ カ_カ", "カ_ a a_ カ カ_カ", "an underscore between katakana and Latin"),
    ],
    "a Korean word is one, whatever it is made of": [
        ("3월 K팝을 AI가", "3월 k팝을 ai가", "digits and Latin letters"),
        ("2024년에는", "2024년에는", "a year"),
        ("100만원", "100만원", "a price"),
        ("SNS를 LG전자는", "sns를 lg전자는", "names with particles"),
        ("한국2호", "한국2호", "digits inside"),
        ("카카오톡Talk", "카카오톡talk", "Latin letters at the end"),
        ("3.1절", "3.1절", "a date with a full stop"),
        ("café에서", "café에서", "accents"),
        ("월드컵(2002년)을", "월드컵 2002년 을", "brackets split"),
        ("大韓民國의 한자漢字", "大韓民國 의 한자 漢字", "Chinese characters split"),
        ("ㅋㅋㅋ하하", "ㅋㅋㅋ하하", "letters without a syllable"),
        ("B2B기업은 e스포츠", "b2b기업은 e스포츠", "letters and digits before a syllable"),
        ("2.5배로 1kg당", "2.5배로 1kg당", "a fraction and a unit"),
        ("4·19혁명 A/S를", "4 19혁명 a s를", "a middle dot and a slash split"),
    ],
    "superscript digits end a word, subscript digits do not": [
        ("Fees¹ for H₂O per m²", "fees for h₂o per m", "a note, a formula, a unit"),
        ("C₆H₁₂O₆ CO₂", "c₆h₁₂o₆ co₂", "formulas"),
        ("H₂SO₄²⁻", "h₂so₄", "an ion"),
        ("x\u030c₂ y", "x\u030c₂ y", "after a letter with a mark"),
        ("E=mc² x²y", "e mc x y", "powers"),
        ("Wort³, слово¹.", "wort слово", "notes before punctuation"),
        ("10² 1¹⁰", "10 1", "powers of numbers"),
        ("¹³C ⁴", "c", "isotopes, and a superscript alone"),
        ("x₁,x₂ ₂", "x₁ x₂", "indexes, and a subscript alone"),
        ("水₂ 単語²", "水 単語", "Japanese"),
        ("½ 4½ ①②", "4", "fractions and circled digits are no digits"),
        ("1ᵉʳ nᵗʰ", "1ᵉʳ nᵗʰ", "superscript letters are letters"),
    ],
    "emoji and symbols are no words": [
        ("3️⃣ steps", "steps", "a keycap"),
        ("*⃣₂a", "a", "a keycap before a subscript"),
        ("3⃣steps 1️⃣2️⃣", "steps", "keycaps beside letters and keycaps"),
        ("#️⃣ *️⃣tag", "tag", "keycaps of signs"),
        ("ℹ️ info ℹinfo", "info info", "an information sign is a letter to Python"),
        ("Ⓜ️ metro", "metro", "a circled M"),
        ("🅰️b a🅿️", "b a", "squared letters"),
        ("Ⓜ ⓜ", "", "circled letters are symbols"),
        ("👩\u200d💻dev ❤️love", "dev love", "joined emoji"),
        ("🇰🇷 ™ ℃ №5 ㊗️", "5", "flags and signs"),
        ("1️⃣日本 2️⃣ไทย", "日本 ไทย", "keycaps beside other scripts"),
    ],
    "a Hebrew abbreviation is one word": [
        ("צה”ל צה\"ל", "צה\"ל צה\"ל", "a curly quotation mark"),
        ("צה״ל צה“ל", "צה\"ל צה\"ל", "gershayim and an opening quotation mark"),
        ("צה''ל צה’’ל צה׳׳ל", "צה\"ל צה\"ל צה\"ל", "two apostrophes"),
        ("צה„ל צה‟ל", "צה\"ל צה\"ל", "low and reversed quotation marks"),
        ("ארה”ב, בי״ס.", "ארה\"ב בי\"ס", "before punctuation"),
        ("”שלום” “שלום„", "שלום שלום", "quotation marks around a word"),
        ("ג׳ירף ג'ירף ג’ירף", "ג'ירף ג'ירף ג'ירף", "a geresh"),
        ("''a''b c”d", "a b c d", "other scripts split there"),
        ("רמטכ״ל ח''כ צ׳יפס", "רמטכ\"ל ח\"כ צ'יפס", "five letters, two letters, a geresh"),
        ("תנ''ך תשפ״ד", "תנ\"ך תשפ\"ד", "the Bible and a year"),
    ],
    "signs that are written for an apostrophe join letters": [
        ("oʻzbek o'zbek o‘zbek o`zbek", "o'zbek o'zbek o'zbek o'zbek", "Uzbek"),
        ("don´t don`t don′t don‛t", "don't don't don't don't", "English"),
        ("Hawaiʻi Hawai'i", "hawai'i hawai'i", "Hawaiian"),
        ("п´ять п`ять п’ять пʼять", "п'ять п'ять п'ять п'ять", "Ukrainian"),
        ("l´homme", "l'homme", "French in another language"),
        ("x\u030c´y a\u0331‛a", "x\u030c'y a\u0331'a", "letters with marks"),
        ("Ａ＇Ａ", "a'a", "a full-width apostrophe"),
        ("kaꞌa kaʽa", "ka'a ka'a", "a saltillo and a reversed comma"),
        ("`code` ´a´ 5′ 6`7", "code a 5 6 7", "they split elsewhere"),
        ("ב`ג", "ב'ג", "Hebrew"),
    ],
    "a narrow space joins digits": [
        ("12\u202f500", "12 500|", "a group"),
        ("1\u202f234\u202f567,89", "1 234 567,89|", "two groups and a fraction"),
        ("12\u202f500\u202f€", "12 500|", "before a sign"),
        ("10\u202f%", "10", "before a percent sign"),
        ("mot\u202f: mot\u202f!", "mot mot", "before French punctuation"),
        ("a\u202fb 1\u202fb a\u202f1", "a b 1 b a 1", "letters split"),
        ("١٢\u202f٣٤٥ १२\u202f३४५", "١٢ ٣٤٥|१२ ३४५", "digits of other scripts"),
        ("3\u202f500\u202f000₽ -4\u202f000", "3 500 000|4 000", "between two signs"),
        ("1.\u202f2 1\u202f\u202f2", "1 2 1 2", "punctuation and two spaces split"),
        ("5\u202fkm 12\u202f500km", "5|km|12 500km", "before a unit"),
    ],
    "invisible characters do not split words of the dictionaries": [
        ("葛\U000e0100飾区 葛飾区", "葛飾 区 葛飾 区", "a variation selector in Japanese"),
        ("ภาษา\u2060ไทย", "ภาษา ไทย", "a word joiner in Thai"),
        ("ภา\u00adษา", "ภาษา", "a soft hyphen in Thai"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(text, words, id=f"{kind}: {case}")
        for kind, cases in CASES.items()
        for text, words, case in cases
    ],
)
def test_words_end_where_readers_expect(text, words):
    counts = count_words(text, "und")

    expected = filter(None, words.split("|" if "|" in words else " "))
    assert sorted(counts.elements()) == sorted(expected)


# One character of each class of UAX #29 that can be in a chunk, as in Unicode's WordBreakTest.txt:
# Katakana, ALetter, MidLetter, MidNum, MidNumLet, Numeric, ExtendNumLet, regional indicator,
# Hebrew_Letter, Double_Quote, Single_Quote, ExtPict, a letter that is ExtPict, Extend, Format, ZWJ.
SAMPLES = "〱A:,.0_\U0001f1e6א\"'⌚Ⓜ\u0308\u00ad\u200d"
# Our rules differ for these alone: an emoji that is a letter is no part of a joined emoji, a word
# does not span katakana and other letters, and Hebrew letters join around two apostrophes.
JOINED_EMOJI = "\u200dⓂ"
EXCLUDED = ("〱_", "_〱", "א''א")  # with any marks between them
NO_MARKS = dict.fromkeys([0x308, 0xAD, 0x200D])


def test_other_boundaries_are_those_of_uax_29():
    texts = list(map("".join, product(SAMPLES, repeat=4)))
    texts = [
        text
        for text in texts
        if JOINED_EMOJI not in text
        and not any(part in text.translate(NO_MARKS) for part in EXCLUDED)
    ]

    ours, theirs = (list(map(list, way(texts))) for way in (segment, segment_with_icu))

    assert len(texts) > 45_000
    assert [text for text, a, b in zip(texts, ours, theirs, strict=True) if a != b] == []


def test_segments_are_the_whole_text():
    text = "ราคา250บาท,K팝\u200d葛\U000e0100飾צה''ל3\ufe0f\u20e3"

    assert ["".join(segments) for segments in segment(["a", text, "b"])] == ["a", text, "b"]


def test_replacements_left_out_for_want_of_their_characters_would_replace_nothing(monkeypatch):
    chance = random.Random(1)
    texts = ["".join(chance.choices(PIECES, k=12)) for _ in range(3_000)]
    chunks = [clean_text(text).split() for text in texts]
    expected = [[list(each) for each in segments.segment(some)] for some in chunks]

    always = [(re.compile(""), *rest) for _, *rest in segments._REPLACEMENTS]
    monkeypatch.setattr(segments, "_REPLACEMENTS", always)

    assert [[list(each) for each in segments.segment(some)] for some in chunks] == expected


def test_a_narrow_space_after_an_invisible_character_joins_no_digits():
    assert count_words("\u1042\u180e\u202f3", "und") == {"\u1042": 1, "3": 1}
