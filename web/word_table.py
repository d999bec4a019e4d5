"""The words of a result as a table: one page of it, or all of it as CSV."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from frequencies import WordPage, read_page
from models import Result
from web.paging import Paging
from web.stored_words import StoredWords

LONGEST_WORD = 100  # characters of a word in a table
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
    total = page.result.total or 1
    _, most, _ = page.words[0]
    return [
        WordRow(rank, word, count, share=count / total, bar=count / most)
        for word, count, rank in page.words
        if rank >= paging.first
    ]


def cells(rows: Iterable[WordRow], contexts: str) -> Iterator[tuple[str, ...]]:
    """The text of each cell of each row; `contexts` is the address of the contexts of a word.

    In Python, because a template takes three times as long. A long word is cut and has no address:
    contexts show no word as long as that.
    """
    for row in rows:
        is_long = len(row.word) > LONGEST_WORD
        yield (
            f"{row.rank:,}",
            f"{row.bar:.2%}"[:-1],
            f"{row.word[: LONGEST_WORD - 1]}…" if is_long else row.word,
            "" if is_long else f"{contexts}?word={quote(row.word, safe='')}",
            f"{row.count:,}",
            "<0.01%" if 0 < row.share < 0.0001 else f"{row.share:.2%}",
            "<0.01" if 0 < row.share < 0.00001 else f"{row.share * 1000:,.2f}",
        )


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
