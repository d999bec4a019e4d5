from itertools import product
from operator import add

import pytest

from wordcount import chunks
from wordcount.chunks import SEPARATE, chunks_of, is_word
from wordcount.words import segment_with_icu


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("The CAT", ["the", "cat"], id="letters of ASCII become small"),
        pytest.param("one, two. a.", ["one", "two", "a"], id="a mark before white space goes"),
        pytest.param("1,000 a,b 1,b", ["1,000", "a", "b", "1", "b"], id="a comma joins digits"),
        pytest.param("e.g. 3.14 .net", ["e.g", "3.14", "net"], id="a full stop joins both"),
        pytest.param("a:b 'tis “a”", ["a:b", "'tis", "“a”"], id="other marks stay"),
        pytest.param('"a" a"b', ["a", "a", "b"], id="straight quotation marks go"),
        pytest.param('צה"ל "a"', ['צה"ל', '"a"'], id="unless there is Hebrew"),
        pytest.param("٣,٤", ["٣,٤"], id="what is not ASCII may be a digit"),
        pytest.param("a\ud800b", ["a", "b"], id="a lone surrogate separates"),
    ],
)
def test_a_text_is_split_where_a_word_surely_ends(text, expected):
    assert chunks_of(text) == expected


def test_marks_of_a_very_long_text_stay_in_its_chunks(monkeypatch):
    monkeypatch.setattr(chunks, "LONG", 10)

    assert chunks_of("One, two. (three).") == ["one,", "two.", "three", "."]


@pytest.mark.parametrize(
    "chunk", ["a", "b2b", "don't", "e.g", "3.14", "1,000", "a_b.c", "__init__"]
)
def test_these_chunks_are_one_word(chunk):
    assert is_word(chunk)
    assert list(map(list, segment_with_icu([chunk]))) == [[chunk]]


@pytest.mark.parametrize(
    "chunk", ["a.1", "1.a", "a,b", "1:2", "a''b", "a'", ".", "_", "_._", 'a"b']
)
def test_these_are_not(chunk):
    assert not is_word(chunk)


@pytest.mark.parametrize("character", SEPARATE)
def test_what_is_taken_for_white_space_separates_for_icu_as_well(character):
    # Letters, digits, a mark, an apostrophe, a joiner, and what joins letters or digits.
    around = ["a", "1", "א", "ア", "語", "ก", "\u0301", "'", "’", "\u200d", "\ufe0f", "_", ".", ":"]
    pairs = [(f"{a}{b}", f"{c}{d}") for a, b, c in product(around, repeat=3) for d in "a1"]

    together = words_of_icu([first + character + second for first, second in pairs])
    apart = words_of_icu([part for pair in pairs for part in pair])

    assert together == list(map(add, apart[::2], apart[1::2]))


def words_of_icu(chunks):
    return [
        [piece for piece in cut if any(map(str.isalnum, piece))] for cut in segment_with_icu(chunks)
    ]
