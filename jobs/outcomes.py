"""The queue and the outcomes of the latest results, for /metrics."""

from collections.abc import Iterable

import peewee as pw

from db import database
from models import FINISHED, Result


def backlog() -> tuple[int, float]:
    """Return the number of pending results, and the age of the oldest in seconds."""
    age = pw.fn.extract(pw.NodeList((pw.SQL("EPOCH FROM"), pw.fn.now() - Result.queued_at)))
    pending = Result.status == "pending"
    query = Result.select(pw.fn.count(Result.id), pw.fn.max(age)).where(pending)
    length, oldest = query.scalar(as_tuple=True)
    return length, max(0.0, float(oldest or 0))


def latest(limit: int) -> Iterable[tuple[str, int]]:
    """Count the outcomes of the latest results: "done", or the code of an error."""
    recent = (
        Result.select(pw.fn.coalesce(Result.error_code, "done").alias("outcome"))
        .where(Result.status.in_(FINISHED))
        .order_by(Result.id.desc())
        .limit(limit)
    )
    outcome = recent.c.outcome
    query = pw.Select([recent], [outcome, pw.fn.count(outcome)]).group_by(outcome)
    return query.bind(database).tuples()
