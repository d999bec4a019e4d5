"""A database that the Alembic version of this application has made, taken over with its rows."""

import json
import random
from base64 import b64encode

import psycopg2
import pytest
from psycopg2.extras import execute_values
from schema import TABLES, drift, undone

import db
import models
import settings
from results import frequencies
from results.fingerprints import Filler

pytestmark = pytest.mark.slow

ROWS = 1000

# What `flask db upgrade` made of the models of that version.
ALEMBIC_SCHEMA = """
    CREATE TABLE alembic_version (
        version_num varchar(32) NOT NULL,
        CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
    );
    INSERT INTO alembic_version VALUES ('0a1b2c3d4e5f');
    CREATE TABLE results (
        id serial NOT NULL,
        url varchar,
        result_all json,
        result_no_stop_words json,
        PRIMARY KEY (id)
    );
"""


@pytest.fixture
def alembic(empty_url):
    """A connection to a database of that version, with its rows; their words are in no order."""
    connection = psycopg2.connect(empty_url)
    connection.autocommit = True
    rows = [
        (
            f"https://example.com/{number}",
            json.dumps({"cat": 1, "the": number + 2, "dog": 1}),
            json.dumps({"cat": 1, "dog": 1}),
        )
        for number in range(ROWS)
    ]
    with connection.cursor() as cursor:
        cursor.execute(ALEMBIC_SCHEMA)
        execute_values(
            cursor, "INSERT INTO results (url, result_all, result_no_stop_words) VALUES %s", rows
        )
    yield connection
    connection.close()


@pytest.fixture
def taken_over(alembic, pw_migrate, app, config, empty_url):
    """The application on that database, after the one documented command."""
    pw_migrate("migrate")
    db.database.close_all()
    db.configure(settings.TestingConfig({"DATABASE_URL": empty_url}))
    yield app
    db.database.close_all()
    db.configure(config)


def ask(connection, query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def test_no_row_is_lost_and_the_table_is_not_rewritten(alembic, pw_migrate):
    rows = "SELECT id, url, result_all::text, result_no_stop_words::text FROM results ORDER BY id"
    file = "SELECT pg_relation_filenode('results')"
    before, file_before = ask(alembic, rows), ask(alembic, file)

    pw_migrate("migrate")

    assert len(before) == ROWS
    assert ask(alembic, rows) == before
    assert ask(alembic, file) == file_before
    assert ask(alembic, "SELECT DISTINCT status FROM results") == [("done",)]
    assert ask(alembic, "SELECT version_num FROM alembic_version") == [("0a1b2c3d4e5f",)]


def test_its_schema_is_that_of_a_new_database(taken_over):
    with undone():
        db.database.execute_sql("DROP TABLE alembic_version")

        assert drift(TABLES) == set()


def test_an_old_result_is_read_in_every_form(taken_over):
    client = taken_over.test_client()

    page = client.get("/results/1000")
    result = client.get("/results/1000.json").json
    table = client.get("/results/1000.csv").text

    assert page.status_code == 200
    assert "https://example.com/999" in page.text
    assert list(result["result_all"].items()) == [("the", 1001), ("cat", 1), ("dog", 1)]
    assert (result["status"], result["created_at"], result["total"]) == ("done", None, 1003)
    assert table.splitlines()[1] == "the,1001,true"


def test_an_old_result_is_shown_without_its_stop_words_too(taken_over):
    client = taken_over.test_client()

    assert "Without stop words" in client.get("/results/1").text
    assert 'href="/results/1?stop_words=drop"' in client.get("/results/1").text
    assert "2 different words are left" in client.get("/results/1?stop_words=drop").text


def test_maintenance_supplies_the_totals_of_all_old_results(taken_over):
    filler = Filler(frequencies.COMPLETE_NEXT, frequencies.BATCH)

    steps = 0
    while filler.after is not None:
        filler.step()
        steps += 1

    assert steps >= ROWS / frequencies.BATCH
    assert models.Result.select().where(models.Result.total.is_null()).count() == 0
    row = models.Result.get_by_id(7)
    assert (row.total, row.distinct) == (10, 3)
    assert list(row.result_all.items()) == [("the", 8), ("cat", 1), ("dog", 1)]


def test_old_results_are_listed(taken_over):
    client = taken_over.test_client()

    assert len(client.get("/results.json").json["results"]) == models.PAGE_LENGTH
    assert "https://example.com/999" in client.get("/").text


def test_the_old_version_goes_on_writing_meanwhile(alembic, pw_migrate):
    pw_migrate("migrate")

    with alembic.cursor() as cursor:
        cursor.execute("INSERT INTO results (url, result_all) VALUES ('https://a.example/', '{}')")

    assert ask(alembic, "SELECT id, status FROM results WHERE url LIKE '%a.example%'") == [
        (ROWS + 1, "done")
    ]


def test_addresses_of_any_length_are_taken_over(alembic, pw_migrate):
    long = b64encode(random.Random(1).randbytes(4_000)).decode().replace("/", "_")
    addresses = [f"https://example.com/{long}", f"https://example.com?{long}"]
    with alembic.cursor() as cursor:
        execute_values(cursor, "INSERT INTO results (url) VALUES %s", zip(addresses))

    pw_migrate("migrate")

    kept = ask(alembic, f"SELECT url FROM results WHERE id > {ROWS} ORDER BY id")
    assert [url for (url,) in kept] == addresses


def test_a_table_of_another_application_is_left_alone(pw_migrate, empty_url):
    with psycopg2.connect(empty_url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE results (id serial, team text, score integer)")

    said = pw_migrate("migrate", status=1)

    assert "There is a table results, with the columns id, score, team" in said
    assert "Traceback" not in said
