"""The documents of a corpus as rows of a table, and their number by status."""

from collections.abc import Mapping, Sequence
from typing import Any

import peewee as pw

from corpora.models import Document
from db import read

ROWS = 100  # documents of one page of a table
PROBLEMS = 200  # documents that failed, on the page of a corpus

COLUMNS = (
    *(Document.id, Document.position, Document.url, Document.name, Document.title, Document.tag),
    *(Document.published, Document.modified_at, Document.status, Document.error_code),
    *(Document.error_message, Document.language, Document.total, Document.distinct),
    *(Document.mattr, Document.counted_at, Document.duplicate_of, Document.result),
    Document.summed_in,
)
DATE = pw.fn.coalesce(Document.published, Document.counted_at.cast("date"))
# The sort keys of a table, and whether they are descending. Empty cells are last.
SORTS: Mapping[str, tuple[pw.ColumnBase, bool]] = {
    "position": (Document.position, False),
    "words": (Document.total, True),
    "distinct": (Document.distinct, True),
    "variety": (Document.mattr, True),
    "date": (DATE, True),
    "language": (Document.language, False),
    "tag": (Document.tag, False),
}


def documents(
    corpus: int, sort: str = "position", after: int | None = None, limit: int = ROWS
) -> Sequence[Document]:
    """Return at most `limit` documents after that at position `after`, sorted by one of SORTS."""
    key, is_descending = SORTS[sort]
    query = Document.select(*COLUMNS).where(Document.corpus == corpus)
    if after is not None:
        query = query.where(comes_after(corpus, after, key, is_descending=is_descending))
    order = key.desc(nulls="LAST") if is_descending else key.asc(nulls="LAST")
    return read(query.order_by(order, Document.position).limit(limit))


def comes_after(
    corpus: int, position: int, key: pw.ColumnBase, *, is_descending: bool
) -> pw.Expression:
    """Return the condition of the rows after that of a document, sorted by `key`."""
    rows = read(Document.select(key).where(*at(corpus, position)).tuples())
    value: Any = rows[0][0] if rows else None
    is_later = Document.position > position
    if value is None:
        is_empty: pw.Expression = key.is_null()
        return is_empty & is_later
    is_further = key < value if is_descending else key > value
    follows: pw.Expression = is_further | ((key == value) & is_later) | key.is_null()
    return follows


def at(corpus: int, position: int) -> Sequence[pw.Expression]:
    return Document.corpus == corpus, Document.position == position


def documents_at(corpus: int, positions: Sequence[int]) -> Sequence[Document]:
    """Return the documents at these positions, in their order."""
    query = Document.select(*COLUMNS).where(
        Document.corpus == corpus, Document.position.in_(positions)
    )
    return read(query.order_by(Document.position))


def longest(corpus: int, limit: int) -> Sequence[Document]:
    """Return the documents with the most words, without duplicates."""
    query = Document.select(*COLUMNS).where(Document.counted(corpus), Document.total > 0)
    return read(query.order_by(Document.total.desc(), Document.position).limit(limit))


def failed(corpus: int) -> Sequence[Document]:
    """Return the first documents that failed or are gone."""
    has_failed = Document.corpus == corpus, Document.status.in_(("failed", "gone"))
    query = Document.select(*COLUMNS).where(*has_failed)
    return read(query.order_by(Document.position).limit(PROBLEMS))


def numbers(corpus: int) -> Mapping[str, int]:
    """Return the number of documents by status, and of those that will be retried, are duplicates,
    or are too long for the totals.
    """
    too_long = pw.Case(None, [((Document.status == "done") & (Document.summed_in == 0), 1)])
    columns = (Document.id, Document.error_code, Document.duplicate_of, too_long)
    query = Document.select(Document.status, *map(pw.fn.count, columns))
    found = {"again": 0, "duplicates": 0, "too_long": 0}
    rows = read(query.where(Document.corpus == corpus).group_by(Document.status).tuples())
    for status, documents, errors, duplicates, left_out in rows:
        found[status] = documents
        found["duplicates"] += duplicates
        found["too_long"] += left_out
        found["again"] += errors if status in ("waiting", "open") else 0
    return found
