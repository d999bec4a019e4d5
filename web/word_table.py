"""The words of a result as a table: one page of it, or all of it as CSV."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from models import Result
from web.stored_words import StoredWords

WORDS_PER_PAGE = 100


@dataclass(frozen=True)
class WordRow:
    """One word: its rank from 1, its count, its share of all words and of the longest bar."""

    rank: int
    word: str
    count: int
    share: float
    bar: float


@dataclass(frozen=True)
class WordTable:
    """One page of a table of words; `pages` is at least 1."""

    rows: list[WordRow]
    distinct: int
    page: int
    pages: int


def word_table(result: Result, *, keep_stop_words: bool, page: int) -> WordTable:
    """The page with that number of the words of `result`; the last one where there are fewer."""
    column = Result.result_all if keep_stop_words else Result.result_no_stop_words
    total, types = result.lengths()
    if not keep_stop_words:
        types = result.types(column)
    pages = max(1, ceil(types / WORDS_PER_PAGE))
    page = min(page, pages)
    first = (page - 1) * WORDS_PER_PAGE + 1
    words = result.words(column, first, first + WORDS_PER_PAGE - 1)
    _, most, _ = words[0] if words else ("", 1, 1)
    rows = [
        WordRow(rank, word, count, share=count / total, bar=count / most)
        for word, count, rank in words
        if rank >= first
    ]
    return WordTable(rows, distinct=types, page=page, pages=pages)


def csv_rows(stored: StoredWords) -> Iterator[tuple[str, int | str, str]]:
    """Every stored word with its count and whether it is a stop word, under a head.

    Both columns are in the same order, so a word that is not next in `result_no_stop_words` is a
    stop word.
    """
    yield "word", "count", "stop_word"
    kept = stored.entries(Result.result_no_stop_words)
    next_kept = next(kept, None)
    for word, count in stored.entries(Result.result_all):
        is_kept = (word, count) == next_kept
        if is_kept:
            next_kept = next(kept, None)
        yield word, count, "false" if is_kept else "true"
