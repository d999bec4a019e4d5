"""All words of a result as CSV."""

import csv
import io
import json
import random
from itertools import product

import pytest

from models import Result
from web import stored_words, words_csv
from web.respond import FORMULA_STARTS, escape_formulas
from web.stored_words import StoredWords
from web.words_csv import csv_parts
from wordcount import count_text

ODD = (
    'say "hi"',
    'צה"ל',
    '"',
    ',"',
    ":",
    "back\\slash",
    "=1+1",
    "-5",
    "1,000",
    "a:b",
    "line\nbreak",
    "고양이",
    "😀",
    "a",
)


def write(words, kept, length=500_000):
    """The lines of these words; the stored JSON is read in parts of so many characters."""
    chunks = [json.dumps(each, ensure_ascii=False) for each in (words, kept)]
    stored = StoredWords(Result(), chunks)
    stored.chunks = lambda column: cut(chunks[column is not Result.result_all], length)
    table = list(csv.reader(io.StringIO(b"".join(csv_parts(stored)).decode(), newline="")))
    assert table[0] == ["word", "count", "stop_word"]
    return [tuple(row) for row in table[1:]]


def cut(text, length):
    return iter([text[start : start + length] for start in range(0, len(text), length)])


def expected(words, kept):
    """The same by definition."""
    guarded = {word: f"'{word}" if word[0] in "=-" else word for word in words}
    return [
        (guarded[word], str(count), "false" if word in kept else "true")
        for word, count in words.items()
    ]


@pytest.mark.parametrize("length", [1, 7, 500_000])
@pytest.mark.parametrize("block", [1, 50, 20_000])
@pytest.mark.parametrize("share", [0, 0.02, 0.5, 1])
def test_every_word_has_its_line(share, block, length, monkeypatch):
    monkeypatch.setattr(stored_words, "PARSED_AT_ONCE", block)
    chance = random.Random(share)
    words = {f"w{number}": 300 - number for number in range(200)} | dict.fromkeys(ODD, 2)
    kept = {word: count for word, count in words.items() if chance.random() >= share}

    assert write(words, kept, length) == expected(words, kept)


@pytest.mark.parametrize(
    "signs", ["ab", "ab,:", "1 ,", 'ab"', 'ab,:"', 'ab,:"\\\n=', "é가,", '😀"']
)
@pytest.mark.parametrize("quoted_from", [1, 1_000_000])
def test_every_combination_of_signs_is_written(signs, quoted_from, monkeypatch):
    monkeypatch.setattr(words_csv, "QUOTED_FROM", quoted_from)
    monkeypatch.setattr(stored_words, "PARSED_AT_ONCE", 30)
    words = {"".join(each): 1 for length in (1, 2, 3) for each in product(signs, repeat=length)}
    words = {word: 1 for word in words if word.strip() == word}
    kept = {word: 1 for word in words if word[0] != "b"}

    written = write(words, kept)

    assert written == [
        (escape_formulas(word), "1", "false" if word in kept else "true") for word in words
    ]


@pytest.mark.parametrize("spaces", range(10))
@pytest.mark.parametrize("commas", range(5))
def test_a_number_keeps_its_spaces_and_commas(spaces, commas):
    words = {f"{n} 500": 1 for n in range(spaces)} | {f"{n},5": 1 for n in range(commas)} | {"a": 1}

    assert [word for word, *_ in write(words, words)] == list(words)


@pytest.mark.parametrize("sign", sorted(FORMULA_STARTS))
@pytest.mark.parametrize("language", ["ca", "de", "en", "he", "ja", "ko", "sv", "th", "zh"])
def test_no_word_has_a_sign_that_takes_the_slow_path(language, sign):
    pairs = [("aa", "bb"), ("가", "나"), ("あ", "い"), ("א", "ב"), ("กา", "ขา"), ("12", "34")]
    text = " ".join(f"{a}{sign}{b} {sign}{a} {b}{sign}" for a, b in pairs)

    assert sign not in "".join(count_text(text, language).result_all)


def test_a_count_is_compared_whole():
    assert write({"a": 1, "b": 1}, {"a": 11, "b": 1})[0] == ("a", "1", "true")


def test_no_words_have_no_lines():
    assert write({}, {}) == []


def test_the_rest_of_a_long_result_waits_for_its_turn(client, make_result, monkeypatch):
    turns = []
    monkeypatch.setattr(stored_words, "JSON_CHUNK", 20)
    monkeypatch.setattr(stored_words, "wait_for_turn", lambda: turns.append(1))
    make_result(result_all={f"word{number}": 1 for number in range(9)})

    client.get("/results/1.csv")

    assert len(turns) == 1
