import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from peewee_migrate import Router
from peewee_migrate.router import compile_migrations

import db
import tasks
from models import Result
from settings import ROOT

FIRST_SCHEMA_ROW = """
    INSERT INTO results (url, result_all, result_no_stop_words)
    VALUES ('https://example.com/', '{"the": 2, "cat": 1}', '{"cat": 1}')
"""


@pytest.fixture
def project(tmp_path):
    """A copy of the project that a test may change."""
    ignored = shutil.ignore_patterns(".*", "instance", "tests", "__pycache__")
    return Path(shutil.copytree(ROOT, tmp_path / "project", ignore=ignored))


@pytest.fixture
def pw_migrate(project, empty_url):
    """Run pw_migrate as a person would, from the project's folder; give what it printed."""

    def run(*arguments, status=0):
        done = subprocess.run(
            [Path(sys.executable).with_name("pw_migrate"), *arguments],
            cwd=project,
            env={"PATH": os.environ["PATH"], "DATABASE_URL": empty_url},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == status, done.stderr
        return done.stdout + done.stderr

    return run


def columns(url, table="results"):
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
        )
        return {name for (name,) in cursor}


def test_models_and_migrations_agree(app):
    router = Router(db.database, migrate_dir=db.MIGRATIONS)

    assert compile_migrations(router.migrator, [Result]) == ""


def test_the_table_has_the_columns_of_the_model(app):
    stored = {column.name: column for column in db.database.get_columns("results")}

    assert stored.keys() == Result._meta.columns.keys()
    for name, field in Result._meta.columns.items():
        assert stored[name].null == field.null, name


def test_the_queue_has_the_columns_that_huey_wants(app):
    storage = tasks.huey.storage
    for model in (storage.KV, storage.Schedule, storage.Task, storage.Counter):
        stored = {column.name for column in db.database.get_columns(model._meta.table_name)}
        assert stored == model._meta.columns.keys()


def test_migrate_and_list_tell_what_is_done(pw_migrate):
    assert "- [ ] 001_create_results" in pw_migrate("list")

    pw_migrate("migrate")

    listed = pw_migrate("list")
    assert "- [x] 001_create_results" in listed
    assert "Pending: 0" in listed
    assert "There is nothing to migrate" in pw_migrate("migrate")


def test_every_migration_can_be_taken_back_and_applied_again(pw_migrate, empty_url):
    pw_migrate("migrate")
    whole = columns(empty_url)

    pw_migrate("rollback", "--count", str(len(list(db.MIGRATIONS.glob("[0-9]*.py")))))
    assert columns(empty_url) == columns(empty_url, "task") == set()

    pw_migrate("migrate")
    assert columns(empty_url) == whole


def test_a_row_of_the_first_schema_survives(pw_migrate, empty_url):
    pw_migrate("migrate", "--name", "001_create_results")
    assert columns(empty_url) == {"id", "url", "result_all", "result_no_stop_words"}
    with psycopg2.connect(empty_url) as connection, connection.cursor() as cursor:
        cursor.execute(FIRST_SCHEMA_ROW)

    pw_migrate("migrate")

    with psycopg2.connect(empty_url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT url, result_all, status, created_at FROM results")
        assert cursor.fetchall() == [("https://example.com/", {"the": 2, "cat": 1}, "done", None)]


def test_auto_writes_a_migration_for_a_new_field(pw_migrate, project, empty_url):
    pw_migrate("migrate")
    assert "No changes found" in pw_migrate("create", "try_me", "--auto")
    models = project / "models.py"
    field = "    text = pw.TextField(null=True)\n"
    models.write_text(
        models.read_text().replace(field, f"{field}    mood = pw.CharField(null=True)\n")
    )

    pw_migrate("create", "try_me", "--auto")

    (written,) = (project / "migrations").glob("*_try_me.py")
    assert "mood=pw.CharField(max_length=255, null=True)" in written.read_text()
    pw_migrate("migrate")
    assert "mood" in columns(empty_url)
    pw_migrate("rollback")
    assert "mood" not in columns(empty_url)


def test_a_migration_without_a_database_fails_with_a_sentence(project):
    done = subprocess.run(
        [Path(sys.executable).with_name("pw_migrate"), "migrate"],
        cwd=project,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": "postgres://u:hush@127.0.0.1:1/words"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode != 0
    assert "does not answer" in done.stderr
    assert "Traceback" not in done.stderr
    assert "hush" not in done.stderr
