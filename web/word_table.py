"""The words of a result as a table, of which a page shows one page of rows."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice
from typing import Any
from urllib.parse import quote

import peewee as pw
from markupsafe import escape

from models import Result
from results.frequencies import WordPage, read_page
from web.limits import wait_for_turn
from web.paging import Paging
from web.parts import choose_part, columns_of, show_part
from web.stored_words import read_column, split
from web.view_options import view_options
from wordcount.analysis.keyness import Keyness

LONGEST_WORD = 100  # characters of a word in a table
MAX_FORMS = 50  # of a dictionary form in a table; JSON and CSV have all
FORMS = "&amp;forms=dictionary"
MAX_WORDS = 100_000_000  # more than any result has
SERIALIZE_FROM = 100_000  # different words; reading a page of more takes more than 0.1 seconds


@dataclass(slots=True)  # frozen, each would take three times as long
class WordRow:
    """One word: its rank from 1, its count, its share of all words, and that of the longest bar.

    If words are grouped by dictionary form, `forms` are the words with their counts.
    """

    rank: int
    word: str
    count: int
    share: float
    bar: float
    forms: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class WordTable:
    """One page of a result's words, which are `distinct` different ones in total."""

    result: Result
    words: Sequence[WordRow]
    distinct: int
    paging: Paging


def word_table(id: int, keep_stop_words: bool, number: int | None) -> WordTable | None:
    """Return the page with that number, or the last one, of the words of a result.

    Return None if there is no such result. If it is not done, it has no words. Aborts with 404 if
    the main text is requested and there is none.
    """
    shown = Result.result_all if keep_stop_words else Result.result_no_stop_words
    [column] = columns_of(view_options().part, [shown])
    asked = Paging.of(MAX_WORDS, number)
    found = read_page(id, column, asked.first, asked.last, most=SERIALIZE_FROM)
    if found is None:
        return None
    part = choose_part(found.result)
    [column] = columns_of(part, [shown])
    show_part(found.result, part)
    if not found.was_read:
        wait_for_turn()
        return long_table(found.result, column, number)
    paging = Paging.of(found.types or 0, number)
    if paging.number != asked.number:
        again = read_page(id, column, paging.first, paging.last, most=SERIALIZE_FROM)
        found = again or found
        show_part(found.result, part)
    return WordTable(found.result, rows_of(found, paging), found.types or 0, paging)


def long_table(result: Result, column: pw.Field, number: int | None) -> WordTable:
    """Return the same for very many words: counting entries is faster than parsing all of them."""
    blocks = list(split([read_column(result, column)]))
    ends = list(accumulate(block.count('": ') for block in blocks))
    paging = Paging.of(ends[-1], number)
    words = []
    for block, end in zip(blocks, ends, strict=True):
        entries = block.count('": ')
        if end == entries or (end - entries < paging.last and end >= paging.first):
            parsed = json.loads(f"{{{block}}}").items()
            ranks = range(end - entries + 1, end + 1)
            words += [(*entry, rank) for rank, entry in zip(ranks, parsed, strict=True)]
    wanted = [row for row in words if row[2] == 1 or paging.first <= row[2] <= paging.last]
    page = WordPage(result, was_read=True, types=ends[-1], words=wanted)
    return WordTable(result, rows_of(page, paging), ends[-1], paging)


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


def cells(
    rows: Iterable[WordRow], contexts: str, compared: Mapping[str, Keyness]
) -> Iterator[tuple[Any, ...]]:
    """Yield the markup of the cells of each row, and its forms. A template takes longer.

    `compared` has the keyness of words, and `contexts` is the beginning of the address of contexts.
    A long word is cut and has no address, because contexts do not show words as long as that.
    """
    for row in rows:
        word, share, forms = row.word, row.share, row.forms
        keyness = compared.get(word) if compared else None
        is_long = len(word) > LONGEST_WORD
        yield (
            f"{row.rank:,}",
            f"{100 * row.bar:.2f}",
            escaped(f"{word[: LONGEST_WORD - 1]}…" if is_long else word),
            "" if is_long else f"{contexts}&amp;word={quoted(word)}{FORMS if forms else ''}",
            f"{row.count:,}",
            "<0.01%" if 0 < share < 0.0001 else f"{share:.2%}",
            f"{keyness.log_ratio:+.1f}".replace("-", "−") if keyness else "–",
            f"{keyness.g2:,.1f}" if keyness else "–",
            form_cells(row, contexts) if forms and [*forms] != [word] else (),
        )


def form_cells(row: WordRow, contexts: str) -> list[tuple[str, str, str]]:
    """Return the first forms of a row: each word, the address of its contexts, and its count."""
    return [
        (form, f"{contexts}&amp;word={quoted(form)}", f"{count:,}")
        for form, count in islice(row.forms.items(), MAX_FORMS)
    ]


def escaped(word: str) -> str:
    return word if word.isalnum() else escape(word)


def quoted(word: str) -> str:
    """Quote a word for the query of an address. Most English words need no quoting."""
    return word if word.isascii() and word.isalnum() else quote(word, safe="")
