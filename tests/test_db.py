import time
from urllib.parse import parse_qsl, urlencode, urlsplit

import peewee as pw
import pytest
from playhouse.postgres_ext import PostgresqlExtDatabase
from servers import raw_server

import db
import jobs
import statements
from background import worker
from embedded_postgres import start_embedded
from settings import StartError, TestingConfig


@pytest.fixture
def configured(app, config):
    """Point the database at an address for one test."""

    def configure(url, *limits):
        db.database.close_all()
        db.configure(TestingConfig({"DATABASE_URL": url}), *limits)
        return db.database

    yield configure
    db.database.close_all()
    db.configure(config)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_the_database_is_that_of_the_address(scheme, configured):
    database = configured(f"{scheme}://w%40rd:p%40ss%2F@db.example:5433/words?sslmode=require")

    assert isinstance(database, PostgresqlExtDatabase)
    assert database.database == "words"
    assert database.connect_params["user"] == "w@rd"
    assert database.connect_params["password"] == "p@ss/"
    assert (database.connect_params["host"], database.connect_params["port"]) == (
        "db.example",
        "5433",
    )
    assert database.connect_params["sslmode"] == "require"


@pytest.mark.parametrize(
    ("query", "setting", "value"),
    [
        ("connect_timeout=10", None, None),
        ("keepalives_idle=30&keepalives=1&tcp_user_timeout=5000", None, None),
        ("application_name=words%20here", "application_name", "words here"),
        ("options=-c%20work_mem%3D5MB", "work_mem", "5MB"),
        ("sslmode=prefer&target_session_attrs=read-write", None, None),
        ("client_encoding=UTF8", "client_encoding", "UTF8"),
    ],
)
def test_the_address_may_have_parameters_of_libpq(query, setting, value, configured, server_url):
    database = configured(f"{server_url}&{query}")

    db.check()

    if setting:
        with database.connection_context():
            assert database.execute_sql(f"SHOW {setting}").fetchone() == (value,)


def test_a_parameter_of_the_address_replaces_ours(configured, server_url):
    database = configured(f"{server_url}&connect_timeout=10")

    assert database.connect_params["connect_timeout"] == "10"


def test_the_address_may_name_several_hosts(configured):
    database = configured("postgres://u:p@db1.example:5432,db2.example:5433/words")

    assert database.connect_params["host"] == "db1.example,db2.example"
    assert database.connect_params["port"] == "5432,5433"


def test_a_database_that_does_not_answer_is_told_in_one_line(configured):
    configured("postgres://user:hush@127.0.0.1:1/words")

    with pytest.raises(StartError, match="does not answer") as caught:
        db.check()

    assert "\n" not in str(caught.value)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    "query",
    [
        "sslmode=nonsense",
        "target_session_attrs=nonsense",
        "target_session_attrs=standby",
        "connect_timeout=abc",
        "keepalives=x",
        "options=-c%20nonsense%3D1",
        "client_encoding=nonsense",
        "gssencmode=require",
        "service=nonsense",
        "user=nobody-here",
        "dbname=nothing-here",
        "host=/nowhere",
        "host=127.0.0.1&port=1",
        "host=::1&port=1",
    ],
)
def test_a_parameter_that_does_not_work_is_told_in_one_line(query, configured, server_url):
    url = urlsplit(server_url)
    known = {**dict(parse_qsl(url.query)), "password": "hush"}
    configured(url._replace(query=urlencode({**known, **dict(parse_qsl(query))})).geturl())

    with pytest.raises(
        StartError, match="^The database of DATABASE_URL does not answer: "
    ) as caught:
        db.check()

    assert "\n" not in str(caught.value)
    assert "hush" not in str(caught.value)


def test_an_embedded_server_that_cannot_start_is_told(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")

    with pytest.raises(StartError, match="did not start"):
        start_embedded(blocked / "data")


def test_processes_of_the_default_size_stay_within_twenty_connections():
    web_processes = TestingConfig({}).WEB_CONCURRENCY
    migration = 1

    assert web_processes * db.CONNECTIONS + worker.CONNECTIONS + migration <= 20


def test_an_attempt_to_connect_fails_at_once_after_another_timed_out(configured, monkeypatch):
    monkeypatch.setattr(db, "FAIL_FAST", 0)
    opened = []

    with raw_server(lambda connection: opened.append(connection.recv(8))) as port:
        database = configured(f"postgres://u@127.0.0.1:{port}/words?sslmode=disable")
        with pytest.raises(pw.OperationalError):
            database.connect()
        monkeypatch.setattr(database, "fails_until", time.monotonic() + 60)
        with pytest.raises(pw.OperationalError, match="did not answer a moment ago"):
            database.connect()

    assert len(opened) == 1


def test_a_worker_waits_for_a_connection_as_long_as_its_lease_allows(configured):
    pool = configured("postgres://db.example/words", worker.CONNECTIONS, worker.POOL_TIMEOUT)

    assert db.POOL_TIMEOUT < pool._wait_timeout < jobs.LEASE.total_seconds()


def test_an_idle_connection_that_the_server_ended_is_not_used_again(app, config):
    [[pid]] = db.database.execute_sql("SELECT pg_backend_pid()")
    db.release()
    other = db.Pool(None)
    db.init_pool(other, db.parse(config.DATABASE_URL), 1, 5)
    [[ended]] = other.execute_sql("SELECT pg_terminate_backend(%s, 10000)", [pid])
    other.close_all()

    [[answer]] = db.database.execute_sql("SELECT 42")

    assert (ended, answer) == (True, 42)


def test_a_slow_statement_of_a_request_is_stopped(app, client, monkeypatch):
    monkeypatch.setattr(statements, "REQUEST_TIMEOUT", "10ms")
    monkeypatch.setitem(
        app.view_functions,
        "health.show",
        lambda: str(db.database.execute_sql("SELECT pg_sleep(20)").fetchall()),
    )

    reply = client.get("/health", headers={"Accept": "application/json"})

    assert reply.status_code == 503
    assert reply.json["error"]["message"].startswith("The database took too long")


def test_statements_of_a_worker_have_the_limits_of_their_session(client, monkeypatch):
    client.get("/health")
    monkeypatch.setattr(statements, "REQUEST_TIMEOUT", "1ms")

    assert db.database.execute_sql("SHOW statement_timeout").fetchone() == ("30s",)


def test_json_is_read_as_it_is_stored(app):
    statement = """SELECT '{"a":  1}'::json"""

    with statements.json_as_text():
        assert db.read_sql(statement, {}) == [('{"a":  1}',)]

    assert db.read_sql(statement, {}) == [({"a": 1},)]
