"""Every exception is needed, and the dictionary form that it names is its own."""

import pytest

from wordcount.forms.lemmatizer import FOLDER, Lemmatizer, load_exceptions

LARGE = ("de", "es", "fi", "pl", "ru", "sv", "uk")  # loading takes more than 0.3 seconds


LISTED = [
    pytest.param(path.stem, marks=[pytest.mark.slow] if path.stem in LARGE else [])
    for path in sorted(FOLDER.glob("*.txt"))
]


@pytest.mark.parametrize("code", LISTED)
def test_every_exception_is_needed_and_consistent(code):
    lemmatizer = Lemmatizer(code)
    listed = load_exceptions(code)

    assert {word: lemmatizer.lemma(word) for word in listed} == listed
    assert {form: lemmatizer.lemma(form) for form in listed.values()} == {
        form: form for form in listed.values()
    }
    lemmatizer.exceptions = {}
    assert [word for word, form in listed.items() if lemmatizer.lemma(word) == form] == []


@pytest.mark.parametrize(
    ("word", "form"), [("us", "us"), ("gone", "go"), ("thinking", "think"), ("felt", "feel")]
)
def test_an_english_exception_is_as_readers_expect(word, form):
    assert load_exceptions("en")[word] == form
