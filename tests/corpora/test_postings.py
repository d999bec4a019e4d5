import random
from array import array
from collections import Counter

import pytest

from corpora.postings import (
    STOP_WORD,
    counts,
    merge_counts,
    merge_postings,
    pack,
    posting,
    shares,
    split,
    tally,
    unpack,
    without,
)


def postings_of(counts):
    return [posting(place, count) for place, count in enumerate(counts, 1) if count]


def test_postings_are_packed_and_unpacked():
    postings = [posting(1, 7), posting(2, 2**31 - 1, is_stop_word=True), posting(2**31 - 1, 1)]

    assert [*unpack(pack(postings))] == postings
    assert [*counts(postings)] == [(1, 7), (2, 2**31 - 1), (2**31 - 1, 1)]


def test_packed_postings_are_sorted_by_document():
    assert pack([posting(1, 9)]) < pack([posting(2, 1)]) < pack([posting(300, 1)])


def test_documents_can_be_left_out():
    assert without(postings_of([1, 2, 3]), {2}) == [posting(1, 1), posting(3, 3)]


def test_stop_words_are_counted_apart():
    postings = [posting(1, 5, is_stop_word=True), posting(2, 2)]

    found = tally(postings, shares(postings_of([10, 10])))

    assert (found.total, found.documents, found.kept, found.kept_documents) == (7, 2, 2, 1)


# The five parts of Gries (2008), page 406, and the words of his table 3.
SIZES = [9, 10, 10, 10, 11]


@pytest.mark.parametrize(
    ("word", "counts", "dp"),
    [("a", [1, 2, 3, 4, 5], 0.18), ("x", [0, 0, 0, 0, 1], 0.78), ("e", [1, 1, 1, 1, 1], 0.02)],
    ids=["a", "x", "e"],
)
def test_dispersion_is_that_of_gries(word, counts, dp):
    found = tally(postings_of(counts), shares(postings_of(SIZES)))

    assert round(found.dp, 2) == dp


def test_dispersion_is_that_of_another_program():
    """ALLEMAND in the tenths of Lyne's corpus (1985): 0.4990705 by tlda for R.

    https://github.com/lsoenning/tlda, README, in the scaling of Gries (2008).
    """
    sizes = [8143, 8058, 8271, 8125, 7959, 7941, 8146, 8001, 8003, 7930]

    found = tally(postings_of([2, 0, 1, 1, 3, 0, 3, 0, 0, 0]), shares(postings_of(sizes)))

    assert found.dp == pytest.approx(0.4990705, abs=1e-7)


def test_the_postings_of_several_words_are_merged():
    merged = merge_postings([postings_of([1, 0, 2]), [posting(3, 5, is_stop_word=True)]])

    assert merged == [posting(1, 1), posting(3, 7)]


def test_postings_are_split_into_documents_and_counts():
    positions, marked = split(array("q", [posting(1, 7), posting(2**31 - 1, 3, is_stop_word=True)]))

    assert (list(positions), list(marked)) == ([1, 2**31 - 1], [7, 3 | STOP_WORD])


@pytest.mark.parametrize("number", [0, 1, 2, 20])
def test_merging_adds_up_each_document(number):
    chance = random.Random(number)
    words = [
        [
            posting(position, chance.randint(1, 9), is_stop_word=chance.random() < 0.5)
            for position in sorted(chance.sample(range(1, 100), 40))
        ]
        for _ in range(number)
    ]

    merged = merge_counts(words)

    expected = Counter()
    for postings in words:
        expected.update(dict(counts(postings)))
    assert merged == expected
    assert list(merged) == sorted(merged)
