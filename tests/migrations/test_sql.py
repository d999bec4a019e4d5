import subprocess
import sys
from pathlib import Path

import pytest
from patience import PATIENCE

import db
from migrations import sql
from migrations.router import MIGRATIONS
from settings import ROOT

pytestmark = pytest.mark.slow

NAMES = sorted(path.stem for path in MIGRATIONS.glob("[0-9]*.py"))


def run(*arguments, folder=ROOT):
    """Print the SQL as `make sql` does, in an environment without any variable."""
    done = subprocess.run(
        [sys.executable, "-m", "migrations.sql", *arguments],
        cwd=folder,
        env={},
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    return done.stdout


def squawk(*paths):
    program = Path(sys.executable).with_name("squawk")
    return subprocess.run(
        [program, "--config", ROOT / ".squawk.toml", *paths],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def test_the_sql_of_every_migration_is_printed_without_a_database():
    printed = run()

    assert [line[3:] for line in printed.splitlines() if line.startswith("-- 0")] == NAMES
    assert 'ALTER TABLE "results" ADD COLUMN "status" TEXT NOT NULL DEFAULT \'done\';' in printed
    assert "SET LOCAL lock_timeout = '2s';" in printed


def test_the_way_back_is_printed_too():
    assert 'ALTER TABLE "results" DROP COLUMN "title" CASCADE;' in run("--down")


def test_a_reader_who_has_read_enough_is_no_error():
    process = subprocess.Popen(
        [sys.executable, "-m", "migrations.sql"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )

    process.stdout.close()

    assert process.communicate(timeout=PATIENCE)[1] == b""
    assert process.returncode == 0


def test_what_is_printed_makes_the_schema_that_migrations_make(app, empty_url, pw_migrate):
    database = db.PooledPostgresqlExtDatabase(empty_url)
    for name in NAMES:
        for statement in sql.statements(name):
            database.execute_sql(statement)
    printed = set(database.get_tables())
    columns = {table: database.get_columns(table) for table in printed}
    for name in reversed(NAMES):
        for statement in sql.statements(name, down=True):
            database.execute_sql(statement)
    assert database.get_tables() == []

    pw_migrate("migrate")

    assert printed == set(database.get_tables()) - {"migratehistory"}
    assert columns == {table: database.get_columns(table) for table in printed}
    database.close_all()


def test_an_index_built_concurrently_is_printed_outside_a_transaction(project, add_migration):
    add_migration("migrator.add_index('results', 'url', unique=True)")

    assert sql.statements("100_try_me", folder=project / "migrations") == [
        "SET lock_timeout = '60s'",
        "SET statement_timeout = 0",
        'DROP INDEX CONCURRENTLY IF EXISTS "results_url"',
        'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "results_url" ON "results" ("url")',
    ]


def test_values_are_printed_as_sql_writes_them(project, add_migration):
    add_migration("migrator.sql('UPDATE results SET title = %s WHERE id > %s', \"Ça n'est…\", 7)")

    statements = sql.statements("100_try_me", folder=project / "migrations")

    assert "UPDATE results SET title = 'Ça n''est…' WHERE id > 7" in statements


def test_squawk_finds_nothing_in_the_migrations(tmp_path):
    run("--to", str(tmp_path))

    found = squawk(*tmp_path.iterdir())

    assert found.returncode == 0, found.stdout
    assert f"{len(NAMES)} files" in found.stdout


def test_squawk_finds_a_column_that_rewrites_the_table(tmp_path, project, add_migration):
    add_migration("migrator.sql('ALTER TABLE results ADD COLUMN at timestamptz NOT NULL')")
    written = tmp_path / "out"

    run("--to", str(written), folder=project)

    assert "adding-required-field" in squawk(written / "100_try_me.sql").stdout
