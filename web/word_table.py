"""The words of a result as a table: for a page a part of it, for CSV the whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import ceil

from models import Result

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
    """The `page`th hundred of the result's words; the last one where there are not so many."""
    if result.has_many_words:
        return part_of_table(result, keep_stop_words=keep_stop_words, page=page)
    kept = result.result_all if keep_stop_words else result.result_no_stop_words
    counts: dict[str, int] = kept or {}
    pages = max(1, ceil(len(counts) / WORDS_PER_PAGE))
    page = min(page, pages)
    first = (page - 1) * WORDS_PER_PAGE
    total = sum(counts.values()) if result.total is None else result.total
    most = next(iter(counts.values()), 1)
    rows = [
        WordRow(rank, word, count, share=count / total, bar=count / most)
        for rank, (word, count) in islice(
            enumerate(counts.items(), start=1), first, first + WORDS_PER_PAGE
        )
    ]
    return WordTable(rows, distinct=len(counts), page=page, pages=pages)


def part_of_table(result: Result, *, keep_stop_words: bool, page: int) -> WordTable:
    """The same for a result of many words, of which no more are read than are shown."""
    column = Result.result_all if keep_stop_words else Result.result_no_stop_words
    types = (result.distinct or 0) if keep_stop_words else result.types(column)
    pages = max(1, ceil(types / WORDS_PER_PAGE))
    page = min(page, pages)
    first = (page - 1) * WORDS_PER_PAGE + 1
    words = result.words(column, first, first + WORDS_PER_PAGE - 1)
    _, most, _ = words[0] if words else ("", 1, 1)
    rows = [
        WordRow(rank, word, count, share=count / (result.total or 1), bar=count / most)
        for word, count, rank in words
        if rank >= first
    ]
    return WordTable(rows, distinct=types, page=page, pages=pages)


def csv_rows(result: Result) -> Iterator[tuple[str, int | str, str]]:
    """Every word of the result with its count and whether it is a stop word, under a head."""
    yield "word", "count", "stop_word"
    kept: dict[str, int] = result.result_no_stop_words or {}
    for word, count in (result.result_all or {}).items():
        yield word, count, "false" if word in kept else "true"
