"""The words of a result as a table: one page of it, or all of it as CSV."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models import Result
from web.paging import Paging
from web.stored_words import StoredWords


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
    """One page of a table of so many different words."""

    words: Sequence[WordRow]
    distinct: int
    paging: Paging


def word_table(result: Result, keep_stop_words: bool, number: int | None) -> WordTable:
    """The page with that number of the words of `result`; the last one where there are fewer."""
    if result.status != "done":
        return WordTable([], 0, Paging.of(0, number))
    column = Result.result_all if keep_stop_words else Result.result_no_stop_words
    total, distinct = result.lengths()
    if not keep_stop_words:
        distinct = result.types(column)
    paging = Paging.of(distinct, number)
    words = result.words(column, paging.first, paging.last)
    _, most, _ = words[0] if words else ("", 1, 1)
    rows = [
        WordRow(rank, word, count, share=count / total, bar=count / most)
        for word, count, rank in words
        if rank >= paging.first
    ]
    return WordTable(rows, distinct, paging)


def csv_rows(stored: StoredWords) -> Iterator[tuple[str | int | None, ...]]:
    """Every stored word with its count and whether it is a stop word, under a head.

    Of a result that is not done, its status, and the code and the message of its error.
    Both columns are in the same order, so a word that is not next in `result_no_stop_words` is a
    stop word.
    """
    if stored.result.status != "done":
        yield "status", "code", "message"
        yield stored.result.status, stored.result.error_code, stored.result.error_message
        return
    yield "word", "count", "stop_word"
    kept = stored.entries(Result.result_no_stop_words)
    next_kept = next(kept, None)
    for word, count in stored.entries(Result.result_all):
        is_kept = (word, count) == next_kept
        if is_kept:
            next_kept = next(kept, None)
        yield word, count, "false" if is_kept else "true"
