"""Properties of every text and every page, tested with many generated examples.

The examples are the same in every run.
"""

from collections import Counter
from dataclasses import replace
from unicodedata import normalize

import pytest
from definition import count_words_by_definition
from hypothesis import example, given, settings
from hypothesis import strategies as st
from text_pieces import LANGUAGES, PIECES

from wordcount import count_page, count_text
from wordcount.errors import NotText, TooLarge
from wordcount.words.counting import clean_text, count_words, key

pytestmark = pytest.mark.slow

settings.register_profile("tests", max_examples=200, derandomize=True, deadline=None)
settings.load_profile("tests")

texts = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=25).map("".join)
languages = st.sampled_from(LANGUAGES)

PARAGRAPH = "<p>" + "some words of an article " * 12
MARKUP = [
    *"<>/!-='\"&; \n\0",
    *[f"<{name}>" for name in "p b table tr td svg select option template form title".split()],
    *[f"</{name}>" for name in "p b table td svg select script form body html".split()],
    *["<!--", "-->", "<![CDATA[", "]]>", "<script>", "<plaintext>", "<textarea>", "<noscript>"],
    *[
        "<p hidden>",
        "<i style='display:block'>",
        "<div style=visibility:hidden>",
        "<li style=display:",
    ],
    *[
        "inline>",
        "&#xD800;",
        "&amp",
        "&#128;",
        "<?xml version='1.0'?>",
        "<meta charset=",
        "utf-16>",
    ],
    *[PARAGRAPH, f"<article>{PARAGRAPH}", "<nav>", "</nav>", "<a class=share>", "</a>"],
    *["word ", "слово", "<frameset>", "<math><mi>", "<foreignObject>", "<title", "<br/>", "</br>"],
]
pages = st.lists(st.sampled_from(MARKUP).map(str.encode) | st.binary(max_size=6), max_size=30).map(
    b"".join
)
types = st.sampled_from(
    [None, "", "text/html", "text/plain", "text/xml", "application/xhtml+xml", "image/svg+xml"]
    + [f"text/html; charset={label}" for label in ("utf-16", "iso-2022-jp", "gbk", "big5", "x")]
)


@given(texts, languages)
def test_the_total_is_the_sum_of_all_counts(text, language):
    count = count_text(text, language)

    assert count.total == sum(count.result_all.values())
    assert count.distinct == len(count.result_all)


@given(texts, languages)
def test_words_without_stop_words_are_a_subset_of_all_words(text, language):
    count = count_text(text, language)

    assert count.result_no_stop_words.items() <= count.result_all.items()


@given(texts, languages)
def test_words_are_sorted_by_frequency_then_alphabetically(text, language):
    count = count_text(text, language)

    for words in (count.result_all, count.result_no_stop_words):
        entries = [(-occurrences, word) for word, occurrences in words.items()]
        assert entries == sorted(entries)


@given(texts, languages)
def test_composed_and_decomposed_texts_count_the_same(text, language):
    composed, decomposed = (count_text(normalize(nf, text), language) for nf in ("NFC", "NFD"))

    assert list(composed.result_all.items()) == list(decomposed.result_all.items())


@given(texts, languages)
def test_every_kind_of_line_break_counts_the_same(text, language):
    text = text.replace("\r", "")

    counts = [count_words(text.replace("\n", end), language) for end in ("\n", "\r\n", "\r")]

    assert counts[0] == counts[1] == counts[2]


@given(texts, texts, languages)
def test_two_texts_joined_by_a_blank_line_count_as_their_sum(one, two, language):
    both = count_text(f"{one}\n\n{two}", language)

    each = Counter(count_text(one, language).result_all) + count_words(two, language)
    assert both.result_all == each


@given(texts, languages)
def test_every_key_is_its_own_key(text, language):
    words = count_words(text, language)

    assert [key(word, language.partition("-")[0]) for word in words] == list(words)


@settings(max_examples=2_000)
@given(texts, languages)
def test_count_words_equals_the_reference_implementation(text, language):
    assert count_words(text, language) == count_words_by_definition(text, language)


@given(texts, languages)
def test_a_very_long_text_counts_the_same_as_a_short_one(text, language):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wordcount.words.chunks.KEEP_MARKS_FROM", 0)
        patch.setattr("wordcount.words.counting.LOWERCASE_BATCH", 1)
        long = count_words(text, language)

    assert long == count_words(text, language)


@given(texts, languages)
@example("__ a", "en")
@example("a __", "en")
def test_a_text_counts_the_same_in_blocks(text, language):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wordcount.words.chunks.TEXT_BLOCK", 1)
        in_blocks = count_words(text, language)

    assert in_blocks == count_words(text, language)


@given(pages, types)
@example(b"\x1b$", None)
@example(b"\xff\xfe<", "text/html")
def test_count_page_raises_only_documented_errors(body, content_type):
    try:
        count = count_page(body, content_type)
    except (NotText, TooLarge):
        return

    assert count.total == sum(count.result_all.values())
    stored = f"{count.title}{count.text}{list(count.result_all)}"
    assert stored == clean_text(stored)


@given(pages, types)
def test_the_same_bytes_have_the_same_count(body, content_type):
    try:
        count = count_page(body, content_type)
    except (NotText, TooLarge) as error:
        with pytest.raises(type(error)):
            count_page(body, content_type)
    else:
        assert count_page(body, content_type) == count


@given(pages)
@example(b"<article>" + PARAGRAPH.encode() + b"<p> <nav>menu</nav> <p>end")
def test_a_main_text_consists_of_lines_of_the_page(body):
    try:
        count = count_page(body, "text/html")
    except (NotText, TooLarge):
        return

    assert replace(count, main=None) == count_page(body, "text/html", find_main=False)
    if count.main is not None:
        lines = count.text.split("\n")
        ranges = [lines[start:end] for start, end in count.main.lines]
        assert count.main.text.split("\n") == [line for lines in ranges for line in lines]
        assert all(lines for lines in ranges)
        assert Counter(count.main.result_all) <= Counter(count.result_all)
