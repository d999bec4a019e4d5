"""The documents of terms, by the postings of their words."""

import pytest

from corpora.finding import find_terms
from corpora.postings import shares
from corpora.words import postings_of, read_sums, rows_of


@pytest.fixture
def sums(make_corpus):
    corpus = make_corpus({"wind": 2, "sun": 2}, {"wind": 1, "winds": 3, "a": 4}, {"sun": 1})
    return read_sums(corpus.id)


def places_of(sums, *term):
    return find_terms(sums, [term])[term]


def test_a_word_is_as_dispersed_as_when_it_was_added_up(sums):
    wind = places_of(sums, "wind")

    assert wind.counts == {1: 2, 2: 1}
    assert wind.dp(lambda: 1 / 0) == rows_of(sums, ["wind"])["wind"].dp  # asks for no shares


def test_words_that_match_a_pattern_are_dispersed_together(sums):
    winds = places_of(sums, "wind*")

    assert winds.counts == {1: 2, 2: 4}
    # Expected of the three documents: 4, 8 and 1 of 13 words; observed: 2, 4 and 0 of 6.
    expected = (abs(2 / 6 - 4 / 13) + abs(4 / 6 - 8 / 13) + 1 / 13) / 2
    assert winds.dp(lambda: shares(postings_of(sums, [""])[""])) == pytest.approx(expected)


def test_a_word_that_never_occurs_has_no_dispersion(sums):
    assert places_of(sums, "zebra").dp(lambda: shares(postings_of(sums, [""])[""])) is None


def test_a_phrase_has_no_dispersion(sums):
    phrase = places_of(sums, "wind", "sun")

    assert (phrase.counts, phrase.is_exact, phrase.dp(dict)) == ({1: 2}, False, None)


def test_a_word_that_no_document_has_is_nowhere(sums):
    assert places_of(sums, "moon").counts == {}
