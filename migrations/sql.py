"""Print the SQL of every migration, or write it into a folder, without running any of it:

    python -m migrations.sql [--down] [--to FOLDER]

Neither a database nor its address is needed.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import peewee as pw
from psycopg2.extensions import QuotedString, adapt

from migrations.migrator import SafeMigrator
from migrations.router import INDEX_LIMITS, LIMITS, SafeRouter

MIGRATIONS = Path(__file__).resolve().parent


class EmptyCursor(list[tuple[Any, ...]]):
    """The cursor of an empty database."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        return []

    def fetchone(self) -> None:
        return None


class Recorder(pw.PostgresqlDatabase):
    """An empty database without a server, which records the statements it is given."""

    def __init__(self) -> None:
        super().__init__("recorded")
        self.statements: list[str] = []

    def execute_sql(self, sql: str, params: Sequence[Any] | None = None) -> EmptyCursor:
        self.statements.append(sql % tuple(map(literal, params)) if params else sql)
        return EmptyCursor()

    def begin(self, isolation_level: str | None = None) -> None:
        self.statements += ["BEGIN", *LIMITS.split("; ")]

    def commit(self) -> None:
        self.statements.append("COMMIT")

    def rollback(self) -> None:
        """Do nothing: there is nothing to roll back."""

    def get_columns(self, table: str, schema: str | None = None) -> list[Any]:
        return []

    def get_foreign_keys(self, table: str, schema: str | None = None) -> list[Any]:
        return []


def literal(value: object) -> str:
    """Return `value` as an SQL literal."""
    if isinstance(value, str):
        adapted = QuotedString(value)  # that of db.py needs a connection
        adapted.encoding = "utf-8"
    else:
        adapted = adapt(value)
    return str(adapted.getquoted().decode())


def statements(name: str, *, down: bool = False, folder: Path = MIGRATIONS) -> list[str]:
    """Return the SQL that applies migration `name` in `folder`, or with `down` rolls it back."""
    recorder = Recorder()
    router = SafeRouter(recorder, migrate_dir=folder)
    migrator = SafeMigrator(recorder)
    for earlier in router.todo:
        if earlier < name or (down and earlier == name):
            router.run_one(earlier, migrator, fake=True)
    router.read(name)[down](migrator, recorder, fake=False)
    recorder.statements.clear()
    if migrator.is_outside_transaction:
        recorder.statements += INDEX_LIMITS.split("; ")
    migrator()
    return recorder.statements


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m migrations.sql",
        description="Print the SQL of every migration, without running any of it.",
    )
    parser.add_argument(
        "--down", action="store_true", help="print how each migration is rolled back"
    )
    parser.add_argument(
        "--to", type=Path, metavar="FOLDER", help="write one file for each, into this folder"
    )
    options = parser.parse_args()
    try:
        write_sql(down=options.down, folder=options.to)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has closed the pipe, which is no error. Python flushes standard output once
        # more at exit, and must not fail then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_sql(*, down: bool, folder: Path | None) -> None:
    """Print the SQL of every migration, or write each to a file in `folder`."""
    for name in sorted(path.stem for path in MIGRATIONS.glob("[0-9][0-9][0-9]_*.py")):
        sql = "".join(f"{each};\n" for each in statements(name, down=down))
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.sql").write_text(sql, encoding="utf-8")
        else:
            print(f"-- {name}\n{sql}")


if __name__ == "__main__":
    main()
