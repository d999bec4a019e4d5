import csv
import io
import random

import pytest

from wordcount import count_text
from wordcount.analysis.contexts import (
    SIDE,
    characters_of,
    context_of,
    contexts,
    deviation_of_proportions,
    dispersion,
)
from wordcount.analysis.queries import Hit, Query, find
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


def plain_context(tokenized, hit, width):
    """The same, by joining the lines of three parts of the text."""
    tokens = tokenized.tokens
    first, last = hit.start, hit.end - 1
    edges = [
        tokens[max(0, first - width)].start,
        tokens[first].start,
        tokens[last].end,
        tokens[min(len(tokens) - 1, last + width)].end,
    ]
    parts = [tokenized.text[edges[side] : edges[side + 1]] for side in range(3)]
    return tuple(
        " / ".join(" ".join(line.split()) for line in part.split("\n")).strip() for part in parts
    )


def random_text(chance, gaps, words):
    return "".join(
        chance.choice(["a", "bc", "deé"]) + "".join(chance.choices(gaps, k=chance.randint(1, 5)))
        for _ in range(words)
    )


def test_contexts_are_those_of_a_plain_function():
    chance = random.Random(5)
    for _ in range(200):
        tokenized = tokenize(random_text(chance, " \n\t,;", 12), "en")
        start = chance.randrange(len(tokenized.keys))
        hit = Hit(start, chance.randint(1, len(tokenized.keys) - start))
        width = chance.randint(0, 6)

        found = context_of(tokenized, hit, width)

        parts = plain_context(tokenized, hit, width)
        assert (found.left, found.word, found.right) == parts
        assert len(parts[0]) + len(parts[2]) <= characters_of(tokenized, hit, width)


@pytest.mark.parametrize("gap", ["\n", " \n", " ", "=", "\x01", " b"])
def test_each_part_of_a_context_has_a_bounded_number_of_characters(gap):
    between = gap * 3 * SIDE
    tokenized = tokenize(f"left{between} a{between} right", "en")
    [hit] = find(tokenized, Query("", [("a",)]))

    for found in (context_of(tokenized, hit, 30), context_of(tokenized, Hit(0, 2), 30)):
        assert max(map(len, (found.left, found.word, found.right))) <= SIDE
    assert characters_of(tokenized, hit, 30) <= 6 * SIDE + 1


def test_a_long_context_is_cut_far_from_its_word():
    tokenized = tokenize(f"left {'=' * SIDE} near X close {'=' * SIDE} right", "en")

    [context] = contexts_of(tokenized, ["x"])

    assert context.left == "=" * (SIDE - 6) + " near"
    assert context.right == "close " + "=" * (SIDE - 7)


def test_all_contexts_have_a_bounded_number_of_characters(client, make_result, monkeypatch):
    monkeypatch.setattr("views.contexts.CHARACTERS_AT_MOST", 3_000)
    text = ("a " + "=" * 100 + " ") * 100
    make_result(text=text, result_all=count_text(text, "en").result_all)

    reply = client.get("/results/1/contexts.json?word=a&sort=right")
    rows = [*csv.reader(io.StringIO(client.get("/results/1/contexts.csv?word=a").text))]

    found = reply.json["contexts"]
    assert sum(len(each["left"] + each["word"] + each["right"]) for each in found) <= 3_000
    assert [each["position"] for each in found] == [1, 2, 3]
    assert len(rows) == 1 + 3
    assert (reply.json["count"], reply.json["partial"]) == (100, True)
    assert reply.headers["Wordcount-Partial"] == "true"
    assert (
        "Only the first 3 occurrences are shown." in client.get("/results/1/contexts?word=a").text
    )


def test_very_many_contexts_take_a_turn(client, make_result, monkeypatch):
    turns = []
    monkeypatch.setattr("views.contexts.wait_for_turn", lambda: turns.append("turn"))
    monkeypatch.setattr("views.contexts.SERIALIZE_CONTEXTS_FROM", 100)
    make_result(text="a b " * 10, result_all={"a": 10, "b": 10})
    make_result(text="a b " * 4, result_all={"a": 4, "b": 4})

    for id, expected in (("1", ["turn"]), ("2", [])):
        for suffix in (".json", ".csv", ""):
            turns.clear()
            client.get(f"/results/{id}/contexts{suffix}?word=a&width=3")
            assert turns == (expected if suffix else [])


@pytest.mark.parametrize("view", ["contexts", "collocates", "text"])
def test_very_many_hits_are_cut_and_the_answer_says_so(view, client, make_result, monkeypatch):
    monkeypatch.setattr("wordcount.analysis.queries.MORE_HITS", 5)
    make_result(text="a a a a a a a b", result_all={"a": 7, "b": 1})

    cut, whole = (
        client.get(f"/results/1/{view}.json?near=b&word={word}")
        for word in ("a, a a, a a a, a a a a", "a, a b")
    )

    page = client.get(f"/results/1/{view}?near=b&word=a, a a, a a a, a a a a")

    assert (cut.json["partial"], whole.json["partial"]) == (True, False)
    assert cut.headers["Wordcount-Partial"] == "true"
    assert "only its beginning was read" in page.text


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
