from itertools import product
from operator import add

import pytest

from wordcount.words import chunks
from wordcount.words.chunks import MARKS, PLAIN_END, SEPARATE, chunks_of, is_word, pieces_of
from wordcount.words.counting import segment_with_icu


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("The CAT", ["the", "cat"], id="letters of ASCII become small"),
        pytest.param("one, two. a.", ["one", "two", "a"], id="a mark before white space goes"),
        pytest.param("1,000 a,b 1,b", ["1,000", "a", "b", "1", "b"], id="a comma joins digits"),
        pytest.param("1;2 a;b", ["1;2", "a", "b"], id="a semicolon too"),
        pytest.param("a:b 1:2 a:", ["a:b", "1", "2", "a"], id="a colon joins letters"),
        pytest.param("e.g. 3.14 .net", ["e.g", "3.14", "net"], id="a full stop joins both"),
        pytest.param("a.1 2.b a..b", ["a", "1", "2", "b", "a", "b"], id="but not one to the other"),
        pytest.param("'tis don't 1'000", ["tis", "don't", "1'000"], id="an apostrophe joins both"),
        pytest.param("a. “b.” c.…", ["a", "b", "c"], id="no mark joins to quotation marks"),
        pytest.param("a.\xa0b:\u2009c", ["a", "b", "c"], id="nor to a space beyond ASCII"),
        pytest.param("“a” – b… c—d", ["a", "b", "c", "d"], id="quotation marks and dashes go"),
        pytest.param("don’t ‘a’", ["don't", "a"], id="curly apostrophes become straight"),
        pytest.param('"a" a"b', ["a", "a", "b"], id="straight quotation marks go"),
        pytest.param("a\0b\x1b[1m", ["a", "b", "1m"], id="controls too"),
        pytest.param("a\ud800b", ["a", "b"], id="a lone surrogate separates"),
    ],
)
def test_a_text_is_split_where_a_word_surely_ends(text, expected):
    assert chunks_of(text) == (expected, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("__ a_b", ["__", "a_b"], id="underscores alone are none"),
        pytest.param("a. ג’ “a”", ["a", "ג’", "“a”"], id="quotation marks stay beside Hebrew"),
        pytest.param('צה"ל "a" \'b', ['צה"ל', '"a"', "'b"], id="straight ones too"),
        pytest.param("a.\u3000b", ["a.", "b"], id="a mark stays beside a space that is rare"),
    ],
)
def test_where_not_every_chunk_of_ascii_is_a_word_it_says_so(text, expected):
    assert chunks_of(text) == (expected, False)


@pytest.mark.parametrize("mark", MARKS + "'")
@pytest.mark.parametrize(
    "space", [c for c in map(chr, range(0x10000)) if c.isspace() and not c.isascii()]
)
def test_beside_no_space_a_mark_is_taken_for_a_word(mark, space):
    chunks, are_words = chunks_of(f"a{mark}{space}1{mark}{space}a")

    assert chunks == ["a", "1", "a"] or not are_words


def test_what_is_not_ascii_may_be_a_letter_or_a_digit():
    assert chunks_of("٣,٤ é.a é,1 a:é") == (["٣,٤", "é.a", "é,1", "a:é"], True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [""], id="nothing"),
        pytest.param("a b", ["a b"], id="a short text"),
        pytest.param("abcd efgh ij k", ["abcd", "efgh", "ij k"], id="a long one"),
        pytest.param("abc d\u2003e", ["abc d", "e"], id="at any white space"),
        pytest.param("abcdefgh", ["abcdefgh"], id="not where there is none"),
    ],
)
def test_a_long_text_is_cut_at_white_space(text, expected, monkeypatch):
    monkeypatch.setattr(chunks, "PIECE", 4)

    assert list(pieces_of(text)) == expected


def test_marks_of_a_very_long_text_stay_in_its_chunks(monkeypatch):
    monkeypatch.setattr(chunks, "LONG", 10)

    assert chunks_of("One, two. (three).") == (["one,", "two.", "three", "."], False)


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
def test_these_chunks_are_one_word(chunk):
    assert is_word(chunk)
    assert list(map(list, segment_with_icu([chunk]))) == [[chunk]]


@pytest.mark.parametrize(
    "chunk",
    ["a.1", "1.a", "a,b", "1:2", "a''b", "a'", ".", "_", "_._", 'a"b', "4½", "e\u0301", "ก"],
)
def test_these_are_not(chunk):
    assert not is_word(chunk)


def test_letters_that_are_plain_never_break_among_themselves_for_icu_either():
    letters = [c for c in map(chr, range(ord(PLAIN_END))) if c.isalpha()]

    assert_whole([pair for c in letters for pair in (f"a{c}", f"{c}б")])


def test_what_a_word_is_made_of_joins_for_icu_as_well():
    letters = [c for c in map(chr, range(0x590)) if is_word(c) and c.isalpha()]
    joined = [f"{c}{mark}{c}" for c in letters for mark in [*".:·'", "_", "1"]]

    assert all(map(is_word, joined))
    assert_whole(joined)


def assert_whole(chunks):
    cuts = [list(cut) for cut in segment_with_icu(chunks)]

    assert [chunk for chunk, cut in zip(chunks, cuts, strict=True) if cut != [chunk]] == []


# Letters, digits, a mark, an apostrophe, what joins letters or digits; and a joiner.
AROUND = ["a", "1", "א", "ア", "語", "ก", "\u0301", "'", "’", "\ufe0f", "_", ".", ":"]
JOINER = "\u200d"


@pytest.mark.parametrize("character", SEPARATE)
def test_what_is_taken_for_white_space_separates_for_icu_as_well(character):
    assert_separates(character, [*AROUND, JOINER])


def assert_separates(character, around):
    pairs = [(f"{a}{b}", f"{c}{d}") for a, b, c in product(around, repeat=3) for d in "a1"]

    together = words_of_icu([first + character + second for first, second in pairs])
    apart = words_of_icu([part for pair in pairs for part in pair])

    assert together == list(map(add, apart[::2], apart[1::2]))


def words_of_icu(chunks):
    return [
        [piece for piece in cut if any(map(str.isalnum, piece))] for cut in segment_with_icu(chunks)
    ]
