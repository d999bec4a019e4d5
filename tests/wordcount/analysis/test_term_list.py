import random
from functools import partial

import pytest

from wordcount.analysis.queries import TooManyTerms, find, parse_query
from wordcount.analysis.term_list import count_in, parse_term_list
from wordcount.words.tokens import tokenize

NOTHING = tokenize("", "en")
parse = partial(parse_query, language="en", tokenized=NOTHING)


def names_and_terms(text):
    return [(term.name, [*term.query.terms]) for term in parse_term_list(text, parse)]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("cat", [("cat", [("cat",)])]),
        ("cat, dog", [("cat", [("cat",)]), ("dog", [("dog",)])]),
        ("pets: cat, dog", [("pets", [("cat",), ("dog",)])]),
        ("cat\n\n  dog", [("cat", [("cat",)]), ("dog", [("dog",)])]),
        ('energy: "heat pump", wind*', [("energy", [("heat", "pump"), ("wind*",)])]),
        ('"heat pump"', [("heat pump", [("heat", "pump")])]),
        ("cat, CAT", [("cat", [("cat",)])]),
        ("pets: cat\npets: dog, cat", [("pets", [("cat",), ("dog",)])]),
        ("pets:", [("pets", [("pets",)])]),
        ("nothing: ...", []),
        (" : cat", [("cat", [("cat",)])]),
        ("cat\n" * 1_000, [("cat", [("cat",)])]),
    ],
)
def test_a_list_has_terms_with_names(text, terms):
    assert names_and_terms(text) == terms


@pytest.mark.parametrize(
    "terms",
    [
        [f"term{number}" for number in range(51)],
        ["," * number for number in range(1, 52)],
        [f"a{number}*" for number in range(11)],
        [f"list {n}: " + ", ".join(f"w{n}x{each}" for each in range(20)) for n in range(11)],
    ],
    ids=["many terms", "many lines without any", "many patterns", "many words"],
)
def test_a_list_has_limits(terms):
    with pytest.raises(TooManyTerms):
        parse_term_list("\n".join(terms), parse)


@pytest.mark.parametrize(
    "text", ['a: "heat pump\na: cat', "a: wind*, cat\na: “heat pump\na: dog, cat", "a: l'eau\na: x"]
)
def test_the_text_of_a_term_says_what_is_counted(text):
    [term] = parse_term_list(text, parse)

    assert [*parse(term.query.text).terms] == [*term.query.terms]


def test_lines_of_one_name_have_no_more_words_than_one_line():
    with pytest.raises(TooManyTerms):
        parse_term_list("\n".join(f"a: w{number}" for number in range(21)), parse)


def test_terms_are_counted_in_a_text():
    tokenized = tokenize("The heat pump heats. Heat! A pump, a heat pump.", "en")
    terms = parse_term_list('warm: heat*\n"heat pump"\nzebra', parse)

    assert count_in(tokenized, terms) == [4, 2, 0]


def test_terms_are_counted_as_if_each_was_looked_for_alone():
    chance = random.Random(5)
    words = ["a", "ab", "abc", "b", "ba", "c"]
    elements = [*words, "a*", "*b", "*a*b*", "*"]
    for _ in range(200):
        text = "".join(chance.choice(words) + chance.choice(" \n  ") for _ in range(40))
        phrases = (
            " ".join(chance.choices(elements, k=chance.choice([1, 1, 2, 3]))) for _ in "1234"
        )
        lines = [f'{number}: "{phrase}", b' for number, phrase in enumerate(phrases)]
        terms = parse_term_list("\n".join(lines[:3]), parse)

        tokenized = tokenize(text, "en")
        assert count_in(tokenized, terms) == [len(find(tokenized, each.query)) for each in terms]
