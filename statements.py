"""How sessions and threads run their SQL statements: for how long, and with which types."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2.extensions

JSON_AS_TEXT = psycopg2.extensions.new_type((114,), "JSON_AS_TEXT", lambda text, cursor: text)

# A process that freezes inside a transaction loses its session, and so its locks.
# https://www.postgresql.org/docs/18/runtime-config-client.html
SESSION_LIMITS = {
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "8s",
}
REQUEST_TIMEOUT = "5s"  # of a statement for a web request, whose client may be gone


class Statements(threading.local):
    """How this thread runs its statements."""

    in_request = False  # for a web request
    json_as_text = False  # without parsing the JSON of their rows


statements = Statements()


class Session(psycopg2.extensions.connection):
    """A connection with SESSION_LIMITS, set by SET because poolers may reject libpq's `options`."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        limits = "; ".join(f"SET {name} = '{value}'" for name, value in SESSION_LIMITS.items())
        with self.cursor() as cursor:
            cursor.execute(limits)
        self.commit()


def limit_statements() -> None:
    """Stop each statement of this thread after REQUEST_TIMEOUT, until `lift_limit` is called."""
    statements.in_request = True


def lift_limit(error: BaseException | None = None) -> None:
    statements.in_request = False


def limited(sql: str) -> str:
    """Return `sql` with the limit of this thread's statements.

    Both statements are sent at once, and are one transaction unless one is open already.
    """
    if not statements.in_request:
        return sql
    return f"SET LOCAL statement_timeout = '{REQUEST_TIMEOUT}'; {sql}"


@contextmanager
def json_as_text() -> Iterator[None]:
    """Read JSON as it is stored. PostgreSQL would take half as long again to cast it to text."""
    statements.json_as_text = True
    try:
        yield
    finally:
        statements.json_as_text = False
