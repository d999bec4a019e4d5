"""Let the owner of a corpus stop it, resume it, retry its failed pages, or delete it."""

import peewee as pw

from corpora import queue
from corpora.forgetting import forget_documents
from corpora.models import Corpus
from corpora.progress import update_progress
from db import database

# A failed document keeps its error until it is counted, and still counts as failed.
RETRY = """
    UPDATE corpus_documents SET status = 'waiting', result_id = NULL
    WHERE corpus_id = %(corpus)s AND status = 'failed' AND url IS NOT NULL
"""

NEXT = """
    SELECT id FROM corpus_documents WHERE corpus_id = %(corpus)s ORDER BY position LIMIT %(batch)s
"""
ENDED = ("done", "stopped", "failed")  # the statuses of a corpus that can be resumed
BATCH = 200  # documents in one step


def stop(id: int) -> None:
    """Open no more documents; those that are open are still counted."""
    running = Corpus.id == id, Corpus.status.in_(("waiting", "counting"))
    with database.atomic():
        Corpus.update(status="stopped").where(*running).execute()
        update_progress([id])


def resume(id: int, client: bytes | None = None) -> None:
    """Resume a stopped corpus for `client`, and read its source if that was not read yet."""
    with database.atomic():
        stopped = Corpus.id == id, Corpus.status == "stopped"
        assign(id, client)
        Corpus.update(status="waiting").where(*stopped, Corpus.documents == 0).execute()
        Corpus.update(status="counting").where(*stopped).execute()
        update_progress([id])


def retry(id: int, client: bytes | None = None) -> None:
    """Recount the failed documents for `client`, or read the source again if that failed."""
    with database.atomic():
        assign(id, client)
        failed = Corpus.id == id, Corpus.status == "failed"
        Corpus.update(status="waiting", claimed_at=None, error_code=None, error_message=None).where(
            *failed
        ).execute()
        if database.execute_sql(RETRY, {"corpus": id}).rowcount:
            restarted = Corpus.id == id, Corpus.status.in_(("done", "stopped"))
            Corpus.update(status="counting").where(*restarted).execute()
            update_progress([id])


def assign(id: int, client: bytes | None) -> None:
    """Charge the rest of a corpus to the client that resumes it."""
    if client:
        is_ended = Corpus.status.in_(ENDED)
        Corpus.update(client=client).where(Corpus.id == id, is_ended).execute()


def delete(id: int) -> None:
    """Hide a corpus, and mark it for deletion, which takes several steps."""
    Corpus.update(status="deleted").where(Corpus.id == id).execute()


def forget(id: int) -> bool:
    """Delete a corpus at once; return whether there was one."""
    is_there = Corpus.update(status="deleted").where(Corpus.id == id).execute()
    while delete_step():
        pass
    return bool(is_there)


def expire(days: int) -> None:
    """Delete corpora older than this many days, except watched ones."""
    is_old = Corpus.created_at < pw.fn.now() - pw.fn.make_interval(0, 0, 0, days)
    Corpus.update(status="deleted").where(is_old, Corpus.every.is_null()).execute()


def delete_step() -> bool:
    """Delete a batch of the documents of a deleted corpus; return whether there was one.

    A page's result is kept if another client requested it, or another corpus contains it.
    """
    corpus = Corpus.select(Corpus.id).where(Corpus.status == "deleted").order_by(Corpus.id).first()
    if corpus is None:
        return False
    with database.atomic():
        queue.lock()
        rows = database.execute_sql(NEXT, {"corpus": corpus.id, "batch": BATCH}).fetchall()
        if rows:
            forget_documents([id for (id,) in rows])
        else:
            Corpus.delete().where(Corpus.id == corpus.id).execute()
    return True
