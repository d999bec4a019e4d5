"""Uploaded files, kept from their upload until they have been counted."""

from collections.abc import Sequence
from dataclasses import dataclass

import peewee as pw

from corpora.models import Document
from db import database
from jobs import submissions
from jobs.notify import wake_workers
from models import Result

BATCH = 100  # files that are deleted at once

# This includes files of stopped results, and those that a dead worker left. The file of an open
# document is kept: if the quota was used up, it moves back to the document (corpora/settling.py).
DROP_FINISHED = """
    DELETE FROM uploads WHERE id IN (
        SELECT uploads.id FROM uploads JOIN results ON results.id = result_id
        WHERE results.status IN ('done', 'failed') AND NOT EXISTS (
            SELECT FROM corpus_documents
            WHERE corpus_documents.result_id = results.id AND corpus_documents.status = 'open')
        LIMIT %s)
"""

# The file moves from the document to its result.
HAND_OVER = """
    UPDATE uploads SET result_id = %(result)s, document_id = NULL WHERE document_id = %(document)s
"""


@dataclass(frozen=True)
class File:
    """An uploaded file."""

    name: str
    body: bytes


class Upload(pw.Model):
    """A file that waits to be counted, of a result or of a document without a result."""

    id = pw.AutoField()
    result = pw.ForeignKeyField(Result, null=True, unique=True, on_delete="CASCADE")
    document = pw.ForeignKeyField(Document, null=True, unique=True, on_delete="CASCADE")
    name = pw.TextField()
    body = pw.BlobField()

    class Meta:
        database = database
        table_name = "uploads"

    @classmethod
    def file_of(cls, result: int) -> File | None:
        """Return the file of an unfinished result, if it has one."""
        upload: Upload | None = cls.get_or_none(cls.result == result)
        return None if upload is None else File(upload.name, bytes(upload.body))

    @classmethod
    def drop_finished(cls) -> int:
        """Delete at most BATCH files of finished results, and return their number."""
        return int(database.execute_sql(DROP_FINISHED, [BATCH]).rowcount)


def submit(file: File, client: bytes, secret_hash: bytes, language: str | None) -> Result:
    """Store a pending private result for a file, whose name is its title, and wake a worker."""
    with database.atomic():
        result = submissions.store(None, None, submissions.ASKED_FOR, client, secret_hash, language)
        result.title = file.name
        Result.update(title=file.name).where(Result.id == result.id).execute()
        Upload.create(result=result.id, name=file.name, body=file.body)
    wake_workers()
    return result


def add_to_corpus(corpus: int, files: Sequence[File]) -> None:
    """Store the files of a corpus, in the order of its documents."""
    ids = Document.select(Document.id).where(Document.corpus == corpus).order_by(Document.position)
    for document, file in zip(ids, files, strict=True):
        Upload.create(document=document.id, name=file.name, body=file.body)


def open_document(id: int, client: bytes) -> int:
    """Store a pending result for a document that is a file, and return its id."""
    document = Document.get_by_id(id)
    secret_hash = bytes(document.secret_hash or b"")
    result = submissions.store(None, None, submissions.CORPUS, client, secret_hash)
    Result.update(title=document.name).where(Result.id == result.id).execute()
    database.execute_sql(HAND_OVER, {"result": result.id, "document": id})
    return int(result.id)
