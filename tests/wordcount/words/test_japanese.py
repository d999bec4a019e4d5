"""Japanese texts by Sudachi, where the Japanese pack is installed, and by ICU where it is not."""

import re
from collections import Counter

import pytest
from definition import count_words_by_definition
from hypothesis import given, settings
from hypothesis import strategies as st

from wordcount import count_text
from wordcount.packs import has_pack, is_available, japanese_segmenter, with_segmenter
from wordcount.words import japanese
from wordcount.words.counting import count_words
from wordcount.words.tokens import keys_of, tokenize

needs_pack = pytest.mark.skipif(
    not has_pack("ja"), reason="needs the Japanese pack: pip install -r requirements-ja.txt"
)
TEXT = "コーヒーを飲んだり、Python 3を学んだ。"
PIECES = [
    *"日本語 を 学ん だ コーヒー ー 々 ｶﾞ が 、 。 Ａ a_b C++ 3 ３ ・ ゛ ゙ 🍣".split(),
    *"1990 年代 年より 2F IPHONE iPhone ケース １９ 日付 ･ - .".split(),
    *", ． がたった 2人 don't é 𠮷 ﾞ @ “ カ_".split(),
    *("\u200d", "\n", " "),
]


@pytest.fixture
def tag():
    return with_segmenter("ja", japanese_segmenter())


@needs_pack
def test_sudachi_cuts_japanese(tag):
    words = ["コーヒー", "を", "飲ん", "だり", "python", "3", "を", "学ん", "だ"]

    assert tokenize(TEXT, tag).keys == words


@needs_pack
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1990年代の", ["1990", "年", "代", "の"]),
        ("20日付けで", ["20", "日", "付け", "で"]),
        ("3cmの", ["3", "cm", "の"]),
        ("180cm の", ["180", "cm", "の"]),
        ("AKB48 と", ["akb", "48", "と"]),
        ("2人で", ["2人", "で"]),
        ("1.5kmの", ["1.5", "km", "の"]),
        ("1,000人が", ["1,000", "人", "が"]),
        ("iPhoneケースを", ["iphone", "ケース", "を"]),
        ("ｺｰﾋｰを", ["コーヒー", "を"]),
        ("don'tもcaféも", ["don't", "も", "café", "も"]),
        ("example.comへ", ["example.com", "へ"]),
        ("サービスがありがたく、", ["サービス", "が", "ありがたく"]),
        ("十年がたった。", ["十", "年", "が", "たっ", "た"]),
        ("飲んだ。た", ["飲ん", "だ", "た"]),
    ],
    ids=[
        *("decade", "date", "unit", "unit by itself", "name by itself", "counter", "decimal"),
        *("grouped", "Latin", "half width", "other letters", "address"),
        *("comma", "full stop", "next sentence"),
    ],
)
def test_the_cuts_of_sudachi_decide_in_a_sentence(tag, text, words):
    assert tokenize(text, tag).keys == words
    assert count_words(text.upper(), tag) == Counter(words)


@needs_pack
def test_a_count_names_its_segmenter():
    counted = count_text(TEXT, "ja-JP")

    assert counted.segmenter == japanese_segmenter()
    assert counted.result_all["飲ん"] == 1
    assert count_text("the cat", "en").segmenter is None


@needs_pack
@given(st.lists(st.sampled_from(PIECES)).map("".join))
@settings(deadline=None)
def test_counting_reading_and_phrases_agree(text):
    tag = with_segmenter("ja", japanese_segmenter())

    counts = count_words(text, tag)

    assert counts == count_words_by_definition(text, tag)
    assert keys_of(text, tag) == tokenize(text, tag).keys
    assert Counter(keys_of(text, tag)) == counts


@needs_pack
@pytest.mark.parametrize("text", ["iPhone", "(iPhone/2026)", "。。 、"], ids=ascii)
def test_sudachi_does_not_read_latin_words_and_numbers_alone(tag, text, monkeypatch):
    monkeypatch.setattr(japanese, "_tokenizer", lambda: pytest.fail("Sudachi was asked"))

    assert tokenize(text, tag).keys == re.findall("[a-z]+|[0-9]+", text.lower())


@needs_pack
@pytest.mark.slow
def test_a_long_sentence_is_cut_in_parts(tag):
    text = "学ぶ" * 30_000

    words = count_words(text, tag)

    assert words.total() >= 30_000
    assert words == count_words_by_definition(text, tag)


def test_icu_cuts_japanese_without_a_segmenter():
    assert count_words(TEXT, "ja") == count_words(TEXT, "ja-x-sudachi-1")


def test_a_segmenter_that_is_missing_leaves_the_tag_alone():
    assert not is_available("sudachi-1")
    assert with_segmenter("ja", "sudachi-1") == "ja"
    assert with_segmenter("ja", None) == "ja"
