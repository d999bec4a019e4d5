from itertools import product
from operator import add
from unicodedata import name

import pytest

from wordcount.words import chunks
from wordcount.words.characters import LETTER_OR_DIGIT
from wordcount.words.chunks import (
    LATIN_SIGNS,
    MARKS,
    PICTOGRAPHS,
    SEPARATORS,
    is_plain,
    is_word,
    separate_chunks,
    split_blocks,
)
from wordcount.words.segments import segment


def split(text):
    chunks, are_words = separate_chunks(text)
    return chunks.split(), are_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("The CAT", ["the", "cat"], id="ASCII letters are lowercased"),
        pytest.param(
            "one, two. a.", ["one", "two", "a"], id="a mark before white space is removed"
        ),
        pytest.param("1,000 a,b 1,b", ["1,000", "a", "b", "1", "b"], id="a comma joins digits"),
        pytest.param("1;2 a;b", ["1;2", "a", "b"], id="a semicolon joins digits"),
        pytest.param("a:b 1:2 a:", ["a:b", "1", "2", "a"], id="a colon joins letters"),
        pytest.param("e.g. 3.14 .net", ["e.g", "3.14", "net"], id="a full stop joins both"),
        pytest.param(
            "a.1 2.b a..b",
            ["a", "1", "2", "b", "a", "b"],
            id="a full stop does not join a letter and a digit",
        ),
        pytest.param("'tis don't 1'000", ["tis", "don't", "1'000"], id="an apostrophe joins both"),
        pytest.param(
            "a. “b.” c.…", ["a", "b", "c"], id="a mark next to a quotation mark is removed"
        ),
        pytest.param(
            "a.\xa0b:\u2009c", ["a", "b", "c"], id="a mark before a non-ASCII space is removed"
        ),
        pytest.param(
            "“a” – b… c—d", ["a", "b", "c", "d"], id="quotation marks and dashes are removed"
        ),
        pytest.param(
            "•a ‹b› c† d‡.", ["a", "b", "c", "d"], id="bullets, angles and daggers are removed"
        ),
        pytest.param("©2019 8°C £5.", ["2019", "8", "c", "5"], id="signs of Latin-1 are removed"),
        pytest.param("a.© ®'b'", ["a", "b"], id="a mark next to such a sign is removed"),
        pytest.param("a\u200d©b", ["a\u200d©b"], id="a joiner joins a pictograph"),
        pytest.param("don’t ‘a’", ["don't", "a"], id="curly apostrophes become straight"),
        pytest.param("“a” 'b'\ufe0f", ["a", "b'\ufe0f"], id="quotation marks next to no Hebrew"),
        pytest.param('"a" a"b', ["a", "a", "b"], id="straight quotation marks are removed"),
        pytest.param("a\0b\x1b[1m", ["a", "b", "1m"], id="control characters are removed"),
        pytest.param("a\ud800b", ["a", "b"], id="a lone surrogate separates"),
    ],
)
def test_chunks_end_where_a_word_always_ends(text, expected):
    assert split(text) == (expected, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("__ a_b", ["__", "a_b"], id="underscores alone"),
        pytest.param("a. ג’ “a”", ["a", "ג’", "“a”"], id="quotation marks next to Hebrew are kept"),
        pytest.param(
            'צה"ל "a" \'b',
            ['צה"ל', '"a"', "'b"],
            id="straight quotation marks next to Hebrew are kept",
        ),
        pytest.param(
            "\ufb2a\"\ufb2a 'b' \ufb4a",
            ['\ufb2a"\ufb2a', "'b'", "\ufb4a"],
            id="so are those next to presentation forms",
        ),
        pytest.param("ש`'ב א'`ג", ["ש`'ב", "א'`ג"], id="and two that are one"),
        pytest.param('\ufb4f"a', ['\ufb4f"a'], id="and next to the last of these"),
        pytest.param("a.\u3000b", ["a.", "b"], id="a mark before a rare space is kept"),
    ],
)
def test_separate_chunks_reports_ascii_chunks_that_may_not_be_words(text, expected):
    assert split(text) == (expected, False)


@pytest.mark.parametrize("mark", MARKS + "'")
@pytest.mark.parametrize(
    "space", [c for c in map(chr, range(0x10000)) if c.isspace() and not c.isascii()]
)
def test_a_mark_before_a_space_is_never_part_of_a_word(mark, space):
    chunks, are_words = split(f"a{mark}{space}1{mark}{space}a")

    assert chunks == ["a", "1", "a"] or not are_words


def test_non_ascii_characters_count_as_letters_and_digits():
    assert split("٣,٤ é.a é,1 a:é") == (["٣,٤", "é.a", "é,1", "a:é"], True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [""], id="nothing"),
        pytest.param("a b", ["a b"], id="a short text"),
        pytest.param("abcd efgh ij k", ["abcd", "efgh", "ij k"], id="a long text"),
        pytest.param("abc d\u2003e", ["abc d", "e"], id="at any white space"),
        pytest.param("abcdefgh", ["abcdefgh"], id="no white space"),
    ],
)
def test_split_blocks_splits_a_long_text_at_white_space(text, expected, monkeypatch):
    monkeypatch.setattr(chunks, "TEXT_BLOCK", 4)

    assert list(split_blocks(text)) == expected


def test_chunks_of_a_very_long_text_keep_their_marks(monkeypatch):
    monkeypatch.setattr(chunks, "KEEP_MARKS_FROM", 10)

    assert split("One, two. (three).") == (["one,", "two.", "three", "."], False)


@pytest.mark.parametrize(
    "chunk",
    [
        "a",
        "b2b",
        "don't",
        "e.g",
        "3.14",
        "1,000",
        "a_b.c",
        "__init__",
        "l'été",
        "col·lecció",
        "הוא",
    ],
)
def test_is_word_accepts_a_chunk_that_is_one_word(chunk):
    assert is_word(chunk)
    assert list(map(list, segment([chunk]))) == [[chunk]]


@pytest.mark.parametrize(
    "chunk",
    ["a.1", "1.a", "a,b", "1:2", "a''b", "a'", ".", "_", "_._", 'a"b', "4½", "e\u0301", "ก"],
)
def test_is_word_rejects_other_chunks(chunk):
    assert not is_word(chunk)


def test_icu_never_splits_between_plain_letters():
    letters = [c for c in map(chr, range(0x10000)) if is_plain(c)]

    assert_unsplit([pair for c in letters for pair in (f"a{c}", f"{c}б", f"{c}가")])


def test_icu_never_splits_a_chunk_that_is_word_accepts():
    letters = [c for c in map(chr, range(0x590)) if is_word(c) and c.isalpha()]
    joined = [f"{c}{mark}{c}" for c in letters for mark in [*".:·'", "_", "1"]]

    assert all(map(is_word, joined))
    assert_unsplit(joined)


def assert_unsplit(chunks):
    segmented = [list(segments) for segments in segment(chunks)]

    pairs = zip(chunks, segmented, strict=True)
    assert [chunk for chunk, segments in pairs if segments != [chunk]] == []


# Letters, digits, a combining mark, and characters that join letters or digits; and a joiner.
NEIGHBORS = ["a", "1", "א", "ア", "語", "ก", "\u0301", "'", "’", "\ufe0f", "_", ".", ":"]
JOINER = "\u200d"


@pytest.mark.parametrize("character", f"{SEPARATORS}{LATIN_SIGNS}–—†‡•…‹›")
def test_icu_splits_at_every_separator(character):
    assert_separates(character, [*NEIGHBORS, JOINER])


@pytest.mark.parametrize("character", PICTOGRAPHS)
def test_icu_splits_at_a_pictograph_but_after_a_joiner(character):
    assert_separates(character, NEIGHBORS)


def test_every_hebrew_letter_is_recognized():
    letters = [c for c in map(chr, range(0x10000)) if name(c, "").startswith("HEBREW LETTER")]

    assert letters
    assert [c for c in letters if split(f'{c}"{c}') != ([f'{c}"{c}'], False)] == []


def assert_separates(character, neighbors):
    pairs = [(f"{a}{b}", f"{c}{d}") for a, b, c in product(neighbors, repeat=3) for d in "a1"]

    joined = segment_words([first + character + second for first, second in pairs])
    separate = segment_words([part for pair in pairs for part in pair])

    assert joined == list(map(add, separate[::2], separate[1::2]))


def segment_words(chunks):
    return [
        [segmented for segmented in segments if LETTER_OR_DIGIT.search(segmented)]
        for segments in segment(chunks)
    ]
