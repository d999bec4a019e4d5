"""Search done results by word, title, site and language, newest first.

Each condition is written exactly as the index for it that migration 009 creates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import peewee as pw

from db import read
from models import PAGE_LENGTH, Result

# A frequent word is found fastest by scanning the latest results, a rare one by its index, all of
# whose hits have to be fetched and sorted. So the latest ids are scanned first, without the index;
# then, with it, as many as should contain enough hits, judging by those found so far.
SCANNED_FIRST = 200  # ids
MARGIN = 2  # times as many ids as expected, so that one more query is mostly enough

LONGEST_WORD = 100  # characters; longer words are not in the index, see migration 008

TITLE = pw.fn.to_tsvector(pw.SQL("'simple'"), pw.fn.left(Result.title, pw.SQL("1000")))
SITE = pw.fn.left(pw.fn.split_part(Result.url, pw.SQL("'/'"), pw.SQL("3")), pw.SQL("255"))
LANGUAGE = pw.fn.split_part(Result.language, pw.SQL("'-'"), pw.SQL("1"))


@dataclass(frozen=True)
class Criteria:
    """The criteria of a search: a result meets all that are not empty.

    `words` are keys; `site` is a host, with a port if it has one, and found with "www." before
    it too; `title` are words of the title; `language` is a primary subtag such as "en".
    """

    words: tuple[str, ...] = ()
    title: str = ""
    site: str = ""
    language: str = ""

    def __bool__(self) -> bool:
        return any((self.words, self.title, self.site, self.language))


def search(
    criteria: Criteria, before: int | None = None, limit: int = PAGE_LENGTH + 1
) -> Sequence[Result]:
    """At most `limit` done results, newest first, only those older than the id `before`.

    `counts_in` returns the counts of the searched words in each of them.
    """
    if any(len(word) > LONGEST_WORD for word in criteria.words):
        return []
    newest = before or (Result.select(pw.fn.max(Result.id)).scalar() or 0) + 1
    width = SCANNED_FIRST if criteria.words or criteria.title else newest
    found = read(scan_query(criteria, newest, width, limit))
    while len(found) < limit and width < newest:
        width = width * limit // len(found) * MARGIN if found else newest
        found = read(scan_query(criteria, newest, width, limit))
    # Only now: extracting the counts of all hits before they are sorted would take seconds.
    counts = [count_of(word).alias(f"count_{n}") for n, word in enumerate(criteria.words)]
    ids = [result.id for result in found]
    return read(Result.recent(limit=limit).select_extend(*counts).where(Result.id.in_(ids)))


def scan_query(criteria: Criteria, newest: int, width: int, limit: int) -> "pw.ModelSelect[Result]":
    """The query that scans the `width` ids below `newest`."""
    query = filtered(criteria).where(Result.id < newest, Result.id >= newest - width)
    if width <= SCANNED_FIRST:
        query = query.where(*scan_conditions(criteria))
    elif criteria.words or criteria.title:
        # All hits first, which is what the index is good at: with the limit in sight, PostgreSQL
        # would rather walk through every result, in the hope of a hit at each.
        hits = query.where(*indexed_conditions(criteria)).offset(0).alias("hits")
        return Result.select(hits.c.id).from_(hits).order_by(hits.c.id.desc()).limit(limit)
    return query.order_by(Result.id.desc()).limit(limit)


def filtered(criteria: Criteria) -> "pw.ModelSelect[Result]":
    """The query by status, site and language, whose indexes are in the order of ids."""
    query = Result.select(Result.id).where(Result.status == "done")
    if criteria.site:
        query = query.where(SITE.in_([criteria.site, f"www.{criteria.site}"]))
    if criteria.language:
        query = query.where(LANGUAGE == criteria.language)
    return query


def scan_conditions(criteria: Criteria) -> Iterator[pw.Node]:
    for word in criteria.words:
        yield count_of(word).is_null(False)
    if criteria.title:
        yield title_matches(criteria)


def indexed_conditions(criteria: Criteria) -> Iterator[pw.Node]:
    if criteria.words:
        wanted = pw.Value(list(criteria.words), converter=False, unpack=False)
        yield pw.Expression(pw.fn.words_of(Result.result_all), "@>", pw.Cast(wanted, "text[]"))
    if criteria.title:
        yield title_matches(criteria)


def title_matches(criteria: Criteria) -> pw.Expression:
    asked = pw.fn.plainto_tsquery(pw.SQL("'simple'"), criteria.title)
    return pw.Expression(TITLE, "@@", asked)


def count_of(word: str) -> Any:
    """How often `word` occurs in a result, NULL where it does not."""
    return pw.fn.json_extract_path_text(Result.result_all, word).cast("integer")


def counts_in(result: Result, words: Sequence[str]) -> dict[str, int]:
    """The counts of the searched `words` in a result that `search` returned."""
    return {word: getattr(result, f"count_{n}") for n, word in enumerate(words)}
