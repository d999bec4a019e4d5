import pytest

from wordcount.analysis.contexts import contexts, deviation_of_proportions, dispersion
from wordcount.analysis.queries import Query, find
from wordcount.words.tokens import tokenize

SENTENCE = tokenize("A cat, then THE CAT;\nand one more cat.", "en")


def contexts_of(tokenized, words, order="position", width=8):
    return contexts(tokenized, find(tokenized, Query("", [tuple(words)])), order, width)


def test_a_word_is_shown_between_its_neighbors():
    found = contexts_of(SENTENCE, ["cat"])

    assert [(each.position, each.left, each.word, each.right) for each in found] == [
        (2, "A", "cat", ", then THE CAT; / and one more cat"),
        (5, "A cat, then THE", "CAT", "; / and one more cat"),
        (9, "A cat, then THE CAT; / and one more", "cat", ""),
    ]


def test_words_that_follow_one_another_are_shown_between_theirs():
    [found] = contexts_of(SENTENCE, ["the", "cat"])

    assert (found.position, found.word) == (4, "THE CAT")
    assert (found.left, found.right) == ("A cat, then", "; / and one more cat")


@pytest.mark.parametrize("words", [["dog"], []], ids=["another word", "no word"])
def test_what_does_not_occur_has_no_contexts(words):
    assert contexts_of(SENTENCE, words) == []


@pytest.mark.parametrize(
    ("order", "positions"),
    [
        ("position", [2, 5, 9]),
        ("left", [2, 9, 5]),
        ("right", [9, 5, 2]),
        ("left1", [2, 9, 5]),
        ("right1", [9, 5, 2]),
    ],
)
def test_contexts_are_ordered_by_place_or_by_neighbors(order, positions):
    """Left of them stand "a", "more", "the"; right of them nothing, "and", "then"."""
    assert [each.position for each in contexts_of(SENTENCE, ["cat"], order)] == positions


@pytest.mark.parametrize(
    ("order", "positions"),
    [("left1", [3, 8, 13]), ("left2", [13, 3, 8]), ("right1", [13, 3, 8]), ("right2", [13, 8, 3])],
)
def test_contexts_are_sorted_by_as_many_words_as_asked(order, positions):
    tokenized = tokenize("b a X q d b a X q c a a X p", "en")

    assert [each.position for each in contexts_of(tokenized, ["x"], order)] == positions


def test_the_width_is_chosen():
    tokenized = tokenize("a b c d e X f g h i j", "en")

    [context] = contexts_of(tokenized, ["x"], width=3)

    assert (context.left, context.right) == ("c d e", "f g h")


def test_neighbors_are_at_most_eight():
    tokenized = tokenize("a b c d e f g h i X j k l m n o p q r", "en")

    [context] = contexts_of(tokenized, ["x"])

    assert (context.left, context.right) == ("b c d e f g h i", "j k l m n o p q")


def test_the_deviation_of_proportions_agrees_with_its_publication():
    """Gries (2008), section 3.1: the letter "a" in a corpus of five parts has a DP of 0.18."""
    corpus = ["bamnibeup", "basatbewqn", "bcagabesta", "baghabeaat", "bahaabeaxat"]

    counts, sizes = [part.count("a") for part in corpus], [len(part) for part in corpus]

    assert deviation_of_proportions(counts, sizes) == pytest.approx(0.18)


@pytest.mark.parametrize(
    ("positions", "total", "expected"),
    [
        ([5, 15, 25, 35, 45, 55, 65, 75, 85, 95], 100, 0.0),
        ([1, 2, 3], 100, 1.0),
        ([1, 100], 100, 0.8 / 0.9),
        ([10, 11], 100, 0.8 / 0.9),
        (range(1, 101), 100, 0.0),
        ([], 100, None),
        ([1], 9, None),
    ],
    ids=["even", "one place", "both ends", "a part's edge", "every word", "nowhere", "too short"],
)
def test_dispersion_by_hand(positions, total, expected):
    assert dispersion(positions, total) == (
        expected if expected is None else pytest.approx(expected)
    )
