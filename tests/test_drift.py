"""Models, migrations and the database say the same: what `--auto` and people rely on."""

import types
from contextlib import contextmanager
from importlib import import_module

import pytest
from peewee_migrate.router import compile_migrations

import db
import models
from migrations.router import SafeRouter
from settings import ROOT

COLUMNS = """
    SELECT relname, attname, format_type(atttypid, atttypmod),
        CASE WHEN attnotnull THEN 'NOT NULL' END, pg_get_expr(adbin, adrelid)
    FROM pg_attribute
    JOIN pg_class ON pg_class.oid = attrelid
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relnamespace = current_schema()::regnamespace
        AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
"""
# Without their names: peewee's models and its migrations name an index differently.
INDEXES = r"""
    SELECT indrelid::regclass::text,
        regexp_replace(
            replace(pg_get_indexdef(indexrelid), current_schema() || '.', ''), 'INDEX \S+', 'INDEX'
        ),
        CASE WHEN NOT indisvalid THEN 'INVALID' END
    FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
    WHERE relnamespace = current_schema()::regnamespace
"""
CONSTRAINTS = """
    SELECT conrelid::regclass::text, pg_get_constraintdef(pg_constraint.oid)
    FROM pg_constraint
    WHERE connamespace = current_schema()::regnamespace AND contype <> 'n'
"""

# The queue of the release before, which may still be running, or come back.
QUEUE_TABLES = import_module("migrations.004_create_queue").TABLES

# Made by 006, 009, 012 and 014. They have conditions or expressions, which `--auto` does not know:
# in models.py it would trip. Those of 009 and 012 have their queries in search.py and models.py.
OTHER_INDEXES = {
    "results CREATE UNIQUE INDEX ON results USING btree (url)"
    " WHERE (status = ANY (ARRAY['pending'::text, 'running'::text]))",
    "results CREATE INDEX ON results USING btree"
    " (COALESCE(priority, 0), queued_at) WHERE (status = 'pending'::text)",
    "results CREATE INDEX ON results USING btree (taken_at) WHERE (status = 'running'::text)",
    "results CREATE INDEX ON results USING gin (words_of(result_all)) WITH (fastupdate='on')",
    "results CREATE INDEX ON results USING gin"
    " (to_tsvector('simple'::regconfig, \"left\"(title, 1000)))",
    "results CREATE INDEX ON results USING btree (md5(url), id)",
    "results CREATE INDEX ON results USING btree"
    " (\"left\"(split_part(url, '/'::text, 3), 255), id)",
    "results CREATE INDEX ON results USING btree (split_part(language, '-'::text, 1), id)",
}


def schema():
    """Each column, index and constraint of the current schema, its history's aside, as a line."""
    return {
        " ".join(str(part) for part in row if part is not None)
        for query in (COLUMNS, INDEXES, CONSTRAINTS)
        for row in db.database.execute_sql(query).fetchall()
        if row[0] != "migratehistory"
    }


def wanted(tables):
    """What `schema()` would be, had the models made the tables themselves."""
    db.database.execute_sql("CREATE SCHEMA wanted; SET LOCAL search_path TO wanted")
    for table in tables:
        table.create_table(safe=False)
    for statement in QUEUE_TABLES:
        db.database.execute_sql(statement)
    found = schema()
    db.database.execute_sql("RESET search_path; DROP SCHEMA wanted CASCADE")
    return found


def models_in(source):
    """The models of a source like that of models.py."""
    module = types.ModuleType("changed_models")
    exec(compile(source, "changed_models.py", "exec"), vars(module))
    return tables_of(module)


def tables_of(module):
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, models.pw.Model)
    ]


@contextmanager
def undone():
    """What is done to the schema here is gone afterwards."""
    with db.database.transaction() as transaction:
        yield
        transaction.rollback()


def drift(tables):
    """Lines that the models want and the database lacks, and the other way round."""
    return schema() ^ wanted(tables) ^ OTHER_INDEXES


def test_models_and_migrations_agree(app):
    router = SafeRouter(db.database, migrate_dir=db.MIGRATIONS)

    assert compile_migrations(router.migrator, tables_of(models)) == ""


def test_models_and_database_agree(app):
    with undone():
        assert drift(tables_of(models)) == set()


@pytest.mark.parametrize(
    "change",
    [
        "ADD COLUMN mood text",
        "DROP COLUMN title",
        "ALTER COLUMN status DROP NOT NULL",
        "ALTER COLUMN url SET NOT NULL",
        "ALTER COLUMN url TYPE varchar(255)",
        "ALTER COLUMN total TYPE bigint",
        "ALTER COLUMN status SET DEFAULT 'pending'",
        "DROP CONSTRAINT results_pkey",
        "ADD CHECK (total >= 0)",
    ],
)
def test_a_change_of_the_database_alone_is_noticed(change, app):
    with undone():
        db.database.execute_sql(f"ALTER TABLE results {change}")

        assert drift(tables_of(models))


@pytest.mark.parametrize(
    "change",
    [
        "CREATE INDEX results_url ON results (url)",
        "CREATE UNIQUE INDEX results_url ON results (url)",
        "DROP INDEX task_priority_id",
        "DROP INDEX results_open_url",
        "CREATE TABLE moods (id serial)",
        "DROP TABLE counter",
        "ALTER TABLE task ALTER COLUMN data DROP NOT NULL",
    ],
)
def test_an_index_or_a_table_changed_in_the_database_alone_is_noticed(change, app):
    with undone():
        db.database.execute_sql(change)

        assert drift(tables_of(models))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    text = pw.TextField(null=True)\n", "    text = pw.TextField()\n"),
        ("    title = pw.TextField(null=True)\n", ""),
        ("    title = pw.TextField(null=True)\n", "    title = pw.CharField(null=True)\n"),
        ("    total = pw.IntegerField(null=True)\n", "    total = pw.BigIntegerField(null=True)\n"),
        ("    url = pw.TextField(null=True)\n", "    url = pw.TextField(null=True, index=True)\n"),
        ("    url = pw.TextField(null=True)\n", "    url = pw.TextField(null=True, unique=True)\n"),
        ("    class Meta:\n", "    mood = pw.TextField(null=True)\n\n    class Meta:\n"),
    ],
    ids=["nullable", "removed", "type", "longer type", "index", "unique", "added"],
)
def test_a_change_of_the_models_alone_is_noticed(old, new, app):
    source = (ROOT / "models.py").read_text()
    assert old in source
    router = SafeRouter(db.database, migrate_dir=db.MIGRATIONS)

    changed = models_in(source.replace(old, new, 1))

    with undone():
        assert drift(changed)
    assert compile_migrations(router.migrator, changed)


def test_an_index_removed_from_the_models_alone_is_noticed(app):
    source = (ROOT / "models.py").read_text()
    url = "    url = pw.TextField(null=True)\n"
    indexed = models_in(source.replace(url, "    url = pw.TextField(null=True, index=True)\n", 1))

    with undone():
        db.database.execute_sql("CREATE INDEX results_url ON results (url)")

        assert drift(indexed) == set()
        assert drift(models_in(source))
