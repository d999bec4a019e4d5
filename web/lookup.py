"""Look up the result that an address names, with its counts, or abort with 404.

At most WORDS_AT_MOST words are loaded. Each web process loads one long result at a time, because it
takes up to 200 MB until the answer is complete. The texts of results are in texts.py.

A private result is found only if the request has its secret.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import peewee as pw
from flask import abort
from flask_babel import lazy_gettext

from db import read
from models import Result
from results.frequencies import complete, read_result
from web.addresses import NO_RESULT, address_of, readable_id
from web.limits import wait_for_turn
from web.parts import choose_part, columns_of, show_part
from web.stored_words import COLUMNS, StoredWords
from web.view_options import view_options
from web.word_table import WordTable, word_table
from wordcount.packs import is_available

# Results with more are loaded one at a time.
SERIALIZE_WORDS_FROM = 8_000  # different words
SERIALIZE_JSON_FROM = 400_000  # characters of words and counts; a filter searches all of them

# Only the most frequent words are loaded: as many as a long novel has, and fewer of each of two
# results that are compared.
WORDS_AT_MOST = 20_000
WORDS_OF_A_PAIR = 15_000
FIRST_CHUNK_UP_TO = 100_000  # different words; of more, a first chunk is not worth reading

NO_WORDS = lazy_gettext(
    "That result has no words: it has not been counted yet, or counting failed."
)


def result_or_404(id: int) -> Result:
    """Return the result with that id, without its counts. The follower may have a finished one."""
    return read_result(readable_id(id)) or abort(404, NO_RESULT)


def table_or_404(id: int, keep_stop_words: bool, number: int | None) -> WordTable:
    """Return the result with that id, and one page of its words."""
    return word_table(readable_id(id), keep_stop_words, number) or abort(404, NO_RESULT)


def stored_or_404(id: int) -> StoredWords:
    """Return the result with that id, and all of its words."""
    asks_for_main = view_options().part == "main"
    part = choose_part(result_or_404(id)) if asks_for_main else "page"
    columns = columns_of(part, COLUMNS)
    stored = StoredWords.with_id(readable_id(id), columns, FIRST_CHUNK_UP_TO)
    if stored is None:
        abort(404, NO_RESULT)
    show_part(stored.result, part)
    return stored


def counts_or_404(id: int, columns: Sequence[pw.Field] = COLUMNS) -> Result:
    """Return the done result with that id and the counts of its most frequent words.

    Aborts with 404 also if no words are stored.
    """
    result = done_or_404(id)
    return load_counts(result, columns, WORDS_AT_MOST, choose_part(result))


def load_counts(result: Result, columns: Sequence[pw.Field], most: int, part: str) -> Result:
    """Return the result with the most frequent words of a part of it in `columns`."""
    if (result.distinct or 0) > SERIALIZE_WORDS_FROM:
        wait_for_turn()
    parts = columns_of(part, columns)
    stored = StoredWords.with_id(result.id, parts) or abort(404, NO_WORDS)
    if stored.are_long or stored.length > SERIALIZE_JSON_FROM:
        wait_for_turn()
    for column, of_part in zip(columns, parts, strict=True):
        counts, is_cut = stored.most_frequent(of_part, most)
        setattr(stored.result, column.name, counts)
        stored.result.has_more_words = stored.result.has_more_words or is_cut
    return show_part(stored.result, part)


def done_or_404(id: int) -> Result:
    """Return the done result with that id, without its counts."""
    return first_done_or_404(Result.with_id(readable_id(id)))


def first_done_or_404(query: "pw.ModelSelect[Result]") -> Result:
    found = read(query)
    if not found:
        abort(404, NO_RESULT)
    result: Result = found[0]
    if complete(result):
        [result] = query
    return result if result.status == "done" else abort(404, NO_WORDS)


def pair_or_404(a: int, b: int, column: pw.Field) -> tuple[Result, Result]:
    """Return two done results, which may be the same, with their counts in `column`."""
    results = [done_or_404(id) for id in (a, b)]
    part = choose_part(*results)
    if sum(result.distinct or 0 for result in results) > SERIALIZE_WORDS_FROM:
        wait_for_turn()
    first, second = (load_counts(each, [column], WORDS_OF_A_PAIR, part) for each in results)
    return first, second


def identity(result: Result) -> Mapping[str, Any]:
    """Return the keys that identify a result in every JSON answer about it."""
    return {
        "id": result.id,
        "address": address_of(result.id),
        "url": result.url,
        "title": result.title,
        "language": result.language,
        "part": result.part,
        **result.rules,
        **({"segmenter_missing": True} if lacks_segmenter(result) else {}),
    }


def lacks_segmenter(result: Result) -> bool:
    """Whether the segmenter of the result is missing here, so that ICU is used instead."""
    return not is_available(result.segmenter)
