import threading
from pathlib import Path

import peewee as pw
import psycopg2
import pytest
from patience import PATIENCE

import db
from migrations import apply
from migrations import router as module
from migrations.apply import migrate
from migrations.router import LOCK, MIGRATIONS
from settings import StartError

pytestmark = pytest.mark.slow


@pytest.fixture
def connection(empty_url):
    """Another session in the database that is migrated; it is in a transaction as soon as used."""
    connection = psycopg2.connect(empty_url)
    yield connection
    connection.close()


@pytest.fixture
def hurried(project):
    """Let a copy of the project give up on locks soon: a tenth of a second, two tries."""
    path = project / "migrations" / "router.py"
    text = path.read_text()
    for long, short in [
        ("\nLOCK_TIMEOUT = 2.0", "\nLOCK_TIMEOUT = 0.1"),
        ("\nTRIES = 5", "\nTRIES = 2"),
        ("\nPAUSE = 1.0", "\nPAUSE = 0.01"),
        ("\nSTATEMENT_TIMEOUT = 5.0", "\nSTATEMENT_TIMEOUT = 0.5"),
    ]:
        assert long in text
        text = text.replace(long, short)
    path.write_text(text)


def ask(connection, query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows = cursor.fetchall()
    connection.rollback()
    return rows


def tell(connection, statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.commit()


def migrations(folder=MIGRATIONS):
    return sorted(path.stem for path in Path(folder).glob("[0-9]*.py"))


def columns(connection, table="results"):
    query = f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}'"
    return {name for (name,) in ask(connection, query)}


def test_several_at_once_apply_each_migration_once(start_pw_migrate, connection):
    for _ in range(2):
        started = [start_pw_migrate("migrate") for _ in range(4)]
        said = [process.communicate(timeout=PATIENCE)[0] for process in started]

        assert [process.returncode for process in started] == [0] * 4, said
        applied = ask(connection, "SELECT name FROM migratehistory ORDER BY id")
        assert [name for (name,) in applied] == migrations()
        assert "ERROR" not in "".join(said)
        tell(connection, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def test_who_comes_second_waits_and_finds_nothing_to_do(start_pw_migrate, pw_migrate, connection):
    pw_migrate("migrate")
    ask(connection, f"SELECT pg_advisory_lock({LOCK})")

    second = start_pw_migrate("migrate")
    line = next(line for line in second.stdout if "waiting" in line)
    ask(connection, f"SELECT pg_advisory_unlock({LOCK})")
    said, _ = second.communicate(timeout=PATIENCE)

    assert "Another process is migrating this database" in line
    assert "There is nothing to migrate" in said
    assert second.returncode == 0


def test_the_lock_of_a_process_that_was_killed_is_free(
    start_pw_migrate, pw_migrate, add_migration, connection
):
    pw_migrate("migrate")
    add_migration("import time; print('asleep', flush=True); time.sleep(60)")
    killed = start_pw_migrate("migrate")
    next(line for line in killed.stdout if "asleep" in line)
    killed.kill()
    killed.wait(PATIENCE)
    add_migration("pass")

    assert "100_try_me" in pw_migrate("migrate")
    assert ask(connection, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == [(0,)]


def test_a_frozen_process_loses_the_lock(router, connection, monkeypatch):
    monkeypatch.setattr(module, "IDLE_TIMEOUT", 1000)

    with router.alone():
        ask(connection, f"SET statement_timeout = '30s'; SELECT pg_advisory_lock({LOCK})")
        with pytest.raises(pw.OperationalError):
            router.database.execute_sql("SELECT 1")


def test_the_idle_timeout_of_a_session_ends_with_the_lock(router):
    def timeout():
        return router.database.execute_sql("SHOW idle_session_timeout").fetchone()[0]

    with router.alone():
        with router.alone():
            pass
        assert timeout() == "1min"
    assert timeout() == "0"


def test_python_app_py_goes_the_same_way(app, server_url):
    connection = psycopg2.connect(server_url)
    connection.autocommit = True
    ask(connection, f"SELECT pg_advisory_lock({LOCK})")
    done = []

    thread = threading.Thread(target=lambda: done.append(migrate()))
    thread.start()
    thread.join(0.3)
    waited = not done
    connection.close()
    thread.join(PATIENCE)

    assert waited
    assert done == [[]]


@pytest.fixture
def refused_role(connection):
    """A role that may create nothing in the database that is migrated."""
    tell(connection, "CREATE ROLE reader LOGIN")
    yield "reader"
    connection.rollback()
    tell(connection, "DROP ROLE reader")


def assert_that_nothing_migrates(url, sentence, pw_migrate, monkeypatch):
    monkeypatch.setattr(apply, "database", pw.PostgresqlDatabase(**db.parse(url)))
    with pytest.raises(StartError, match=sentence):
        migrate()
    said = pw_migrate("migrate", status=1, DATABASE_URL=url)
    assert sentence in said
    assert "Traceback" not in said


def test_a_role_that_may_not_create_is_told(empty_url, refused_role, pw_migrate, monkeypatch):
    url = empty_url.replace("postgres@", f"{refused_role}@")

    assert_that_nothing_migrates(url, "may not migrate its database", pw_migrate, monkeypatch)


def test_a_read_only_database_is_told(empty_url, connection, pw_migrate, monkeypatch):
    name = connection.info.dbname
    tell(connection, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')

    assert_that_nothing_migrates(empty_url, "is read-only", pw_migrate, monkeypatch)


def test_a_table_in_use_is_left_alone_after_a_few_tries(hurried, pw_migrate, connection):
    pw_migrate("migrate", "--name", "001_create_results")
    before = columns(connection)
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE results IN ACCESS EXCLUSIVE MODE")

    said = pw_migrate("migrate", status=1)
    connection.rollback()

    assert said.count("; retrying") == 1
    assert "002_add_status gave up after 2 attempts to get the lock that it needs" in said
    assert "Traceback" not in said
    assert columns(connection) == before
    assert ask(connection, "SELECT name FROM migratehistory") == [("001_create_results",)]
    assert "Done 002_add_status" in pw_migrate("migrate")


def test_a_migration_gets_its_lock_at_a_later_try(pw_migrate, start_pw_migrate, connection):
    pw_migrate("migrate", "--name", "001_create_results")
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE results IN ACCESS EXCLUSIVE MODE")

    process = start_pw_migrate("migrate")
    next(line for line in process.stdout if "; retrying" in line)
    connection.rollback()
    said, _ = process.communicate(timeout=PATIENCE)

    assert process.returncode == 0, said
    assert "status" in columns(connection)


def test_a_migration_that_fails_in_its_middle_leaves_no_trace(
    pw_migrate, add_migration, connection
):
    pw_migrate("migrate")
    before = columns(connection)
    add_migration(
        "migrator.add_fields('results', mood=pw.TextField(null=True))",
        "migrator.sql('ALTER TABLE results DROP COLUMN nothing')",
    )

    said = pw_migrate("migrate", status=1)

    assert '100_try_me failed and was rolled back: column "nothing"' in said
    assert "Traceback" not in said
    assert columns(connection) == before
    assert "Pending: 1" in pw_migrate("list")


def test_a_mistake_in_a_migration_is_shown_where_it_is(pw_migrate, add_migration):
    pw_migrate("migrate")
    add_migration("migrator.add_feilds('results')")

    said = pw_migrate("migrate", status=1)

    assert said.count("Traceback") == 1
    assert "add_feilds" in said


def test_a_statement_that_keeps_everybody_waiting_is_stopped(hurried, pw_migrate, add_migration):
    pw_migrate("migrate")
    add_migration("migrator.sql('SELECT pg_sleep(60)')")

    said = pw_migrate("migrate", status=1)

    assert "100_try_me was stopped: a statement took more than 0.5 seconds" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["migrate", "--name", "002_ad_status"], "There is no migration 002_ad_status."),
        (["rollback"], "Unable to rollback 1 migrations from 0"),
        (["rollback", "--count", "9"], "Unable to rollback 9 migrations from 0"),
    ],
    ids=["unknown name", "nothing to roll back", "too many"],
)
def test_what_cannot_be_done_is_told_in_one_sentence(arguments, sentence, pw_migrate):
    said = pw_migrate(*arguments, status=1)

    assert sentence in said
    assert "Traceback" not in said


def test_a_name_that_is_applied_does_not_apply_those_after_it(pw_migrate, connection):
    pw_migrate("migrate", "--name", "001_create_results")

    assert "001_create_results is applied already" in pw_migrate(
        "migrate", "--name", "001_create_results"
    )
    assert ask(connection, "SELECT name FROM migratehistory") == [("001_create_results",)]


def test_a_rollback_says_what_is_lost(pw_migrate, connection):
    pw_migrate("migrate", "--name", "003_add_page")
    tell(connection, "INSERT INTO results (title) VALUES ('Cats')")

    said = pw_migrate("rollback", "--count", "2")

    assert "Rolling back 003_add_page loses what is in results.title\n" in said
    assert "Rolling back 002_add_status loses what is in results.status\n" in said


def test_a_rollback_says_that_a_table_is_lost(pw_migrate, connection):
    pw_migrate("migrate", "--name", "010_create_watches")
    tell(connection, "INSERT INTO watches (url, every, next_at) VALUES ('a.example', 'day', now())")

    assert "Rolling back 010_create_watches loses what is in the table watches\n" in pw_migrate(
        "rollback"
    )


def test_a_rollback_shows_no_private_text_to_a_release_that_knows_no_secrets(
    pw_migrate, connection
):
    pw_migrate("migrate", "--name", "021_add_secret")
    tell(connection, "INSERT INTO results (text, secret_hash) VALUES ('a diary', 'x')")
    tell(connection, "INSERT INTO results (text) VALUES ('a page')")

    pw_migrate("rollback")

    assert ask(connection, "SELECT text FROM results") == [("a page",)]


def test_a_rollback_of_empty_tables_loses_nothing(pw_migrate):
    pw_migrate("migrate")

    assert "loses" not in pw_migrate("rollback", "--count", str(len(migrations())))


def test_an_older_release_finds_nothing_to_do(pw_migrate, add_migration, project):
    """As after `heroku rollback`, which runs the release phase of the older release."""
    add_migration("pass")
    pw_migrate("migrate")
    (project / "migrations" / "100_try_me.py").unlink()

    assert "There is nothing to migrate" in pw_migrate("migrate")
    said = pw_migrate("rollback", status=1)
    assert "100_try_me was applied by another release" in said
    assert "Traceback" not in said


def test_a_lost_connection_is_told(pw_migrate, add_migration, connection):
    pw_migrate("migrate")
    add_migration("migrator.sql('SELECT pg_terminate_backend(pg_backend_pid())')")

    said = pw_migrate("migrate", status=1)

    assert "100_try_me failed and was rolled back" in said
    assert "Traceback" not in said
    assert ask(connection, "SELECT count(*) FROM migratehistory") == [(len(migrations()),)]


def test_the_others_are_waited_for_no_longer_than_a_limit(pw_migrate, project, connection):
    path = project / "migrations" / "router.py"
    path.write_text(path.read_text().replace("\nWAIT = 900", "\nWAIT = 0"))
    ask(connection, f"SELECT pg_advisory_lock({LOCK})")

    said = pw_migrate("migrate", status=1)

    assert "Another process has been migrating this database for 0 seconds." in said
    assert "Traceback" not in said
