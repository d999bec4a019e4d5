"""Find what was counted: by word, title, site and language, newest first.

Its SQL stands here and not in models.py, as it is the counterpart of the indexes that migration
009 makes: each condition is written as its index is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import peewee as pw

from db import read
from models import PAGE_LENGTH, Result

# A word of nearly every result is found at once by walking back through the latest, a rare one
# by its index, whose every hit would have to be sorted. So first the latest ids, without the
# index; then more of them with it, when hits are few enough; then all.
WALKED = 200  # ids
WINDOWS = (20_000, None)  # ids, None is all

LONGEST_WORD = 100  # characters that the index has; see migration 008

TITLE = pw.fn.to_tsvector(pw.SQL("'simple'"), pw.fn.left(Result.title, pw.SQL("1000")))
SITE = pw.fn.split_part(Result.url, pw.SQL("'/'"), pw.SQL("3"))
LANGUAGE = pw.fn.split_part(Result.language, pw.SQL("'-'"), pw.SQL("1"))


@dataclass(frozen=True)
class Criteria:
    """What to look for: all that is not empty has to be met.

    `words` are keys; `site` is a host, with a port if it has one, and found with "www." before
    it too; `title` are words of the title; `language` is a primary subtag such as "en".
    """

    words: tuple[str, ...] = ()
    title: str = ""
    site: str = ""
    language: str = ""

    def __bool__(self) -> bool:
        return any((self.words, self.title, self.site, self.language))


def find(
    criteria: Criteria, before: int | None = None, limit: int = PAGE_LENGTH + 1
) -> Sequence[Result]:
    """At most `limit` done results, newest first, only those older than the id `before`.

    `counts_in` tells how often the words that were looked for occur in each.
    """
    if any(len(word) > LONGEST_WORD for word in criteria.words):
        return []
    found: Sequence[Result] = []
    for query in windows(criteria, before, limit):
        found = read(query)
        if len(found) == limit:
            break
    # Only now: to unpack the counts of all hits before they are sorted would take seconds.
    counts = [count_of(word).alias(f"count_{n}") for n, word in enumerate(criteria.words)]
    ids = [result.id for result in found]
    return read(Result.recent(limit=limit).select_extend(*counts).where(Result.id.in_(ids)))


def windows(
    criteria: Criteria, before: int | None, limit: int
) -> "Iterator[pw.ModelSelect[Result]]":
    """Queries of ids that look further and further back, until there is nothing left."""
    newest = before or (Result.select(pw.fn.max(Result.id)).scalar() or 0) + 1
    query = narrowed(criteria, newest, limit)
    if not criteria.words and not criteria.title:
        yield query  # its indexes are in the order that is wanted
        return
    if criteria.words and not criteria.title:
        unpacked = [count_of(word).is_null(False) for word in criteria.words]
        yield query.where(Result.id >= newest - WALKED, *unpacked)
    for width in WINDOWS:
        indexed = query.where(*indexed_conditions(criteria))
        if width is None:
            yield indexed
        elif newest > width:
            yield indexed.where(Result.id >= newest - width)


def narrowed(criteria: Criteria, before: int, limit: int) -> "pw.ModelSelect[Result]":
    """The query of ids by what needs no window."""
    query = (
        Result.select(Result.id)
        .where(Result.status == "done", Result.id < before)
        .order_by(Result.id.desc())
        .limit(limit)
    )
    if criteria.site:
        query = query.where(SITE.in_([criteria.site, f"www.{criteria.site}"]))
    if criteria.language:
        query = query.where(LANGUAGE == criteria.language)
    return query


def indexed_conditions(criteria: Criteria) -> Iterator[pw.Node]:
    if criteria.words:
        wanted = pw.Value(list(criteria.words), converter=False, unpack=False)
        yield pw.Expression(pw.fn.words_of(Result.result_all), "@>", pw.Cast(wanted, "text[]"))
    if criteria.title:
        asked = pw.fn.plainto_tsquery(pw.SQL("'simple'"), criteria.title)
        yield pw.Expression(TITLE, "@@", asked)


def count_of(word: str) -> Any:
    """How often `word` occurs in a result, NULL where it does not."""
    return pw.fn.json_extract_path_text(Result.result_all, word).cast("integer")


def counts_in(result: Result, words: Sequence[str]) -> dict[str, int]:
    """How often each of `words`, which were looked for, occurs in a result that was found."""
    return {word: getattr(result, f"count_{n}") for n, word in enumerate(words)}
