import pytest

import corpora.patterns
import corpora.words
from corpora.models import Corpus
from corpora.patterns import matching
from corpora.places import BatchGone, Place, words_after
from corpora.postings import counts
from corpora.words import (
    EXAMINED,
    choose,
    cost,
    most_frequent,
    postings_of,
    read_sums,
    rows_of,
)
from db import database, read_sql


@pytest.fixture
def sums(make_corpus, add_document):
    corpus = make_corpus({"cat": 3, "dog": 1}, {"the": 5, "cat": 1})
    add_document(corpus, {"the": 1, "cats": 1}, result_no_stop_words={"cats": 1})
    corpora.totals.sum_up(corpus.id)
    return read_sums(corpus.id)


def listed(rows):
    return [(row.rank, row.word, row.count, row.documents) for row in rows]


def test_a_corpus_without_sums_has_none(app):
    assert read_sums(1) is None


def test_the_most_frequent_words_come_first(sums):
    assert listed(most_frequent(sums, 3, keep_stop_words=True)) == [
        (1, "the", 6, 2), (2, "cat", 4, 2), (3, "cats", 1, 1)
    ]  # fmt: skip
    assert listed(most_frequent(sums, 3, 3, keep_stop_words=True)) == [(4, "dog", 1, 1)]


def test_stop_words_are_left_out_where_they_are_some(sums):
    assert listed(most_frequent(sums, 1, keep_stop_words=False)) == [(1, "the", 5, 1)]
    assert (sums.total(keep_stop_words=True), sums.total(keep_stop_words=False)) == (12, 11)


@pytest.mark.parametrize(
    ("sort", "words"),
    [
        ("frequent", ["the", "cat", "cats", "dog"]),
        ("rare", ["cats", "dog", "cat", "the"]),
        ("word", ["cat", "cats", "dog", "the"]),
        ("long", ["cats", "cat", "dog", "the"]),
        ("documents", ["the", "cat", "cats", "dog"]),
        ("even", ["the", "cat", "dog", "cats"]),
    ],
)
def test_words_are_sorted_as_asked(sort, words, sums):
    rows, found, _ = choose(sums, sort, [""], [], 9, 0, keep_stop_words=True)

    assert ([row.word for row in rows], found) == (words, 4)


def test_words_are_filtered_and_keep_their_ranks(sums):
    rows, found, _ = choose(
        sums, "frequent", ["cat", "zebra"], ["cats"], 9, 0, keep_stop_words=True
    )

    assert (listed(rows), found) == ([(2, "cat", 4, 2)], 1)


def test_behind_the_last_page_comes_the_last_page(sums):
    rows, found, _ = choose(sums, "frequent", [""], [], 3, 300, keep_stop_words=True)

    assert (listed(rows), found) == ([(4, "dog", 1, 1)], 4)


@pytest.mark.parametrize(("most", "examined"), [(17, 1), (18, 2), (39, 3), (40, EXAMINED)])
def test_as_many_words_are_filtered_as_are_compared_with_so_many_bytes(
    most, examined, sums, monkeypatch
):
    """A word of three letters is compared with 3 + 2 + 1 bytes of "aaa" at most."""
    assert [cost("aaa", length) for length in (1, 3, 4)] == [1, 6, 9]
    assert cost("aa", 3) == 5
    monkeypatch.setattr(corpora.words, "COMPARED", most)

    rows, number, within = choose(sums, "frequent", ["t", "aaa"], [], 9, 0, keep_stop_words=True)

    every = ["the", "cat", "cats"]
    assert ([row.word for row in rows], number, within) == (
        every[:examined], min(3, examined), examined
    )  # fmt: skip


@pytest.mark.parametrize("part", ["%", "_", "\\", "c%t"])
def test_signs_of_patterns_match_themselves_only(part, sums):
    found = choose(sums, "frequent", [part], [], 9, 0, keep_stop_words=True)

    assert found == ([], 0, EXAMINED)


@pytest.mark.parametrize("keep_stop_words", [True, False])
def test_words_follow_each_other_from_place_to_place(sums, keep_stop_words):
    whole = most_frequent(sums, 9, keep_stop_words=keep_stop_words)
    place, rows = Place(sums.batch), []

    while found := words_after(sums, place, 1, keep_stop_words=keep_stop_words):
        rows += found
        place = Place(sums.batch, rows[-1].rank, rows[-1].word)

    assert rows == whole
    assert words_after(sums, Place(sums.batch), 9, keep_stop_words=keep_stop_words) == whole


@pytest.mark.parametrize("place", [Place(9, 1, "the"), Place(1, 1, "zebra")])
def test_a_place_that_is_not_in_the_batch_is_gone(place, sums):
    with pytest.raises(BatchGone):
        words_after(sums, place, 9, keep_stop_words=True)


def test_words_of_a_deleted_corpus_are_gone(sums):
    Corpus.update(status="deleted").execute()

    with pytest.raises(BatchGone):
        words_after(sums, Place(sums.batch), 9, keep_stop_words=True)


def test_words_are_found_by_name(sums):
    assert rows_of(sums, ["cat", "zebra"])["cat"].count == 4
    assert [*counts(postings_of(sums, ["cat"])["cat"])] == [(1, 3), (2, 1)]
    assert [*counts(postings_of(sums, [""])[""])] == [(1, 4), (2, 6), (3, 2)]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("cat*", ["cat", "cats"]),
        ("*t*", ["the", "cat", "cats"]),
        ("*g", ["dog"]),
        ("c*s", ["cats"]),
        ("_at*", []),
        ("zebra*", []),
    ],
)
def test_a_pattern_matches_words(pattern, words, sums):
    assert matching(sums, [pattern], 1_000) == {pattern: (words, False)}


def test_a_pattern_matches_words_with_a_limited_number_of_postings(sums):
    assert matching(sums, ["*"], 3) == {"*": (["the", "cat"], True)}


def test_many_patterns_read_the_words_once(sums, monkeypatch):
    statements, read = [], corpora.patterns.read_sql
    monkeypatch.setattr(
        corpora.patterns, "read_sql", lambda *query: statements.append(1) or read(*query)
    )

    found = matching(sums, ["*t*", "*g", "*s", "*x"], 1_000)

    assert [words for words, _ in found.values()] == [["the", "cat", "cats"], ["dog"], ["cats"], []]
    assert len(statements) == 1


@pytest.mark.parametrize("pattern", ["cat*", "*t*"])
def test_a_pattern_is_compared_with_few_words_and_says_so(pattern, sums, monkeypatch):
    monkeypatch.setattr(corpora.patterns, "EXAMINED", 1)
    monkeypatch.setattr(corpora.patterns, "examined_words", lambda *_: 1)

    [(words, has_more)] = matching(sums, [pattern], 1_000).values()

    assert (words, has_more) == ([] if pattern == "cat*" else ["the"], True)


@pytest.mark.parametrize(
    ("pattern", "most", "found"),
    [
        ("*t", 5, ([], True)),
        ("*t", 6, (["cat"], True)),
        ("*t", 13, (["cat"], False)),
        ("*t", 1_000, (["cat"], False)),
        ("ca*s", 12, (["cats"], True)),
        ("ca*s", 199, (["cats"], False)),
        ("ca*s", 1_000, (["cats"], False)),
    ],
)
def test_as_many_words_are_compared_with_patterns_as_that_takes_so_many_bytes(
    pattern, most, found, sums, monkeypatch
):
    monkeypatch.setattr(corpora.patterns, "COMPARED", most)

    assert matching(sums, [pattern], 1_000) == {pattern: found}


def test_words_that_nearly_match_long_parts_are_fewer(make_corpus):
    words = {f"{'a' * 94}{number:05}": 1 for number in range(3_000)}
    corpus = make_corpus({**words, "b": 9})
    corpora.totals.sum_up(corpus.id)
    sums = read_sums(corpus.id)
    parts = [f"{'a' * 22}b{end}" for end in "abcdefghijklmnopqrst"]
    patterns = [f"*{'a' * 46}b{end}*" for end in "abcdefghij"]

    assert choose(sums, "frequent", ["00"], [], 1, 0, keep_stop_words=True)[2] == EXAMINED
    assert choose(sums, "frequent", parts, [], 1, 0, keep_stop_words=True)[1:] == (0, 2381)
    assert {*map(str, matching(sums, patterns, 1_000).values())} == {"([], True)"}


def rows_examined(node):
    removed = ["Rows Removed by Filter", "Rows Removed by Join Filter"]
    rows = node["Actual Rows"] + sum(node.get(name, 0) for name in removed)
    return rows * node["Actual Loops"] + sum(map(rows_examined, node.get("Plans", [])))


@pytest.mark.parametrize(
    "read",
    [
        lambda sums: choose(sums, "even", ["w"], [], 1_000, 0, keep_stop_words=True),
        lambda sums: choose(sums, "rare", ["w"], [], 1_000, 0, keep_stop_words=False),
        lambda sums: matching(sums, ["*o*", "*r*"], 10_000),
        lambda sums: rows_of(sums, [f"word{number}" for number in range(1_000)]),
        lambda sums: postings_of(sums, [f"word{number}" for number in range(1_000)]),
    ],
)
def test_no_word_is_read_again_and_again_without_statistics(read, make_corpus, monkeypatch):
    words = {f"word{number}": 1 for number in range(1_000)}
    make_corpus(words)
    database.execute_sql("ANALYZE corpus_words")
    sums = read_sums(make_corpus(words).id)  # for which the planner expects no words
    examined = []

    def explain(statement, values=()):
        explained = f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}"
        [[[plan]]] = database.execute_sql(explained, values).fetchall()
        examined.append(rows_examined(plan["Plan"]))
        return read_sql(statement, values)

    monkeypatch.setattr(corpora.words, "read_sql", explain)
    monkeypatch.setattr(corpora.patterns, "read_sql", explain)
    read(sums)

    assert examined
    assert max(examined) < 20 * len(words)
