"""The list of all results, newest first. Its SQL is generated once, which takes Peewee 0.4 ms."""

from collections.abc import Collection, Sequence
from functools import cache

from db import read, read_sql
from models import LISTED, PAGE_LENGTH, Result
from results.frequencies import result_of

EXAMINED = 200  # results


def latest(before: int | None = None, limit: int = PAGE_LENGTH) -> Sequence[Result]:
    """The results of `Result.recent`, with the columns of a summary."""
    values = [limit] if before is None else [before, limit]
    rows = read_sql(statement(has_before=before is not None), values)
    return [result_of(row, LISTED) for row in rows]


def listed(ids: Collection[int]) -> Sequence[Result]:
    """The results with these ids, newest first, with the columns of a summary."""
    query = Result.select(*Result.in_lists()).where(Result.id.in_(ids))
    found: Sequence[Result] = read(query.order_by(Result.id.desc()))
    return found


def latest_pages(limit: int) -> Sequence[Result]:
    """The newest done result of each of the addresses that were counted last.

    They are among the latest EXAMINED results: a page that is counted every hour hides no others.
    """
    done = [result for result in latest(limit=EXAMINED) if result.status == "done" and result.url]
    newest = {result.url: result for result in reversed(done)}
    return sorted(newest.values(), key=lambda result: -result.id)[:limit]


@cache
def statement(has_before: bool) -> str:
    sql, _ = Result.recent(before=0 if has_before else None).sql()
    return str(sql)
