"""Read for downloads: few read at a time, and none keeps its connection while it writes."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from db import read_sql, release
from statements import limit_statements, statements

READERS = 2  # at a time in a process, so that most of db.CONNECTIONS are left for others

readers = threading.BoundedSemaphore(READERS)


@contextmanager
def reading() -> Iterator[None]:
    """Run a block once few others read; return its connection, and limit its statements' time."""
    was_limited = statements.in_request
    with readers:
        limit_statements()
        try:
            yield
        finally:
            statements.in_request = was_limited
            release()


def read_in_turn(statement: str, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
    """Return the rows of a statement, as `read_sql` does."""
    with reading():
        return read_sql(statement, values)
