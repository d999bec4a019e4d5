"""Keys are the same on every Python: they do not depend on its version of Unicode."""

import random
import sys
import tracemalloc
from hashlib import sha256
from unicodedata import combining, normalize

import pytest

from wordcount.words.characters import (
    LETTER_OR_DIGIT,
    MANY_MARKS,
    PERHAPS_MANY_MARKS,
    lowercase,
    to_nfc,
    to_python_nfc,
)
from wordcount.words.keys import key

# The same on Python 3.11 to 3.14. It changes with wordcount/words/tables.py and with the rules for
# keys; RULE in wordcount/words/__init__.py changes with it.
DIGEST = "8667130f87b981c3826287d3052e511ea8f0c9818e9fd8443da9a1e5aab87656"


# Where Unicode may assign characters; the rest is unassigned or private, as the last one is.
CODE_POINTS = [*range(0x40000), *range(0xE0000, 0xE1000), sys.maxunicode]


@pytest.mark.slow
def test_keys_are_the_same_on_every_python():
    digest = sha256()
    for character in map(chr, CODE_POINTS):
        if not "\ud800" <= character <= "\udfff":
            found = LETTER_OR_DIGIT.search(character) is not None
            word = f"Σ{character}A{character}\u0323\u0301Σ"
            row = f"{found} {key(character, 'und')} {key(word, 'und')} {key(word, 'tr')}\n"
            digest.update(row.encode())

    assert digest.hexdigest() == DIGEST


@pytest.mark.slow
def test_composition_of_old_characters_is_that_of_unicodedata():
    old = [c for c in map(chr, range(0x20000)) if normalize("NFD", c) != c]
    texts = [f"{c}\u0323{c}\u0301\u0345a" for c in old]

    # A new character makes us compose by ourselves.
    assert [to_nfc(f"{text} \u088f") for text in texts] == [
        normalize("NFC", f"{text} \u088f") for text in texts
    ]


@pytest.mark.parametrize(
    ("text", "composed"),
    [
        pytest.param("\U000105d2\u0307", "\U000105c9", id="a letter and a mark"),
        pytest.param("\U000105d2\u0323\u0307", "\U000105c9\u0323", id="a mark between them"),
        pytest.param("\U000105d2\u0301\u0307", "\U000105d2\u0301\u0307", id="a mark that blocks"),
        pytest.param("\U00016121\U0001611f", "\U00016126", id="two letters"),
        pytest.param("\u0897a\u0897\u0323", "\u0897ạ\u0897", id="marks in order"),
        pytest.param("\u1100\u1161\u11a8\u088f", "각\u088f", id="Hangul"),
        pytest.param("\u0301\u088f", "\u0301\u088f", id="a mark without a letter"),
    ],
)
def test_new_characters_are_composed(text, composed):
    assert to_nfc(text) == composed
    assert to_nfc(composed) == composed


@pytest.mark.parametrize("text", ["ΑΣ Σ ΑΣ.", "İ", "ẞ", "Ǆ", "ᲊ", "ꭰ"])
def test_old_characters_are_lowercased_as_python_does(text):
    assert lowercase(text) == text.lower()


def test_what_is_composed_already_is_returned_as_it_is():
    text = "é" * 10

    assert to_nfc(text) is text


MARKS = "\u0300\u0323\u0344\u0f73\u0f81\u0345\u3099\U0001d165\U0001d17b"
OTHERS = "aé가か\u1161\u0f71\U0001d15f😀"


@pytest.mark.parametrize("seed", range(10))
def test_many_marks_are_normalized_as_by_the_standard_library(seed):
    chance = random.Random(seed)
    for _ in range(200):
        text = "".join(
            "".join(chance.choices(MARKS, k=chance.randrange(60))) + chance.choice(OTHERS)
            for _ in range(4)
        )
        assert to_python_nfc(text) == normalize("NFC", text)


def test_the_patterns_have_every_mark_of_this_python():
    marks = filter(combining, map(chr, range(sys.maxunicode + 1)))

    missing = [
        mark
        for mark in marks
        if not (PERHAPS_MANY_MARKS.fullmatch(mark * 31) and MANY_MARKS.fullmatch(mark * 31))
    ]
    assert missing == []


@pytest.mark.parametrize("text", ["😀", "\U00020000", "\U00012000", "\u0301\u0327"])
def test_a_long_run_takes_little_memory(text):
    tracemalloc.start()
    to_python_nfc(text * 100_000)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 40 * len(text * 100_000)
