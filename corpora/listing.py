"""The documents of a corpus as people sort them, and the corpora of a visitor."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpora.models import Corpus, Document
from db import read_sql

MAX_LISTED = 200  # corpora of a visitor
ROWS = 100  # documents of one page of a table
PROBLEMS = 200  # documents that failed, on the page of a corpus

COLUMNS = (
    *("id", "position", "url", "name", "title", "tag", "published", "modified_at", "status"),
    *("error_code", "error_message", "language", "total", "distinct", "mattr", "counted_at"),
    *("duplicate_of", "result_id"),
)
# The sort keys of a table, and whether the greatest comes first. Empty cells come last.
SORTS: Mapping[str, tuple[str, bool]] = {
    "position": ("position", False),
    "words": ("total", True),
    "distinct": ('"distinct"', True),
    "variety": ("mattr", True),
    "date": ("coalesce(published, counted_at::date)", True),
    "language": ("language", False),
    "tag": ("tag", False),
}
SELECT = ", ".join(f'"{name}"' for name in COLUMNS)
BY_STATUS = """
    SELECT status, count(*), count(error_code), count(duplicate_of) FROM corpus_documents
    WHERE corpus_id = %s GROUP BY status
"""
FAILED = f"""
    SELECT {SELECT} FROM corpus_documents
    WHERE corpus_id = %(corpus)s AND status IN ('failed', 'gone')
    ORDER BY position LIMIT {PROBLEMS}
"""
# By pages of keys: `after` is the position of the last row of the page before.
PAGE = f"""
    WITH last AS (
        SELECT {{key}} AS key FROM corpus_documents
        WHERE corpus_id = %(corpus)s AND position = %(after)s
    )
    SELECT {SELECT} FROM corpus_documents
    WHERE corpus_id = %(corpus)s AND (%(after)s IS NULL OR CASE
        WHEN {{key}} IS NULL
        THEN EXISTS (SELECT FROM last WHERE key IS NOT NULL) OR position > %(after)s
        ELSE EXISTS (SELECT FROM last WHERE {{key}} {{further}} key
            OR {{key}} = key AND position > %(after)s) END)
    ORDER BY {{key}} {{order}} NULLS LAST, position
    LIMIT %(limit)s
"""


def owned(token_hash: bytes) -> Sequence[Corpus]:
    """The corpora of a visitor, newest first."""
    query = Corpus.select().where(Corpus.token_hash == token_hash, Corpus.status != "deleted")
    return list(query.order_by(Corpus.id.desc()).limit(MAX_LISTED))


def corpus_of(result: int) -> Corpus | None:
    """The corpus that the result of a file belongs to; None if it is no file of a corpus."""
    corpora = Corpus.select(Corpus.token_hash).join(Document).where(Document.result == result)
    found: Corpus | None = corpora.first()
    return found


def numbers(corpus: int) -> Mapping[str, int]:
    """How many documents of a corpus have each status, will be retried, and repeat a text."""
    found = {"again": 0, "duplicates": 0}
    for status, documents, errors, duplicates in read_sql(BY_STATUS, [corpus]):
        found[status] = documents
        found["duplicates"] += duplicates
        found["again"] += errors if status in ("waiting", "open") else 0
    return found


def failed(corpus: int) -> Sequence[Document]:
    """The first documents that failed or are gone."""
    return [document_of(row) for row in read_sql(FAILED, {"corpus": corpus})]


def documents(
    corpus: int, sort: str = "position", after: int | None = None, limit: int = ROWS
) -> Sequence[Document]:
    """At most `limit` documents after the one at position `after`, sorted by one of SORTS."""
    key, is_descending = SORTS[sort]
    further, order = ("<", "DESC") if is_descending else (">", "ASC")
    statement = PAGE.format(key=key, further=further, order=order)
    values = {"corpus": corpus, "after": after, "limit": limit}
    return [document_of(row) for row in read_sql(statement, values)]


def document_of(row: Sequence[Any]) -> Document:
    return Document(**dict(zip(COLUMNS, row, strict=True)))


LANGUAGES = 5  # of a corpus, the most frequent
CONTENTS = f"""
    SELECT min(published), max(published), ARRAY(
        SELECT row_to_json(each) FROM (
            SELECT split_part(language, '-', 1) AS name, count(*) AS documents
            FROM summed_documents
            WHERE corpus_id = %(corpus)s AND language <> 'und'
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {LANGUAGES}) AS each)
    FROM summed_documents JOIN corpus_documents USING (corpus_id, position)
    WHERE corpus_id = %(corpus)s
"""


@dataclass(frozen=True)
class Contents:
    """The first and last date of the documents of a corpus, and the LANGUAGES of most of them."""

    first: dt.date | None
    last: dt.date | None
    languages: Sequence[Mapping[str, Any]]  # each with its `name` and number of `documents`


def contents(corpus: int) -> Contents:
    [row] = read_sql(CONTENTS, {"corpus": corpus})
    return Contents(*row)


CHECKS = 20  # of a watched corpus in its feed
EVENTS = 2_000  # in all of them
LATEST = f"""
    SELECT checked_at, kind, position, url, title, events.result_id, previous_id
    FROM corpus_events AS events JOIN corpus_documents USING (corpus_id, position)
    WHERE corpus_id = %(corpus)s AND checked_at >= (
        SELECT min(checked_at) FROM (
            SELECT DISTINCT checked_at FROM corpus_events WHERE corpus_id = %(corpus)s
            ORDER BY checked_at DESC LIMIT {CHECKS}) AS latest)
    ORDER BY checked_at DESC, kind, position LIMIT {EVENTS}
"""


@dataclass(frozen=True)
class Event:
    """What a watched page has done: it has "appeared", "changed", or is "gone"."""

    checked_at: dt.datetime
    kind: str
    position: int
    url: str | None
    title: str | None
    result_id: int | None
    previous_id: int | None


def events(corpus: int) -> Sequence[Event]:
    """The events of the latest CHECKS of a watched corpus, newest first."""
    return [Event(*row) for row in read_sql(LATEST, {"corpus": corpus})]
