"""The tables of huey's SqlStorage: the queue lives beside the results it is about."""

import peewee as pw
from peewee_migrate import Migrator

# Spelled out as SQL, so that these tables stay huey's and `--auto` never touches them.
TABLES = (
    """-- squawk-ignore-file prefer-text-field
    CREATE TABLE kv (
        queue varchar(255) NOT NULL,
        key varchar(255) NOT NULL,
        value bytea NOT NULL,
        PRIMARY KEY (queue, key)
    )""",
    """CREATE TABLE schedule (
        id serial PRIMARY KEY,
        queue varchar(255) NOT NULL,
        data bytea NOT NULL,
        "timestamp" bigint NOT NULL
    )""",
    'CREATE INDEX schedule_queue_timestamp ON schedule (queue, "timestamp")',
    """CREATE TABLE task (
        id serial PRIMARY KEY,
        queue varchar(255) NOT NULL,
        data bytea NOT NULL,
        priority real NOT NULL
    )""",
    "CREATE INDEX task_priority_id ON task (priority DESC, id)",
    """CREATE TABLE counter (
        queue varchar(255) NOT NULL,
        key varchar(255) NOT NULL,
        value integer NOT NULL,
        PRIMARY KEY (queue, key)
    )""",
)


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    for statement in TABLES:
        migrator.sql(statement)


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.sql("DROP TABLE counter, task, schedule, kv")
