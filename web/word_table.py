"""The words of a result as a table: one page of it, or all of it as CSV."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from frequencies import WordPage, lengths, read_page
from models import Result
from web.paging import Paging
from web.stored_words import StoredWords

MAX_WORDS = 100_000_000  # more than any result has


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
    """One page of the table of a result's words, `distinct` of which are different."""

    result: Result
    words: Sequence[WordRow]
    distinct: int
    paging: Paging


def word_table(id: int, keep_stop_words: bool, number: int | None) -> WordTable | None:
    """The page with that number of the words of a result; the last one where there are fewer.

    None if there is no such result. It has no words if it is not done.
    """
    column = Result.result_all if keep_stop_words else Result.result_no_stop_words
    asked = Paging.of(MAX_WORDS, number)
    found = read_page(id, column, asked.first, asked.last)
    if found is None:
        return None
    paging = Paging.of(found.types or 0, number)
    if paging.number != asked.number:
        found = read_page(id, column, paging.first, paging.last) or found
    return WordTable(found.result, rows_of(found, paging), found.types or 0, paging)


def rows_of(page: WordPage, paging: Paging) -> list[WordRow]:
    if not page.words:
        return []
    total, _ = lengths(page.result)
    _, most, _ = page.words[0]
    return [
        WordRow(rank, word, count, share=count / total, bar=count / most)
        for word, count, rank in page.words
        if rank >= paging.first
    ]


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
