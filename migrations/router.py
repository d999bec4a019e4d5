"""Apply migrations to a database in use: one process at a time, and with short waits for locks.

This is peewee-migrate's router, so `pw_migrate` works as documented.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property  # noqa: TID251  # one thread migrates
from pathlib import Path
from typing import Any, cast

import peewee as pw
from peewee_migrate import Migrator, Router

from migrations.failures import (
    DEADLOCK_DETECTED,
    LOCK_NOT_AVAILABLE,
    QUERY_CANCELED,
    sql_state,
)
from migrations.migrator import MigrationError, SafeMigrator

# The advisory lock for migrating; any number that nothing else uses would do.
LOCK = int.from_bytes(b"migrate", "big")
MIGRATIONS = Path(__file__).resolve().parent
MODEL_MODULES = "models watches reference capacity corpora jobs".split()  # with their submodules

POLL = 0.1  # seconds between two attempts to take the lock
WAIT = 900  # seconds for another process to finish: a large index takes minutes
IDLE_TIMEOUT = 60_000  # milliseconds: a process that freezes between statements loses the lock

# A statement that waits for a table blocks all later ones, so it waits briefly, several times.
LOCK_TIMEOUT = 2.0  # seconds
TRIES = 5
PAUSE = 1.0  # seconds between two tries
STATEMENT_TIMEOUT = 5.0  # seconds: a longer one rewrites a table while everybody waits

# Building an index concurrently waits for older transactions, but blocks nobody.
INDEX_LOCK_TIMEOUT = 60.0  # seconds

LIMITS = (
    f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT:g}s'; "
    f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT:g}s'"
)
INDEX_LIMITS = f"SET lock_timeout = '{INDEX_LOCK_TIMEOUT:g}s'; SET statement_timeout = 0"
# Returns the value before; no row before PostgreSQL 14, which has no such setting.
SET_IDLE_TIMEOUT = (
    "SELECT setting, set_config(name, %s, false) FROM pg_settings "
    "WHERE name = 'idle_session_timeout'"
)
READ_LIMITS = "SELECT current_setting('lock_timeout'), current_setting('statement_timeout')"
RESTORE_LIMITS = (
    "SELECT set_config('lock_timeout', %s, false), set_config('statement_timeout', %s, false)"
)

# Run before a rollback. The release before 021 would show private texts to everybody.
BEFORE_ROLLBACK = {"021_add_secret": "DELETE FROM results WHERE secret_hash IS NOT NULL"}


class SafeRouter(Router):
    """peewee-migrate's router for a database that others use and migrate at the same time.

    Every failed change of the schema raises MigrationError.
    """

    def __init__(self, database: pw.Database, **options: Any) -> None:
        super().__init__(database, migrator_class=SafeMigrator, **options)

    @cached_property
    def model(self) -> Any:
        """The history of migrations; its table is created under the lock."""
        if self.database.table_exists(self.migrate_table):
            return super().model
        with self.alone():
            return super().model

    @cached_property
    def migrator(self) -> SafeMigrator:
        if unknown := sorted(set(self.done) - set(self.todo)):
            raise MigrationError(
                f"{', '.join(unknown)} was applied by another release, and is not in "
                f"{self.migrate_dir}. Use that release, or one that came after it."
            )
        return cast("SafeMigrator", super().migrator)

    def create(self, name: str = "auto", *, auto: Any = False) -> str | None:
        """Write a migration; `--auto` looks at MODEL_MODULES instead of at packages only.

        So does `--auto-source models`: alone, it would remove the tables of the other modules.
        """
        return super().create(name, auto=MODEL_MODULES if auto in (True, "models") else auto)

    def run(self, name: str | None = None, *, fake: bool = False) -> list[str]:
        """Apply the pending migrations, up to `name` if one is given, and return their names."""
        if name and name not in self.todo:
            raise MigrationError(f"There is no migration {name}. `pw_migrate list` names them all.")
        with self.alone():
            if name in self.done:
                self.logger.info("%s is applied already", name)
                return []
            return super().run(name, fake=fake)

    def rollback(self) -> None:
        """Roll the latest migration back, and log which data is lost with it."""
        with self.alone():
            self.__dict__.pop("migrator", None)
            super().rollback()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the migration lock for the block.

        The lock belongs to the session: if this process is killed, the server releases it after it
        has aborted the running statement, and if it freezes, after IDLE_TIMEOUT. Other processes
        wait between statements, because `CREATE INDEX CONCURRENTLY` waits for every statement that
        is running.
        """
        self.database.connect(reuse_if_open=True)
        deadline = time.monotonic() + WAIT
        if not self._take_lock():
            self.logger.info("Another process is migrating this database; waiting for it")
            while not self._take_lock():
                if time.monotonic() > deadline:
                    raise MigrationError(
                        f"Another process has been migrating this database for {WAIT} seconds. "
                        "Let it finish, or end it, and try again."
                    )
                time.sleep(POLL)
        before = self._set_idle_timeout(str(IDLE_TIMEOUT))
        try:
            yield
        finally:
            with suppress(pw.DatabaseError, pw.InterfaceError):  # a lost session has lost its lock
                self._set_idle_timeout(before)
                self.database.execute_sql("SELECT pg_advisory_unlock(%s)", [LOCK])

    def _set_idle_timeout(self, value: str) -> str:
        row = self.database.execute_sql(SET_IDLE_TIMEOUT, [value]).fetchone()
        return row[0] if row else value

    def _take_lock(self) -> bool:
        cursor = self.database.execute_sql("SELECT pg_try_advisory_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])

    def run_one(
        self,
        name: str,
        migrator: Migrator,
        *,
        fake: bool = True,
        downgrade: bool = False,
        force: bool = False,
    ) -> str:
        """Apply `name` or roll it back, in one transaction where that is possible."""
        if fake:
            return super().run_one(name, migrator, fake=True, downgrade=downgrade, force=force)
        self.logger.info('%s "%s"', "Roll back" if downgrade else "Migrate", name)
        tries_left = TRIES
        while True:
            tries_left -= 1
            try:
                self._try_one(name, downgrade=downgrade)
                return name
            except pw.PeeweeException as error:
                if not (tries_left and is_lock_failure(error)):
                    raise MigrationError(explain(name, error)) from error
            self.__dict__.pop("migrator")  # it has recorded changes that were rolled back
            self.logger.info("%s did not get its lock; retrying", name)
            time.sleep(PAUSE)

    def _try_one(self, name: str, *, downgrade: bool) -> None:
        migrator = self.migrator
        change = self.read(name)[downgrade]
        with self.database.transaction():
            self.database.execute_sql(LIMITS)
            change(migrator, self.database, fake=False)
            if downgrade:
                self._log_losses(name, migrator)
                if statement := BEFORE_ROLLBACK.get(name):
                    self.database.execute_sql(f"SET LOCAL statement_timeout = 0; {statement}")
                    self.database.execute_sql(LIMITS)
            outside_transaction = migrator.is_outside_transaction
            if not outside_transaction:
                migrator()
                self._write_history(name, downgrade=downgrade)
        if outside_transaction:
            with self._index_limits():
                migrator()
            self._write_history(name, downgrade=downgrade)

    @contextmanager
    def _index_limits(self) -> Iterator[None]:
        """Lift the session's limits for the block: an index takes as long as it takes."""
        before = self.database.execute_sql(READ_LIMITS).fetchone()
        self.database.execute_sql(INDEX_LIMITS)
        try:
            yield
        finally:
            with suppress(pw.DatabaseError, pw.InterfaceError):  # a lost session has lost them
                self.database.execute_sql(RESTORE_LIMITS, before)

    def _log_losses(self, name: str, migrator: SafeMigrator) -> None:
        self.database.execute_sql("SET LOCAL statement_timeout = 0")  # it may look at every row
        lost = [
            f"{table}.{column}" if column else f"the table {table}"
            for table, column in migrator.dropped()
            if self._holds_anything(table, column)
        ]
        self.database.execute_sql(LIMITS)
        if lost:
            self.logger.warning("Rolling back %s loses what is in %s", name, ", ".join(lost))

    def _holds_anything(self, table: str, column: str | None) -> bool:
        if not self.database.table_exists(table):
            return False
        condition = f' WHERE "{column}" IS NOT NULL' if column else ""
        cursor = self.database.execute_sql(f'SELECT EXISTS (SELECT FROM "{table}"{condition})')
        return bool(cursor.fetchone()[0])

    def _write_history(self, name: str, *, downgrade: bool) -> None:
        if downgrade:
            self.model.delete().where(self.model.name == name).execute()
        else:
            self.model.create(name=name)
        self.logger.info("Done %s", name)


def is_lock_failure(error: pw.PeeweeException) -> bool:
    return sql_state(error) in (LOCK_NOT_AVAILABLE, DEADLOCK_DETECTED)


def explain(name: str, error: pw.PeeweeException) -> str:
    """Say why a migration was not applied or rolled back, and what to do."""
    if is_lock_failure(error):
        return (
            f"{name} gave up after {TRIES} attempts to get the lock that it needs, because other "
            "sessions were using the table. Nothing was changed. Try again when they have ended."
        )
    if sql_state(error) == QUERY_CANCELED:
        return (
            f"{name} was stopped: a statement took more than {STATEMENT_TIMEOUT:g} seconds, in "
            "which others may wait. Nothing was changed. Split it, or set a longer "
            "statement_timeout in it if it keeps nobody waiting."
        )
    return f"{name} failed and was rolled back: {str(error).strip()}"
