import random
import string

import pytest

from capacity.sizes import INDEXED, ROW, byte_length, stored_size
from db import database
from models import Result, write_json
from wordcount import count_text
from wordcount.contained import SerializedCount

SLACK = 200_000  # bytes: the first page of each index

HOSTILE = {
    "words of 4": (4, string.ascii_lowercase),
    "words of 8": (8, string.ascii_lowercase),
    "words of 90": (90, string.ascii_lowercase),
    "Hangul": (3, [chr(code) for code in range(0xAC00, 0xD7A3)]),
    "one word": (300_000, "a"),
}


@pytest.mark.parametrize(("length", "letters"), HOSTILE.values(), ids=HOSTILE)
def test_the_database_grows_by_no_more_than_is_charged(length, letters, app):
    chosen = random.Random(1)
    words = ("".join(chosen.choices(letters, k=length)) for _ in range(300_000 // length))
    count = count_text(" ".join(words))
    json = write_json(count.result_all)
    main = {"main_all": json, "main_no_stop_words": json, "main_lines": "[[0, 1]]"}
    words = (count.distinct, 2, 2, None, json, json)
    serialized = SerializedCount("", "en", "", 1, *words, **main)
    before = table_size()

    Result.create(text=count.text, result_all=json, result_no_stop_words=json, **main)

    assert table_size() - before <= ROW + byte_length(count.text) + stored_size(serialized) + SLACK


@pytest.mark.parametrize(
    "word", ["word{}", "단어{}", 'צה"ל{}', "a\\{}"], ids=["en", "ko", "he", "escaped"]
)
@pytest.mark.parametrize("number", [0, 3, 40_000], ids=["none", "few", "many"])
def test_the_index_of_words_holds_the_most_frequent_ones(word, number, app):
    counts = {word.format(n): number - n for n in range(number)}

    query = "SELECT first_counts(%(json)s), words_of(%(json)s::json)"
    first, words = database.execute_sql(query, {"json": write_json(counts)}).fetchone()

    assert words == [*first] == [*counts][: len(words)]
    assert first == {word: counts[word] for word in words}
    length = len(write_json(first))
    assert length <= INDEXED
    assert len(words) == number or length > INDEXED - 50


def table_size():
    [size] = database.execute_sql("SELECT pg_total_relation_size('results')").fetchone()
    return size
