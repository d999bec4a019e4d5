"""Notes about what a search ignored, or may have understood differently than intended."""

from collections.abc import Iterator, Mapping

from flask_babel import gettext

from results.search import Criteria
from web.language_names import find_language, language_name

QUOTES = frozenset('"“”„«»‹›「」『』＂')
WILDCARDS = frozenset("*?＊？")
OPERATORS = ("AND", "OR", "NOT")


def notes_on(asked: Mapping[str, str], criteria: Criteria) -> list[str]:
    """Return the notes on a search. `asked` are its fields, as typed."""
    return [
        *notes_on_words(asked, criteria),
        *notes_on_site(asked, criteria),
        *notes_on_language(asked),
    ]


def notes_on_words(asked: Mapping[str, str], criteria: Criteria) -> Iterator[str]:
    word, typed = asked["word"], asked["word"] + asked["title"]
    if not QUOTES.isdisjoint(typed):
        yield gettext("Quotation marks are ignored: results must contain all words, in any order.")
    if not WILDCARDS.isdisjoint(typed):
        yield gettext("Wildcards such as * are ignored: only whole words are found.")
    if any(part.startswith("-") and part[1:2].isalnum() for part in word.split()):
        yield gettext("Minus signs are ignored: words cannot be excluded.")
    if operators := [part for part in word.split() if part in OPERATORS]:
        yield gettext(
            "%(word)s is treated as a word: results must contain all words.", word=operators[0]
        )
    if word and not criteria.words:
        yield gettext("The field “Words” is ignored, because it contains no word.")


def notes_on_site(asked: Mapping[str, str], criteria: Criteria) -> Iterator[str]:
    _, _, path = asked["site"].removeprefix("https://").removeprefix("http://").partition("/")
    if path:
        yield gettext(
            "All pages of %(site)s are searched, not only that address.",
            site=criteria.site,
        )


def notes_on_language(asked: Mapping[str, str]) -> Iterator[str]:
    subtag, _, rest = asked["language"].partition("-")
    name = language_name(subtag.lower())
    if rest and name:
        yield gettext(
            "All varieties of %(language)s are searched, not only %(tag)s.",
            language=name,
            tag=asked["language"],
        )
    if subtag and not name and not find_language(asked["language"]):
        yield gettext(
            "The language “%(language)s” is not known. Type its name or its code: Korean or ko.",
            language=asked["language"],
        )
