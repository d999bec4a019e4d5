import random
from fnmatch import fnmatchcase

import pytest

from wordcount.analysis.queries import (
    MAX_TERMS,
    MAX_WILDCARDS,
    MORE_HITS,
    Query,
    TooManyTerms,
    find,
    most_hits,
    parse_query,
)
from wordcount.words.tokens import tokenize

TEXT = (
    "The black cat and the climate. A black dog, the climatic cat.\nCat 1,000 devil-may-care black"
)


def found(typed, text=TEXT, language="en"):
    """The places of what is typed, as text."""
    tokenized = tokenize(text, language)
    hits = find(tokenized, parse_query(typed, language, tokenized))
    tokens = tokenized.tokens
    return [text[tokens[hit.start].start : tokens[hit.end - 1].end] for hit in hits]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("CAT", ["cat", "cat", "Cat"]),
        ("black cat", ["black cat"]),
        ('"black cat"', ["black cat"]),
        ("“black cat” dog", ["black cat", "dog"]),
        ("cat, dog", ["cat", "dog", "cat", "Cat"]),
        ("cat、dog，climate", ["cat", "climate", "dog", "cat", "Cat"]),
        ("cat, cat, CAT", ["cat", "cat", "Cat"]),
        ("climat*", ["climate", "climatic"]),
        ("*a*e", ["climate", "care"]),
        ("cl*ti*c", ["climatic"]),
        ("black *", ["black cat", "black dog"]),
        ("the * cat", ["The black cat", "the climatic cat"]),
        ("bl* cat, 1,000", ["black cat", "1,000"]),
        ("devil-may-care", ["devil-may-care"]),
        ("cat cat", []),
        ("black the", []),
        ("*", []),
        ("", []),
        ('"', []),
        (" , ,", []),
        ('"black', ["black", "black", "black"]),
    ],
)
def test_words_phrases_and_parts_of_words_are_found(typed, expected):
    assert found(typed) == expected


@pytest.mark.parametrize(
    ("language", "text", "typed", "expected"),
    [
        ("zh", "梁振英說，梁振英。", "梁振英", ["梁振英", "梁振英"]),
        ("ja", "東京大学と京都大学", "*大学*", ["大学", "大学"]),
        ("ko", "기후가 기후를 날씨", "기후*", ["기후가", "기후를"]),
        ("he", 'הוא אמר צה"ל כאן', 'צה"ל', ['צה"ל']),
        ("tr", "IĞDIR ığdır", "IĞD*", ["IĞDIR", "ığdır"]),
        ("fr", "l’eau, l'eau", "l'eau", ["l’eau", "l'eau"]),
        ("de", "„Zug“ und Züge", "Z*", ["Zug", "Züge"]),
        ("fr", "environ 12\u202f500 euros", "12 500 euros", ["12\u202f500 euros"]),
        ("fr", "environ 1\u202f234\u202f567,89 €", "1 234 567,89", ["1\u202f234\u202f567,89"]),
        ("fr", "environ 12 500 euros", "12 500 euros", ["12 500 euros"]),
        ("fr", "12\u202f500 euros, 3\u202f000", "12 500, 3\xa0000", ["12\u202f500", "3\u202f000"]),
    ],
)
def test_words_are_found_in_any_language(language, text, typed, expected):
    assert found(typed, text, language) == expected


def plain_hits(tokenized, query):
    """The same, by a comparison of each term with the words at each place."""
    tokens = tokenized.tokens
    for start in range(len(tokens)):
        for length in sorted({len(term) for term in query.terms}):
            span = tokens[start : start + length]
            is_in_line = len(span) == length and len({token.line for token in span}) == 1
            keys = [token.key for token in span]
            terms = [term for term in query.terms if len(term) == length]
            if is_in_line and any(all(map(fnmatchcase, keys, term)) for term in terms):
                yield start, length


def test_the_places_are_those_of_a_plain_loop():
    chance = random.Random(3)
    words = ["a", "ab", "abab", "ba", "cab", "c"]
    elements = [*words, "a*", "*b", "*a*b*", "a*a*", "*", "ab*ab", "*b*"]
    for _ in range(300):
        text = "".join(chance.choice(words) + chance.choice(" \n  ") for _ in range(30))
        tokenized = tokenize(text, "en")
        terms = [tuple(chance.choices(elements, k=chance.choice([1, 1, 2, 3]))) for _ in range(3)]
        query = Query("", terms[: chance.randrange(4)])

        assert find(tokenized, query) == [*plain_hits(tokenized, query)]


def test_occurrences_of_a_phrase_may_overlap_but_not_span_lines():
    assert found("a a", "a a a\na") == ["a a", "a a"]


def test_terms_of_many_lengths_have_a_bounded_number_of_places():
    """Those that end first are kept."""
    tokenized = tokenize("a " * 2_000, "en")
    query = Query("", [("a",) * length for length in range(1, 21)])

    hits = find(tokenized, query)

    assert len(hits) == most_hits(tokenized) == 2_000 + MORE_HITS
    assert hits == sorted({*hits})
    assert {*hits} < {*plain_hits(tokenize("a " * 700, "en"), query)}


def test_every_place_of_terms_of_one_length_is_found(monkeypatch):
    monkeypatch.setattr("wordcount.analysis.queries.MORE_HITS", 1)
    tokenized = tokenize("a b " * 50, "en")

    assert len(find(tokenized, Query("", [("a",), ("b",), ("a*",)]))) == 100
    assert len(find(tokenized, Query("", [("a", "b"), ("b", "a")]))) == 99


@pytest.mark.parametrize(
    "typed",
    [
        ", ".join(f"w{number}" for number in range(MAX_TERMS + 1)),
        ", ".join(f"w{number}*" for number in range(MAX_WILDCARDS + 1)),
    ],
    ids=["terms", "wildcards"],
)
def test_too_many_terms_are_refused(typed):
    with pytest.raises(TooManyTerms, match="at most"):
        found(typed)
