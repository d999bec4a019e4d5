"""Japanese texts by Sudachi, where the Japanese pack is installed, and by ICU where it is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wordcount import count_text
from wordcount.packs import has_pack, is_available, japanese_segmenter, with_segmenter
from wordcount.words.counting import count_words
from wordcount.words.reference import count_words_by_definition
from wordcount.words.tokens import read

needs_pack = pytest.mark.skipif(
    not has_pack("ja"), reason="needs the Japanese pack: pip install -r requirements-ja.txt"
)
TEXT = "コーヒーを飲んだり、Python 3を学んだ。"
PIECES = [
    *"日本語 を 学ん だ コーヒー ー 々 ｶﾞ が 、 。 Ａ a_b C++ 3 ３ ・ ゛ ゙ 🍣".split(),
    *"1990 年代 年より 2F IPHONE iPhone ケース １９ 日付 ･ - .".split(),
    *("\u200d", "\n", " "),
]


@pytest.fixture
def tag():
    return with_segmenter("ja", japanese_segmenter())


@needs_pack
def test_sudachi_cuts_japanese(tag):
    words = ["コーヒー", "を", "飲ん", "だり", "python", "3", "を", "学ん", "だ"]

    assert read(TEXT, tag).keys == words


@needs_pack
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1990年代の", ["1990", "年", "代", "の"]),
        ("20日付けで", ["20", "日", "付け", "で"]),
        ("3cmの", ["3cm", "の"]),
        ("1人が", ["1", "人", "が"]),
        ("iPhoneケースを", ["iphone", "ケース", "を"]),
    ],
    ids=["decade", "date", "unit", "counter", "Latin"],
)
def test_sudachi_reads_the_letters_and_digits_around_japanese(tag, text, words):
    assert read(text, tag).keys == words
    assert list(count_words(text.upper(), tag)) == words


@needs_pack
def test_a_count_names_its_segmenter():
    counted = count_text(TEXT, "ja-JP")

    assert counted.segmenter == japanese_segmenter()
    assert counted.result_all["飲ん"] == 1
    assert count_text("the cat", "en").segmenter is None


@needs_pack
@given(st.lists(st.sampled_from(PIECES)).map("".join))
@settings(deadline=None)
def test_counting_and_reading_agree(text):
    tag = with_segmenter("ja", japanese_segmenter())

    counts = count_words(text, tag)

    assert counts == count_words_by_definition(text, tag)
    assert sorted(read(text, tag).keys) == sorted(counts.elements())


@needs_pack
@pytest.mark.slow
def test_a_long_run_is_cut_in_blocks(tag):
    words = count_words("学ぶ" * 30_000, tag)

    assert words.total() >= 30_000


def test_icu_cuts_japanese_without_a_segmenter():
    assert count_words(TEXT, "ja") == count_words(TEXT, "ja-x-sudachi-1")


def test_a_segmenter_that_is_missing_leaves_the_tag_alone():
    assert not is_available("sudachi-1")
    assert with_segmenter("ja", "sudachi-1") == "ja"
    assert with_segmenter("ja", None) == "ja"
