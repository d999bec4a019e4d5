"""peewee-migrate's Migrator, with indexes that are built without blocking writes."""

import re
from collections.abc import Iterator
from typing import Any

from peewee_migrate import Migrator
from peewee_migrate.logs import logger
from playhouse.migrate import Operation

CONCURRENTLY = re.compile(r"\b(?:CREATE\s+(?:UNIQUE\s+)?|DROP\s+)INDEX\s+CONCURRENTLY\b", re.I)
CREATED = re.compile(
    r"\bCREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<name>\"[^\"]+\"|\w+)",
    re.I,
)


class MigrationError(Exception):
    """A migration cannot be applied or rolled back; the message says why, and what to do."""


class SafeMigrator(Migrator):
    """Collects the operations of a migration, and runs them when called."""

    __ops__: list[Any]  # Operations of playhouse.migrate, and functions

    def __call__(self) -> None:
        if not self.is_outside_transaction:
            super().__call__()
            return
        operations, self.__ops__ = self.__ops__, []
        for operation in operations:
            logger.info("%s", raw_sql(operation))
            operation.run()

    @property
    def is_outside_transaction(self) -> bool:
        """Whether all operations are CONCURRENTLY, which PostgreSQL rejects in a transaction.

        Raises MigrationError if only some are: a failure would leave the others applied.
        """
        found = {bool(CONCURRENTLY.search(raw_sql(operation))) for operation in self.__ops__}
        if len(found) == 2:
            raise MigrationError(
                "An index on an existing table is built or dropped CONCURRENTLY, "
                "outside a transaction. Give it a migration of its own."
            )
        return found == {True}

    def sql(self, sql: str, *params: object) -> None:
        """Execute raw SQL. An index left invalid by a failed build is dropped first."""
        if created := CREATED.search(sql):
            super().sql(f"DROP INDEX CONCURRENTLY IF EXISTS {created['name']}")
        super().sql(sql, *params)

    def add_index(self, model: Any, *columns: str, unique: bool = False, **options: Any) -> Any:
        model = super().add_index(model, *columns, unique=unique, **options)
        self._make_last_concurrent("IF NOT EXISTS")
        return model

    def drop_index(self, model: Any, *columns: str) -> Any:
        model = super().drop_index(model, *columns)
        self._make_last_concurrent("IF EXISTS")
        return model

    def _make_last_concurrent(self, condition: str) -> None:
        last = self.__ops__.pop()
        sql, params = last.fn(last.migrator, *last.args, **last.kwargs).query()
        self.sql(sql.replace(" INDEX ", f" INDEX CONCURRENTLY {condition} ", 1), *params)

    def dropped(self) -> Iterator[tuple[str, str | None]]:
        """Yield (table, None) for each table that will be dropped, and (table, column).

        Raw SQL is not looked at.
        """
        for operation in self.__ops__:
            kind = operation.fn.__name__ if isinstance(operation, Operation) else ""
            if kind == "drop_column":
                yield operation.args[0], operation.args[1]
            elif kind == "drop_table":
                yield operation.args[0], None


def raw_sql(operation: Any) -> str:
    """Return the statement of a `migrator.sql(…)`, "" for any other operation."""
    is_sql = isinstance(operation, Operation) and operation.fn.__name__ == "sql"
    return str(operation.args[0]) if is_sql else ""
