"""Which of a result's words are shown, and in which order: what its visitor has chosen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from models import Result
from web.query import choice_arg, text_arg
from web.view_options import AS_STORED, ViewOptions, view_options
from wordcount.words.counting import key
from wordcount.words.tokens import read as tokenize

# Each word with its rank and count; words come most frequent first.
Ranked = tuple[int, str, int]

SORTS: dict[str, tuple[str, Callable[[Ranked], tuple[int | str, ...]]]] = {
    "frequent": ("most frequent first", lambda row: (row[0],)),
    "rare": ("rarest first", lambda row: (row[2], row[1])),
    "word": ("by word", lambda row: (row[1],)),
    "long": ("longest first", lambda row: (-len(row[1]), row[1])),
}


@dataclass(frozen=True)
class Choice:
    """`filter` is a part of a word, `without` are stop words of the visitor's own, as typed."""

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
        """What the address of a page with this choice asks for; what is usual is left out."""
        asked = {
            **self.options.query,
            "filter": self.filter,
            "without": self.without,
            "sort": "" if self.sort == "frequent" else self.sort,
        }
        return {name: value for name, value in asked.items() if value}


def choice_args() -> Choice:
    """The choice in the query."""
    return Choice(
        options=view_options(),
        filter=text_arg("filter"),
        without=text_arg("without"),
        sort=choice_arg("sort", SORTS, "frequent"),
    )


def choose(result: Result, choice: Choice) -> list[Ranked]:
    """The chosen words of `result`, each with its rank by frequency among those counted."""
    counts: dict[str, int] = (
        result.result_all if choice.options.keep_stop_words else result.result_no_stop_words
    ) or {}
    language = result.language or "und"
    without = words_of(choice.without, language)
    parts = parts_of(choice.filter, language, counts)
    ranked = [
        (rank, word, count)
        for rank, (word, count) in enumerate(counts.items(), start=1)
        if word not in without and any(part in word for part in parts)
    ]
    return sorted(ranked, key=SORTS[choice.sort][1])


def words_of(text: str, language: str) -> frozenset[str]:
    """The words of `text` as they are counted, and the numbers in it that have spaces."""
    numbers = [key_of(part, language) for part in text.split(",") if " " in part.strip()]
    return frozenset([*tokenize(text, language).keys, *numbers])


def parts_of(text: str, language: str, counts: Mapping[str, int]) -> Sequence[str]:
    """The parts of words that `text` stands for: as it is if a word has that in it, else its words.

    So "'s" finds "cat's", "U.S.A." finds "u.s.a", and "devil-may-care" its three words.
    """
    part = key_of(text, language)
    if any(part in word for word in counts):
        return [part]
    return tokenize(text, language).keys or [part]


def key_of(text: str, language: str) -> str:
    return key(text.strip(), language.partition("-")[0].lower())
