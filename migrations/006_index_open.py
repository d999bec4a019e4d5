"""The few results that are not settled are found at once, and one address is open only once."""

import peewee as pw
from peewee_migrate import Migrator

INDEXES = (
    "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS results_open_url ON results (url)"
    " WHERE status IN ('pending', 'running')",
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS results_pending ON results (queued_at)"
    " WHERE status = 'pending'",
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS results_running ON results (taken_at)"
    " WHERE status = 'running'",
)


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    for statement in INDEXES:
        migrator.sql(statement)


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    for name in ("results_open_url", "results_pending", "results_running"):
        migrator.sql(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
