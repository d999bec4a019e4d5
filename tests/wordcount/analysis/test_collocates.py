import random

import pytest

from wordcount.analysis.collocates import (
    collocates,
    hits_near,
    indexes_of,
    log_dice,
    near,
    signed_g2,
)
from wordcount.analysis.queries import Hit, Query, find, parse_query
from wordcount.words.tokens import tokenize

TEXT = "strong tea and strong coffee\nweak tea or strong tea with milk"


def collocates_of(word, text=TEXT, **options):
    tokenized = tokenize(text, "en")
    rows = collocates(tokenized, find(tokenized, parse_query(word, "en", tokenized)), **options)
    return {row.word: row for row in rows}


def test_collocates_are_counted_before_and_after():
    found = collocates_of("tea", window=1)

    assert {word: (row.before, row.after) for word, row in found.items()} == {
        "strong": (2, 0), "weak": (1, 0), "and": (0, 1), "or": (0, 1), "with": (0, 1),
    }  # fmt: skip
    assert (found["strong"].observed, found["strong"].expected) == (2, pytest.approx(6 * 3 / 9))


def test_a_window_ends_with_its_line():
    assert "weak" not in collocates_of("coffee", window=4)
    assert set(collocates_of("milk", window=2)) == {"tea", "with"}


def test_a_word_near_two_occurrences_is_counted_once_with_the_nearer_one():
    found = collocates_of("x", "x a b c x", window=3)

    assert (found["a"].before, found["a"].after) == (0, 1)
    assert (found["b"].before, found["b"].after) == (1, 0)
    assert (found["c"].before, found["c"].after) == (1, 0)


def plain_near(tokenized, nodes, window):
    """The same, by the distances of each token to all nodes of its line."""
    sides = [], []
    for index, token in enumerate(tokenized.tokens):
        line = [node for node in nodes if tokenized.tokens[node].line == token.line]
        nearest = min(line, key=lambda node: (abs(node - index), node < index), default=None)
        if nearest is not None and 0 < abs(nearest - index) <= window:
            sides[nearest < index].append(index)
    return sides


def test_the_words_near_others_are_those_of_a_plain_loop():
    chance = random.Random(7)
    for _ in range(300):
        text = "".join("a" + chance.choice(" \n   ") for _ in range(chance.randrange(40)))
        tokenized = tokenize(text, "en")
        nodes = {place for place in range(len(tokenized.tokens)) if chance.random() < 0.2}
        window = chance.randint(1, 10)

        assert near(tokenized, nodes, window) == plain_near(tokenized, nodes, window)


def test_a_word_that_is_rarer_than_by_chance_is_no_collocate():
    assert set(collocates_of("x", "x a\nx a\nx b\nb b b b b b", window=1)) == {"a"}


def test_a_phrase_is_no_collocate_of_itself():
    assert set(collocates_of("strong tea", window=1)) == {"and", "or", "with"}


def test_words_that_are_left_out_take_their_places():
    assert set(collocates_of("coffee", window=2, without={"strong"})) == {"and"}


def test_log_dice_has_its_published_properties():
    """Rychlý (2008), section 3: at most 14; half as often together is one less."""
    assert log_dice(7, 7, 7) == 14
    assert log_dice(8, 16, 16) == 13
    assert log_dice(1, 1 << 14, 1 << 14) == 0


# BigramAssocMeasures.likelihood_ratio of NLTK 3.9, on the pairs of Manning and Schütze (1999),
# table 5.12: together, first word, second word, words of the corpus.
NLTK = [
    (150, 12593, 932, 14307668, 1291.319057),
    (10, 379, 932, 14307668, 100.501884),
    (10, 932, 934, 14307668, 82.375860),
    (8, 15828, 4675, 14307668, 1.325389),
]


@pytest.mark.parametrize(("together", "a", "b", "total", "expected"), NLTK)
def test_g2_agrees_with_nltk(together, a, b, total, expected):
    assert signed_g2(together, a, b, total) == pytest.approx(expected)


def test_g2_is_negative_for_a_word_that_is_rarer_than_by_chance():
    assert signed_g2(1, 100, 100, 1000) < 0 < signed_g2(20, 100, 100, 1000)


def test_hits_are_limited_to_those_near_a_word():
    tokenized = tokenize(TEXT, "en")
    hits = find(tokenized, parse_query("tea", "en", tokenized))

    assert hits_near(tokenized, hits, "weak", 1) == [hits[1]]
    assert hits_near(tokenized, hits, "coffee", 4) == [hits[0]]
    assert hits_near(tokenized, hits, "coffee", 1) == []


def random_hits(chance):
    """A text of two words, and places in it that overlap."""
    text = "".join(chance.choice("ab") + chance.choice(" \n   ") for _ in range(40))
    tokenized = tokenize(text, "en")
    terms = [tuple(chance.choices(["a", "b", "*"], k=chance.randint(1, 6))) for _ in range(2)]
    hits = find(tokenized, Query("", terms))
    return tokenized, [hit for hit in hits if chance.random() < 0.5]


def test_the_indexes_of_hits_are_those_of_a_plain_loop():
    chance = random.Random(11)
    for _ in range(300):
        _, hits = random_hits(chance)

        assert indexes_of(hits) == {
            index for hit in hits for index in range(hit.start, hit.start + hit.length)
        }


def test_the_hits_near_a_word_are_those_of_a_plain_loop():
    chance = random.Random(13)
    for _ in range(300):
        tokenized, hits = random_hits(chance)
        window = chance.randint(1, 10)

        nodes = {place for place, key in enumerate(tokenized.keys) if key == "b"}
        nodes -= {index for hit in hits for index in range(hit.start, hit.end)}
        found = {index for side in plain_near(tokenized, nodes, window) for index in side}
        expected = [hit for hit in hits if found & {*range(hit.start, hit.end)}]
        assert hits_near(tokenized, hits, "b", window) == expected


def test_a_token_of_many_hits_is_visited_once():
    assert indexes_of([Hit(0, 3), Hit(0, 5), Hit(1, 2), Hit(8, 1)]) == {0, 1, 2, 3, 4, 8}
