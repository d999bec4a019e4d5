"""The result that an address names, as its pages need it: with its counts, or with its text.

However long it is, no more of it is read than stated here. And of those that are long at all, one
at a time is read in each web process: each takes up to 200 MB while it is answered.
"""

from collections.abc import Mapping
from typing import Any

import peewee as pw
from flask import abort

from db import read
from models import MAX_ID, Result
from web.limits import wait_for_turn
from web.stored_words import StoredWords
from wordcount.words.tokens import Reading
from wordcount.words.tokens import read as read_tokens

# Bytes of UTF-8 that are read for phrases and contexts: 560 pages of a book, in a second at most.
# In bytes, as what is written without spaces has three times as many words in as many characters.
READ_AT_MOST = 800_000

# A longer text, and a result of more different words, are read one at a time.
SERIALIZE_TEXTS_FROM = 60_000  # bytes: 40 pages of a book
SERIALIZE_WORDS_FROM = 10_000

# Different words, the most frequent: three times as many as a novel has.
WORDS_AT_MOST = 100_000

NO_RESULT = "There is no result of that number."
NO_WORDS = "That result has no words: it is not counted yet, or could not be."


def counts_or_404(id: int) -> Result:
    """The same as `read_counts`, and a 404 also where there are none."""
    result = read_counts(id)
    return result if result.result_all is not None else abort(404, NO_WORDS)


def read_counts(id: int) -> Result:
    """The done result of that id with its counts: where words are very many, the most frequent."""
    result = about_or_404(id)
    if (result.distinct or 0) > SERIALIZE_WORDS_FROM:
        wait_for_turn()
    stored = StoredWords(result)
    if stored:
        for column in (Result.result_all, Result.result_no_stop_words):
            setattr(result, column.name, stored.most_frequent(column, WORDS_AT_MOST))
    return result


def about_or_404(id: int) -> Result:
    """The done result with that id, without its counts."""
    return done_or_404(id, Result.with_id(id) if id <= MAX_ID else None)


def reading_or_404(id: int, size: int = READ_AT_MOST) -> tuple[Result, Reading]:
    """The done result of that id, and its text, up to so many bytes, read as tokens."""
    result = text_or_404(id, min(size, SERIALIZE_TEXTS_FROM + 1))
    if len((result.text or "").encode()) > SERIALIZE_TEXTS_FROM < size:
        wait_for_turn()
        result = text_or_404(id, size)
    result.text = (result.text or "").encode()[:size].decode(errors="ignore")
    return result, read_tokens(result.text, result.language or "und")


def text_or_404(id: int, characters: int) -> Result:
    """The done result of that id, with its text up to so many characters."""
    return done_or_404(id, Result.reading(id, characters) if id <= MAX_ID else None)


def done_or_404(id: int, query: "pw.ModelSelect[Result] | None") -> Result:
    found = read(query) if query is not None else ()
    if not found:
        abort(404, NO_RESULT)
    result: Result = found[0]
    return result if result.status == "done" else abort(404, NO_WORDS)


def two_or_404(a: int, b: int) -> tuple[Result, Result]:
    """Two done results with their counts, which may be one and the same."""
    return counts_or_404(a), counts_or_404(b)


def is_cut(result: Result) -> bool:
    """Whether its text is longer than what was read of it."""
    half_a_character = 3  # bytes at most
    return len((result.text or "").encode()) >= READ_AT_MOST - half_a_character


def has_more_words(result: Result) -> bool:
    """Whether there are more different words than what was read of them."""
    return (result.distinct or 0) > WORDS_AT_MOST


def about(result: Result) -> Mapping[str, Any]:
    """Which result it is, as JSON says it in every answer about one."""
    return {
        "id": result.id,
        "url": result.url,
        "title": result.title,
        "language": result.language,
    }
