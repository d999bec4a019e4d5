"""The result that an address names, as its pages need it: with its counts, or with its text."""

from collections.abc import Mapping
from typing import Any

import peewee as pw
from flask import abort

from db import read
from models import MAX_ID, Result
from wordcount.tokens import Reading
from wordcount.tokens import read as read_tokens

# Characters that are read for phrases and contexts: 700 pages of a book, in a second at most.
READ_AT_MOST = 1_000_000

NO_RESULT = "There is no result of that number."
NO_WORDS = "That result has no words: it is not counted yet, or could not be."


def counts_or_404(id: int) -> Result:
    """The done result of that id, with its counts."""
    result = done_or_404(id, Result.counts(id) if id <= MAX_ID else None)
    return result if result.result_all is not None else abort(404, NO_WORDS)


def reading_or_404(id: int, characters: int = READ_AT_MOST) -> tuple[Result, Reading]:
    """The done result of that id, and its text read as tokens."""
    result = done_or_404(id, Result.reading(id, characters) if id <= MAX_ID else None)
    return result, read_tokens(result.text or "", result.language or "und")


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
    return len(result.text or "") == READ_AT_MOST


def about(result: Result) -> Mapping[str, Any]:
    """Which result it is, as JSON says it in every answer about one."""
    return {
        "id": result.id,
        "url": result.url,
        "title": result.title,
        "language": result.language,
    }
