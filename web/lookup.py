"""Look up the result that an address names, with its counts or with its text, or abort with 404.

A private one is found only where the request has its secret.

At most READ_AT_MOST bytes and WORDS_AT_MOST words of a result are loaded. Each web process loads
one long result at a time: it takes up to 200 MB until it is answered.
"""

from collections import Counter
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
from wordcount import length
from wordcount.analysis.paragraphs import join_wrapped_lines, may_be_plain
from wordcount.analysis.readability import count_long_words
from wordcount.analysis.variety import mattr_of_sample
from wordcount.line_ranges import select_lines
from wordcount.packs import is_available, with_segmenter
from wordcount.words.tokens import Chunks, Reading, keys_of, read_chunks
from wordcount.words.tokens import read as tokenize

# Bytes of UTF-8 for phrases and contexts: 280 pages of a book, tokenized in half a second at most.
# Not characters: scripts without spaces have three times as many words in as many characters.
READ_AT_MOST = 400_000
HALF_A_CHARACTER = 3  # bytes at most
CHUNKS_AT_MOST = 100_000  # between white space: prose of so many bytes has 80,000 at most
# Words, and segments of different chunks: 400 KB of Chinese prose have fewer.
TOKENIZED_AT_MOST = 120_000

# Longer texts, and results of more different words, are loaded one at a time.
SERIALIZE_TEXTS_FROM = 60_000  # bytes: 40 pages of a book
SERIALIZE_WORDS_FROM = 10_000

# Different words, the most frequent: more than in most novels; of each of two that are compared.
WORDS_AT_MOST = 50_000
READ_AT_ONCE_FROM = 100_000  # different words; reading their beginning first would take too long
WORDS_OF_A_PAIR = 25_000

NO_WORDS = lazy_gettext(
    "That result has no words: it has not been counted yet, or counting failed."
)


def result_or_404(id: int) -> Result:
    """The result with that id, without its counts. A finished one may come from the follower."""
    return read_result(readable_id(id)) or abort(404, NO_RESULT)


def table_or_404(id: int, keep_stop_words: bool, number: int | None) -> WordTable:
    """The result with that id, and one page of its words."""
    return word_table(readable_id(id), keep_stop_words, number) or abort(404, NO_RESULT)


def stored_or_404(id: int) -> StoredWords:
    """The result with that id, and all of its words."""
    asks_for_main = view_options().part == "main"
    part = choose_part(result_or_404(id)) if asks_for_main else "page"
    columns = columns_of(part, COLUMNS)
    stored = StoredWords.with_id(readable_id(id), columns, READ_AT_ONCE_FROM)
    if stored is None:
        abort(404, NO_RESULT)
    show_part(stored.result, part)
    return stored


def counts_or_404(id: int, columns: Sequence[pw.Field] = COLUMNS) -> Result:
    """The done result with that id and the counts of its most frequent words.

    Aborts with 404 also where none are stored.
    """
    result = done_or_404(id)
    return load_counts(result, columns, WORDS_AT_MOST, choose_part(result))


def load_counts(result: Result, columns: Sequence[pw.Field], most: int, part: str) -> Result:
    """The result with its most frequent words in `columns`, which are those of the part."""
    if (result.distinct or 0) > SERIALIZE_WORDS_FROM:
        wait_for_turn()
    parts = columns_of(part, columns)
    stored = StoredWords.with_id(result.id, parts) or abort(404, NO_WORDS)
    for column, of_part in zip(columns, parts, strict=True):
        counts, is_cut = stored.most_frequent(of_part, most)
        setattr(stored.result, column.name, counts)
        stored.result.has_more_words = stored.result.has_more_words or is_cut
    return show_part(stored.result, part)


def done_or_404(id: int) -> Result:
    """The done result with that id, without its counts."""
    return first_done_or_404(Result.with_id(readable_id(id)))


def reading_or_404(id: int, size: int = READ_AT_MOST) -> tuple[Result, Reading]:
    """The done result with that id, and its text, up to so many bytes, as tokens."""
    result = load_text(id, size)
    reading = tokenize(unwrapped(result), text_tag(result), TOKENIZED_AT_MOST)
    result.has_more_text = result.has_more_text or reading.is_cut
    return result, reading


def chunks_or_404(id: int) -> tuple[Result, Chunks]:
    """The done result with that id, and the words of the chunks of its text."""
    result = load_text(id, READ_AT_MOST)
    chunks = read_chunks(unwrapped(result), text_tag(result), TOKENIZED_AT_MOST)
    result.has_more_text = result.has_more_text or chunks.end is not None
    return result, chunks


def load_text(id: int, size: int) -> Result:
    """The done result with that id, and the text that it shows, of which so many bytes are read."""
    result = text_or_404(id, min(size, SERIALIZE_TEXTS_FROM + 1))
    if len((result.text or "").encode()) > SERIALIZE_TEXTS_FROM < size:
        wait_for_turn()
        result = text_or_404(id, size)
    encoded = (result.text or "").encode()
    result.has_more_text = len(encoded) >= READ_AT_MOST - HALF_A_CHARACTER
    result.text, is_cut = cut_chunks(encoded[:size].decode(errors="ignore"), CHUNKS_AT_MOST)
    result.has_more_text = result.has_more_text or is_cut
    show_part(result, choose_part(result))
    if result.part == "main":
        result.page_text = result.text
        result.text = select_lines(result.text, result.main_lines)
    return result


def unwrapped(result: Result) -> str:
    """The text of a result that was loaded, without line breaks inside its paragraphs."""
    text = result.text or ""
    return join_wrapped_lines(text) if is_plain(result) else text


def cut_chunks(text: str, most: int) -> tuple[str, bool]:
    """Return what `text` has before the chunk of number `most` + 1, and whether that is a part."""
    chunks = text.split(None, most)
    if len(chunks) <= most:
        return text, False
    return text[: len(text) - len(chunks[-1])], True


def text_tag(result: Result) -> str:
    """The tag by which the text of a result is cut into words, with its own segmenter."""
    return with_segmenter(result.language or "und", result.segmenter)


def is_plain(result: Result) -> bool:
    """Whether the loaded text was pasted, or fetched as plain text: its lines may be wrapped."""
    return result.url is None or may_be_plain(result.text or "")


def mattr_of(result: Result) -> float | None:
    """The variety of a sample of a done result; None where it is too short."""
    if result.part == "page" and (result.status != "done" or result.rule is not None):
        return result.mattr
    # Counted by a release that did not store it, or of the main text.
    text = text_of_part(result) or ""
    return mattr_of_sample(text, result.language or "und")


def length_of(result: Result) -> Mapping[str, int] | None:
    """The length of the text of a done result; None where it is long and was not stored."""
    if result.part == "page" and (result.status != "done" or result.length is not None):
        stored: Mapping[str, int] | None = result.length
        return stored
    # Counted by a release that did not store it, or of the main text.
    text = text_of_part(result)
    if text is None:
        return None
    language = result.language or "und"
    long_words = count_long_words(Counter(keys_of(text, text_tag(result))))
    return length(text, language).to_dict() | {"long_words": long_words}


def text_of_part(result: Result) -> str | None:
    """The text of what `result` shows; None if it has none, or the page's text is long."""
    found = text_or_404(result.id, SERIALIZE_TEXTS_FROM + 1)
    if found.text is None or len(found.text.encode()) > SERIALIZE_TEXTS_FROM:
        return None
    return select_lines(found.text, found.main_lines) if result.part == "main" else found.text


def text_or_404(id: int, characters: int) -> Result:
    """The done result with that id, and the beginning of its text."""
    return first_done_or_404(Result.with_text(readable_id(id), characters))


def first_done_or_404(query: "pw.ModelSelect[Result]") -> Result:
    found = read(query)
    if not found:
        abort(404, NO_RESULT)
    result: Result = found[0]
    if complete(result):
        [result] = query
    return result if result.status == "done" else abort(404, NO_WORDS)


def pair_or_404(a: int, b: int, column: pw.Field) -> tuple[Result, Result]:
    """Two done results with their counts in `column`, which may be one and the same."""
    results = [done_or_404(id) for id in (a, b)]
    part = choose_part(*results)
    first, second = (load_counts(each, [column], WORDS_OF_A_PAIR, part) for each in results)
    return first, second


def identity(result: Result) -> Mapping[str, Any]:
    """The keys that identify a result in every JSON answer about one."""
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
    """Whether texts cannot be cut here as the words of the result were: ICU is used instead."""
    return not is_available(result.segmenter)
