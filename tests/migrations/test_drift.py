"""Models, migrations and the database say the same: what `--auto` and people rely on."""

import pytest
from peewee_migrate.router import compile_migrations
from schema import TABLES, drift, models_in, undone

import db
from migrations.router import MIGRATIONS, SafeRouter
from settings import ROOT


def test_models_and_migrations_agree(app):
    router = SafeRouter(db.database, migrate_dir=MIGRATIONS)

    assert compile_migrations(router.migrator, TABLES) == ""


def test_models_and_database_agree(app):
    with undone():
        assert drift(TABLES) == set()


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
        "DROP CONSTRAINT results_pkey CASCADE",
        "ADD CHECK (total >= 0)",
    ],
)
def test_a_change_of_the_database_alone_is_noticed(change, app):
    with undone():
        db.database.execute_sql(f"ALTER TABLE results {change}")

        assert drift(TABLES)


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

        assert drift(TABLES)


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
    router = SafeRouter(db.database, migrate_dir=MIGRATIONS)

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
