"""Look up the result that an address names, with its counts or with its text, or abort with 404.

At most READ_AT_MOST bytes and WORDS_AT_MOST words of a result are loaded. Each web process loads
one long result at a time: it takes up to 200 MB until it is answered.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import peewee as pw
from flask import abort

from db import read
from frequencies import complete
from models import MAX_ID, Result
from web.addresses import NO_RESULT, address_of
from web.limits import wait_for_turn
from web.stored_words import COLUMNS, StoredWords
from web.word_table import WordTable, word_table
from wordcount import length
from wordcount.analysis.paragraphs import join_wrapped_lines, may_be_plain
from wordcount.analysis.readability import count_long_words
from wordcount.analysis.variety import mattr_of_sample
from wordcount.packs import is_available, with_segmenter
from wordcount.words.tokens import Reading, keys_of
from wordcount.words.tokens import read as tokenize

# Bytes of UTF-8 for phrases and contexts: 280 pages of a book, tokenized in half a second at most.
# Not characters: scripts without spaces have three times as many words in as many characters.
READ_AT_MOST = 400_000

# Longer texts, and results of more different words, are loaded one at a time.
SERIALIZE_TEXTS_FROM = 60_000  # bytes: 40 pages of a book
SERIALIZE_WORDS_FROM = 10_000

# Different words, the most frequent: more than in most novels; of each of two that are compared.
WORDS_AT_MOST = 50_000
READ_AT_ONCE_FROM = 100_000  # different words; reading their beginning first would take too long
WORDS_OF_A_PAIR = 25_000

NO_WORDS = "That result has no words: it is not counted yet, or could not be."


def result_or_404(id: int) -> Result:
    """The result with that id, without its counts. A finished one may come from the follower."""
    if id > MAX_ID:
        abort(404, NO_RESULT)
    finished = read(Result.finished(id))
    return finished[0] if finished else Result.with_id(id).get_or_none() or abort(404, NO_RESULT)


def table_or_404(id: int, keep_stop_words: bool, number: int | None) -> WordTable:
    """The result with that id, and one page of its words."""
    found = word_table(id, keep_stop_words, number) if id <= MAX_ID else None
    return found or abort(404, NO_RESULT)


def stored_or_404(id: int) -> StoredWords:
    """The result with that id, and all of its words."""
    stored = StoredWords.with_id(id, most=READ_AT_ONCE_FROM) if id <= MAX_ID else None
    return stored if stored is not None else abort(404, NO_RESULT)


def counts_or_404(
    id: int, columns: Sequence[pw.Field] = COLUMNS, most: int | None = None
) -> Result:
    """The done result with that id and the counts of its most frequent words.

    Aborts with 404 also where none are stored.
    """
    if (done_or_404(id).distinct or 0) > SERIALIZE_WORDS_FROM:
        wait_for_turn()
    stored = StoredWords.with_id(id, columns) or abort(404, NO_WORDS)
    for column in columns:
        counts, is_cut = stored.most_frequent(column, WORDS_AT_MOST if most is None else most)
        setattr(stored.result, column.name, counts)
        stored.result.has_more_words = stored.result.has_more_words or is_cut
    return stored.result


def done_or_404(id: int) -> Result:
    """The done result with that id, without its counts."""
    return first_done_or_404(Result.with_id(id) if id <= MAX_ID else None)


def reading_or_404(id: int, size: int = READ_AT_MOST) -> tuple[Result, Reading]:
    """The done result with that id, and its text, up to so many bytes, as tokens."""
    result = text_or_404(id, min(size, SERIALIZE_TEXTS_FROM + 1))
    if len((result.text or "").encode()) > SERIALIZE_TEXTS_FROM < size:
        wait_for_turn()
        result = text_or_404(id, size)
    result.text = (result.text or "").encode()[:size].decode(errors="ignore")
    text = join_wrapped_lines(result.text) if is_plain(result) else result.text
    return result, tokenize(text, text_tag(result))


def text_tag(result: Result) -> str:
    """The tag by which the text of a result is cut into words, with its own segmenter."""
    return with_segmenter(result.language or "und", result.segmenter)


def is_plain(result: Result) -> bool:
    """Whether the loaded text was pasted, or fetched as plain text: its lines may be wrapped."""
    return result.url is None or may_be_plain(result.text or "")


def mattr_of(result: Result) -> float | None:
    """The variety of a sample of a done result; None where it is too short."""
    if result.status != "done" or result.rule is not None:
        return result.mattr
    # Counted by a release that did not store it.
    text = text_or_404(result.id, SERIALIZE_TEXTS_FROM).text or ""
    return mattr_of_sample(text, result.language or "und")


def length_of(result: Result) -> Mapping[str, int] | None:
    """The length of the text of a done result; None where it is long and was not stored."""
    if result.status != "done" or result.length is not None:
        stored: Mapping[str, int] | None = result.length
        return stored
    # Counted by a release that did not store it.
    text = text_or_404(result.id, SERIALIZE_TEXTS_FROM + 1).text
    if text is None or len(text.encode()) > SERIALIZE_TEXTS_FROM:
        return None
    language = result.language or "und"
    long_words = count_long_words(Counter(keys_of(text, language)))
    return length(text, language).to_dict() | {"long_words": long_words}


def text_or_404(id: int, characters: int) -> Result:
    """The done result with that id, and its text up to so many characters."""
    return first_done_or_404(Result.with_text(id, characters) if id <= MAX_ID else None)


def first_done_or_404(query: "pw.ModelSelect[Result] | None") -> Result:
    found = read(query) if query is not None else ()
    if query is None or not found:
        abort(404, NO_RESULT)
    result: Result = found[0]
    if complete(result):
        [result] = query
    return result if result.status == "done" else abort(404, NO_WORDS)


def pair_or_404(a: int, b: int, column: pw.Field) -> tuple[Result, Result]:
    """Two done results with their counts in `column`, which may be one and the same."""
    first, second = (counts_or_404(id, [column], WORDS_OF_A_PAIR) for id in (a, b))
    return first, second


def is_cut(result: Result) -> bool:
    """Whether the text may be longer than the part that was loaded."""
    half_a_character = 3  # bytes at most
    return len((result.text or "").encode()) >= READ_AT_MOST - half_a_character


def has_more_words(result: Result) -> bool:
    """Whether there are more different words than were loaded."""
    return result.has_more_words


def identity(result: Result) -> Mapping[str, Any]:
    """The keys that identify a result in every JSON answer about one."""
    return {
        "id": result.id,
        "address": address_of(result.id),
        "url": result.url,
        "title": result.title,
        "language": result.language,
        **result.rules,
        **({"segmenter_missing": True} if lacks_segmenter(result) else {}),
    }


def lacks_segmenter(result: Result) -> bool:
    """Whether texts cannot be cut here as the words of the result were: ICU is used instead."""
    return not is_available(result.segmenter)
