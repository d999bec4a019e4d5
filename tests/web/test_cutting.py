"""Contexts, phrases, search, the filter and own stop words cut and fold as counting does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from text_pieces import LANGUAGES, PIECES

from models import Result
from views.search import criteria_of
from web.dictionary import Words
from web.word_choice import Choice, choose
from wordcount.analysis.paragraphs import join_wrapped_lines
from wordcount.analysis.phrases import phrases
from wordcount.analysis.queries import Query, find, parse_query
from wordcount.words.counting import clean_text, count_words
from wordcount.words.tokens import tokenize

pytestmark = pytest.mark.slow

settings.register_profile("tests", max_examples=200, derandomize=True, deadline=None)
settings.load_profile("tests")

texts = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=18).map("".join)
languages = st.sampled_from(LANGUAGES)


@given(texts, languages)
def test_a_word_has_as_many_contexts_as_it_was_counted(text, language):
    text = clean_text(text)
    tokenized = tokenize(join_wrapped_lines(text), language)

    found = {
        word: len(find(tokenized, Query(word, [(word,)]))) for word in count_words(text, language)
    }

    assert found == count_words(text, language)


@given(texts, languages)
def test_a_word_has_contexts_as_it_is_written_in_the_text(text, language):
    tokenized = tokenize(clean_text(text), language)

    for token in tokenized.tokens:
        written = tokenized.text[token.start : token.end]
        hits = find(tokenized, parse_query(written, language, tokenized))
        assert token.key in {tokenized.tokens[hit.start].key for hit in hits}


@given(texts, languages)
def test_phrases_consist_of_counted_words(text, language):
    text = clean_text(f"{text} {text}")

    found = phrases(tokenize(join_wrapped_lines(text), language), 2)

    tokens = {token.key for token in tokenize(text, language).tokens}
    assert tokens == set(count_words(text, language))
    assert all(phrase in {f"{a} {b}" for a in tokens for b in tokens} for phrase in found)


@given(texts, languages)
def test_a_search_asks_for_the_words_that_were_counted(text, language):
    text = clean_text(text)

    criteria = criteria_of(word=text, title="", site="", language=language)

    assert set(criteria.words) == set(count_words(text, language))


@given(texts, languages)
def test_a_search_without_a_language_asks_for_the_words_of_each(text, language):
    text = clean_text(text)

    criteria = criteria_of(word=text, title="", site="", language="")

    asked = [set(words) for words in (criteria.words, *criteria.alternatives)]
    assert set(count_words(text, language)) in asked


@given(texts, languages)
def test_a_text_as_own_stop_words_leaves_out_all_its_words(text, language):
    text = clean_text(text)
    result = Result(language=language, result_all=dict(count_words(text, language)))

    assert choose(result, Words(result.result_all), Choice(without=text)) == []


@given(texts, languages)
def test_a_word_is_found_by_its_own_text(text, language):
    tokenized = tokenize(clean_text(text), language)
    result = Result(language=language, result_all=dict(count_words(tokenized.text, language)))

    for token in tokenized.tokens:
        found = choose(
            result, Words(result.result_all), Choice(filter=tokenized.text[token.start : token.end])
        )
        assert token.key in {word for _, word, _ in found}
