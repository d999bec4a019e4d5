"""Keys are the same on every Python: they do not depend on its version of Unicode."""

import random
import sys
import tracemalloc
from functools import cache
from hashlib import sha256
from itertools import groupby
from unicodedata import combining, normalize

import pytest

from wordcount.words import characters, tables
from wordcount.words.characters import (
    LETTER_OR_DIGIT,
    MANY_MARKS,
    PERHAPS_MANY_MARKS,
    STAND_INS,
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


NEW_CLASSES = {
    chr(int(point, 16)): int(number)
    for point, number in (pair.split(":") for pair in tables.NEW_COMBINING_CLASSES.split())
}
NEW_DECOMPOSITIONS = {
    chr(int(point, 16)): "".join(chr(int(part, 16)) for part in parts.split("+"))
    for point, parts in (pair.split(":") for pair in tables.NEW_DECOMPOSITIONS.split())
}
NEW_PAIRS = {pair: letter for letter, pair in NEW_DECOMPOSITIONS.items()}


@cache
def combining_class(character):
    return NEW_CLASSES.get(character) or combining(character)


def sort_by_class(text):
    for is_mark, run in groupby(text, lambda c: combining_class(c) > 0):
        characters = list(run)
        yield from sorted(characters, key=combining_class) if is_mark else characters


def compose_by_definition(text):
    """UAX #15, section 1.3, character by character."""
    for _ in range(3):  # no decomposition of a new character is deeper
        text = "".join(NEW_DECOMPOSITIONS.get(c, c) for c in text)
    text = "".join(normalize("NFD", c) for c in text)
    composed, starter = [], -1
    for character in sort_by_class(text):
        last = combining_class(composed[-1]) if starter < len(composed) - 1 else -1
        if starter >= 0 and last < combining_class(character):
            pair = composed[starter] + character
            together = NEW_PAIRS.get(pair) or normalize("NFC", pair)
            if len(together) == 1:
                composed[starter] = together
                continue
        if not combining_class(character):
            starter = len(composed)
        composed.append(character)
    return "".join(composed)


NEW_POOLS = [
    [*NEW_CLASSES],
    [*NEW_DECOMPOSITIONS, *"".join(NEW_PAIRS)],
    [
        *STAND_INS.values(),
        *"\u0301\u0307\u0323\u0344\u0345\u0f73\u0f81\u093c\u094d\u0338\u3099\u0315",
    ],
    [*"aeSsα\u1fb3\u1e69かが각가\u1100\u1161\u11a8\u0915\u0958\u212b\u09c7\u09be \n\u034f"],
    [*"\U0001d15f\U0001d165\U00011099\U000110ba😀\ua7cb\U00010d50\U0001fae9"],
]


@pytest.mark.parametrize("seed", range(10))
def test_new_characters_are_composed_as_by_the_definition(seed):
    chance = random.Random(seed)
    for _ in range(500):
        pools = chance.sample(NEW_POOLS, chance.randrange(1, 6))
        length = chance.choice([2, 5, 12, 80])
        text = "".join(chance.choice(chance.choice(pools)) for _ in range(length))
        assert to_nfc(text) == compose_by_definition(text), ascii(text)


def test_a_stand_in_has_its_class_and_is_a_part_of_no_other_character():
    assert {number: combining(mark) for number, mark in STAND_INS.items()} == {
        number: number for number in STAND_INS
    }
    assert set(STAND_INS) == set(NEW_CLASSES.values())
    parts = "".join(d for c in map(chr, CODE_POINTS) if (d := normalize("NFD", c)) != c)
    assert set(parts).isdisjoint(STAND_INS.values())
    assert all(normalize("NFD", mark) == mark for mark in STAND_INS.values())


def test_new_characters_that_compose_with_nothing_are_left_to_python(monkeypatch):
    monkeypatch.setattr(characters, "_compose", None)

    text = "é \ua7cb \U0001fae9 \U00010d50"

    assert to_nfc(text) is text


def test_a_long_run_of_new_marks_takes_little_memory():
    tracemalloc.start()
    composed = to_nfc("a" + "\u1acf\u0323" * 100_000)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert composed == "ạ" + "\u0323" * 99_999 + "\u1acf" * 100_000
    assert most < 60 * len(composed)


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


@pytest.mark.parametrize(
    ("text", "lower"),
    [
        ("\ua7cbΣ", "\u0264σ"),
        ("ΑΣ\ua7cb", "ας\u0264"),
        ("İ\ua7cc", "i̇\ua7cd"),
        ("\U00010d50A", "\U00010d70a"),
    ],
    ids=ascii,
)
def test_new_letters_are_lowercased_and_no_part_of_the_word_of_a_sigma(text, lower):
    assert lowercase(text) == lower


@pytest.mark.parametrize("text", ["😀", "\U00020000", "\U00012000", "\u0301\u0327"])
def test_a_long_run_takes_little_memory(text):
    tracemalloc.start()
    to_python_nfc(text * 100_000)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 40 * len(text * 100_000)
