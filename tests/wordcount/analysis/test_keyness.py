from math import isfinite

import pytest

from wordcount.analysis.keyness import compare, log_likelihood, log_ratio


def test_log_likelihood_matches_a_published_example():
    """52 in 50,000 words and 57 in 75,000 words: 2.65.

    McEnery and Hardie (2012), "Corpus Linguistics", companion website; computed there with
    Rayson's calculator, https://ucrel.lancs.ac.uk/llwizard.html.
    """
    assert log_likelihood(52, 50_000, 57, 75_000) == pytest.approx(2.65, abs=0.005)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((10, 1_000, 20, 2_000), 0.0),
        ((10, 1_000, 10, 1_000), 0.0),
        ((10, 1_000, 0, 1_000), 13.8629),
        ((0, 1_000, 10, 1_000), 13.8629),
    ],
    ids=["same share", "same counts", "only in a", "only in b"],
)
def test_log_likelihood_matches_manual_calculation(counts, expected):
    """10 and 0 occurrences: 2 × 10 × ln(10/5)."""
    assert log_likelihood(*counts) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("times", "expected"), [(1, 0), (2, 1), (4, 2), (8, 3), (16, 4), (0.5, -1), (0.25, -2)]
)
def test_log_ratio_matches_its_publication(times, expected):
    """Hardie (2014) interprets each value: 1 is twice as frequent, 2 four times, …"""
    assert log_ratio(int(times * 400), 10_000, 400, 10_000) == expected


def test_log_ratio_replaces_zero_with_half_an_occurrence():
    assert log_ratio(4, 1_000, 0, 1_000) == 3
    assert log_ratio(0, 1_000, 4, 1_000) == -3


def test_compare_returns_the_words_of_both_sides_and_the_shared_words():
    compared = compare({"cat": 50, "the": 100, "milk": 20}, {"dog": 50, "the": 100, "bone": 10})

    assert [row.word for row in compared.more_in_a] == ["cat", "milk"]
    assert [row.word for row in compared.more_in_b] == ["dog", "bone"]
    assert [row.word for row in compared.shared] == ["the"]


def test_swapping_the_texts_swaps_the_sides_and_every_sign():
    a, b = {"cat": 50, "the": 90}, {"dog": 30, "the": 10}

    a_to_b, b_to_a = compare(a, b), compare(b, a)

    assert [(row.word, row.g2, row.log_ratio) for row in a_to_b.more_in_a] == [
        (row.word, pytest.approx(row.g2), pytest.approx(-row.log_ratio)) for row in b_to_a.more_in_b
    ]


def test_a_text_compared_with_itself_shares_every_word():
    words = {"the": 3, "cat": 2, "sat": 1}

    compared = compare(words, words)

    assert (compared.more_in_a, compared.more_in_b) == ([], [])
    assert [row.word for row in compared.shared] == ["the", "cat", "sat"]
    assert all(isfinite(row.log_ratio) and row.g2 == 0 for row in compared.shared)
