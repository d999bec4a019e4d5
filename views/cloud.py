"""The words of a result as a cloud: real text, larger for more frequent words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from flask import Blueprint, Response

from models import Result
from web import formats
from web.dictionary import Words, forms_switch, words_of
from web.etags import not_modified
from web.lookup import counts_or_404, identity
from web.respond import AnalysisPage, respond
from web.unusual import Ranked
from web.word_choice import Choice, choice_args, choose
from wordcount.language.stopwords import stop_words

WORDS = 120
SIZES = 8  # from 1; static/style/ has a class for each

blueprint = Blueprint("cloud", __name__)


@formats.get(blueprint, "/results/<result:id>/cloud")
def show(id: int) -> Response:
    return not_modified(id) or respond("cloud.html", CloudPage.of(counts_or_404(id), choice_args()))


@dataclass(frozen=True)
class CloudPage(AnalysisPage):
    """The chosen words in alphabetical order, with their counts and sizes."""

    result: Result
    every: Words
    choice: Choice
    words: Sequence[tuple[str, int, int]]

    @classmethod
    def of(cls, result: Result, choice: Choice) -> "CloudPage":
        every = words_of(result, choice.options)
        most_frequent = sorted(choose(result, every, choice), key=prominence)[:WORDS]
        return cls(result, every, choice, with_sizes(most_frequent))

    @property
    def has_stop_words(self) -> bool:
        return bool(stop_words(self.result.language or "und"))

    @property
    def query(self) -> dict[str, Any]:
        return {"id": self.result.id, **self.choice.query}

    @property
    def switches(self) -> Sequence[str]:
        return [*(["stop_words"] if self.has_stop_words else []), *forms_switch(self.result)]

    def to_dict(self) -> Mapping[str, Any]:
        words = [
            {"word": word, "count": count, "size": size, **self.every.to_dict(word)}
            for word, count, size in self.words
        ]
        return {
            **identity(self.result),
            **self.every.source,
            "words": words,
            "partial": self.partial,
        }

    def rows(self) -> Iterator[Sequence[Any]]:
        yield "word", "count", "size"
        yield from self.words


def prominence(row: Ranked) -> tuple[int, bool, int, int]:
    """Order words for the cloud: of equally frequent ones, the longest first and numbers last.

    Ordered by rank, the cloud of a short text would be the beginning of the alphabet.
    """
    rank, word, count = row
    return -count, any(sign.isdigit() for sign in word), -len(word), rank


def with_sizes(rows: Sequence[Ranked]) -> Sequence[tuple[str, int, int]]:
    """Return words in alphabetical order, each with its count and its size."""
    counts = [count for _, _, count in rows]
    return sorted(
        (word, count, size_of(count, min(counts), max(counts))) for _, word, count in rows
    )


def size_of(count: int, least: int, most: int) -> int:
    """Return a size whose area grows with the count: 1 for the least, SIZES for the most."""
    if least == most:
        return SIZES // 2
    return 1 + round((SIZES - 1) * sqrt((count - least) / (most - least)))
