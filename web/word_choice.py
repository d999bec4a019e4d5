"""Which of a result's words are shown, and in which order: what its visitor has chosen."""

from collections.abc import Callable
from dataclasses import dataclass

from models import Result
from web.query import choice_arg, keep_stop_words_arg, text_arg
from wordcount.words.counting import key

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
    """`filter` is a part of a word, `without` are stop words of the visitor's own."""

    keep_stop_words: bool = True
    filter: str = ""
    without: tuple[str, ...] = ()
    sort: str = "frequent"

    @property
    def query(self) -> dict[str, str]:
        """What the address of a page with this choice asks for; what is usual is left out."""
        asked = {
            "stop_words": "" if self.keep_stop_words else "drop",
            "filter": self.filter,
            "without": ",".join(self.without),
            "sort": "" if self.sort == "frequent" else self.sort,
        }
        return {name: value for name, value in asked.items() if value}


def choice_args(result: Result) -> Choice:
    """The choice in the query, its words as they are compared in the result's language."""
    language = (result.language or "und").partition("-")[0].lower()
    without = text_arg("without").replace(",", " ").split()
    return Choice(
        keep_stop_words=keep_stop_words_arg(),
        filter=key(text_arg("filter"), language),
        without=tuple(dict.fromkeys(key(word, language) for word in without)),
        sort=choice_arg("sort", SORTS, "frequent"),
    )


def choose(result: Result, choice: Choice) -> list[Ranked]:
    """The chosen words of `result`, each with its rank by frequency among those counted."""
    counts: dict[str, int] = (
        result.result_all if choice.keep_stop_words else result.result_no_stop_words
    ) or {}
    without = frozenset(choice.without)
    ranked = [
        (rank, word, count)
        for rank, (word, count) in enumerate(counts.items(), start=1)
        if choice.filter in word and word not in without
    ]
    return sorted(ranked, key=SORTS[choice.sort][1])
