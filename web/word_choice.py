"""Which of a result's words are shown, and in which order, as the visitor chose."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from models import Result
from web.dictionary import Words
from web.query import InvalidField, choice_arg, field_arg
from web.texts import text_tag
from web.unusual import Ranked, most_unusual_first
from web.view_options import AS_STORED, ViewOptions, view_options
from wordcount.words.counting import key
from wordcount.words.tokens import tokenize

SORTS: dict[str, tuple[str, Callable[[Ranked], tuple[int | str, ...]]]] = {
    "frequent": ("most frequent first", lambda row: (row[0],)),
    "rare": ("rarest first", lambda row: (row[2], row[1])),
    "word": ("by word", lambda row: (row[1],)),
    "unusual": ("most unusual first", lambda row: (row[0],)),  # see web/unusual.py
    "long": ("longest first", lambda row: (-len(row[1]), row[1])),
}

MAX_PARTS = 20  # of a filter


@dataclass(frozen=True)
class Choice:
    """`filter` is a part of a word; `without` has the visitor's own stop words, as typed."""

    options: ViewOptions = AS_STORED
    filter: str = ""
    without: str = ""
    sort: str = "frequent"

    @property
    def is_usual(self) -> bool:
        """Whether it chooses all words, the most frequent first."""
        return not (self.filter or self.without) and self.sort == "frequent"

    @property
    def query(self) -> dict[str, str]:
        """The arguments of this choice in an address, without defaults."""
        asked = {
            **self.options.query,
            "filter": self.filter,
            "without": self.without,
            "sort": "" if self.sort == "frequent" else self.sort,
        }
        return {name: value for name, value in asked.items() if value}


def choice_args(sorts: Collection[str] = tuple(SORTS)) -> Choice:
    """Return the choice in the query. Its order is one of `sorts`.

    Raises BadRequest and InvalidField.
    """
    options = view_options()
    return Choice(
        options=options,
        filter=field_arg("filter"),
        without=options.without,
        sort=choice_arg("sort", sorts, "frequent"),
    )


def choose(result: Result, words: Words, choice: Choice) -> list[Ranked]:
    """Return the chosen words of `result`, each with its rank by frequency among all `words`."""
    ranked = [(rank, *entry) for rank, entry in enumerate(words.counts.items(), start=1)]
    if choice.filter or choice.without:
        language = text_tag(result)
        without = keys_of(choice.without, language)
        parts = parts_of(choice.filter, language, words)
        ranked = [
            row
            for row in ranked
            if without.isdisjoint(names := words.names(row[1]))
            and any(part in name for part in parts for name in names)
        ]
    if choice.sort == "unusual" and words.forms is None:
        return most_unusual_first(result, ranked)
    return sorted(ranked, key=SORTS[choice.sort][1])


def keys_of(text: str, language: str) -> frozenset[str]:
    """Return the keys of the words in `text`, and of numbers with spaces between commas."""
    numbers = [key_of(part, language) for part in text.split(",") if " " in part.strip()]
    return frozenset([*tokenize(text, language).keys, *numbers])


def parts_of(text: str, language: str, words: Words) -> Sequence[str]:
    """Return `text` as one part of a word if any word contains it, or else the words in it.

    So "'s" finds "cat's", "U.S.A." finds "u.s.a", and "devil-may-care" finds its three words.
    """
    part = key_of(text, language)
    if any(part in name for word in words.counts for name in words.names(word)):
        return [part]
    return words_in(text, language) or [part]


def words_in(text: str, language: str) -> Sequence[str]:
    """The words of a filter, each of which is compared with all words. Raises InvalidField."""
    words = list(dict.fromkeys(tokenize(text, language).keys))
    if len(words) > MAX_PARTS:
        raise InvalidField("filter", gettext("Type at most %(most)s words.", most=MAX_PARTS))
    return words


def key_of(text: str, language: str) -> str:
    return key(text.strip(), language.partition("-")[0].lower())
