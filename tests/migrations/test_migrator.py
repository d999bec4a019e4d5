import psycopg2
import pytest
from patience import PATIENCE

pytestmark = pytest.mark.slow

INDEX = "migrator.sql('CREATE INDEX CONCURRENTLY results_url ON results (url)')"
UNIQUE = INDEX.replace("INDEX", "UNIQUE INDEX", 1)


@pytest.fixture
def connection(empty_url):
    connection = psycopg2.connect(empty_url)
    connection.autocommit = True
    yield connection
    connection.close()


def run(connection, statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def indexes(connection):
    """The indexes of the table of results beside its key, and whether each is valid."""
    return dict(
        run(
            connection,
            "SELECT indexrelid::regclass::text, indisvalid FROM pg_index "
            "WHERE indrelid = 'results'::regclass AND NOT indisprimary",
        )
    )


@pytest.mark.parametrize(
    ("up", "down"),
    [
        ("migrator.add_index('results', 'url')", "migrator.drop_index('results', 'url')"),
        (INDEX, "migrator.sql('DROP INDEX CONCURRENTLY results_url')"),
    ],
    ids=["as --auto writes it", "SQL"],
)
def test_an_index_is_built_and_dropped_while_others_write(
    up, down, pw_migrate, add_migration, connection, empty_url
):
    pw_migrate("migrate")
    before = indexes(connection)
    add_migration(up, rollback=[down])

    pw_migrate("migrate")
    assert indexes(connection) == before | {"results_url": True}

    pw_migrate("rollback")
    assert indexes(connection) == before


def test_an_index_that_broke_off_is_built_anew(pw_migrate, add_migration, connection):
    pw_migrate("migrate")
    run(connection, "INSERT INTO results (url) VALUES ('twice'), ('twice')")
    add_migration(UNIQUE)
    said = pw_migrate("migrate", status=1)
    assert "could not create unique index" in said
    assert indexes(connection)["results_url"] is False

    run(connection, "DELETE FROM results")
    pw_migrate("migrate")

    assert indexes(connection)["results_url"] is True


def test_an_index_waits_for_the_transactions_before_it(
    start_pw_migrate, pw_migrate, add_migration, connection, empty_url
):
    pw_migrate("migrate")
    add_migration(INDEX)
    writer = psycopg2.connect(empty_url)
    run(writer, "INSERT INTO results (url) VALUES ('before')")

    building = start_pw_migrate("migrate")
    waiting = start_pw_migrate("migrate")
    while indexes(connection).get("results_url") is not False:
        assert building.poll() is None
    run(connection, "INSERT INTO results (url) VALUES ('meanwhile')")
    writer.commit()
    said = [process.communicate(timeout=PATIENCE)[0] for process in (building, waiting)]
    writer.close()

    assert (building.returncode, waiting.returncode) == (0, 0), said
    assert indexes(connection)["results_url"] is True


def test_a_builder_that_is_killed_keeps_others_out_until_the_server_has_ended_it(
    start_pw_migrate, pw_migrate, add_migration, connection, empty_url
):
    pw_migrate("migrate")
    add_migration(INDEX)
    writer = psycopg2.connect(empty_url)
    run(writer, "INSERT INTO results (url) VALUES ('before')")
    killed = start_pw_migrate("migrate")
    while indexes(connection).get("results_url") is not False:
        assert killed.poll() is None
    killed.kill()
    killed.wait(PATIENCE)

    second = start_pw_migrate("migrate")
    assert any("Another process is migrating" in line for line in second.stdout)
    writer.commit()
    said, _ = second.communicate(timeout=PATIENCE)
    writer.close()

    assert second.returncode == 0, said
    assert indexes(connection)["results_url"] is True


def test_an_index_shares_no_migration_with_other_changes(pw_migrate, add_migration, connection):
    pw_migrate("migrate")
    before = indexes(connection)
    add_migration("migrator.add_fields('results', mood=pw.TextField(null=True))", INDEX)

    said = pw_migrate("migrate", status=1)

    assert "Give it a migration of its own" in said
    assert "Traceback" not in said
    assert indexes(connection) == before


def test_an_index_of_a_new_table_comes_with_the_table(pw_migrate, add_migration, connection):
    add_migration(
        "@migrator.create_model",
        "class Mood(pw.Model):",
        "    name = pw.TextField(index=True)",
    )

    pw_migrate("migrate")

    assert run(connection, "SELECT indexname FROM pg_indexes WHERE indexname = 'mood_name'")
