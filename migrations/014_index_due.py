"""Pending results are found in the order in which they are claimed.

The index of 006 by `queued_at` alone goes: code from before this one finds the few pending rows by
either.
"""

import peewee as pw
from peewee_migrate import Migrator


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.sql(
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS results_due"
        " ON results (coalesce(priority, 0), queued_at) WHERE status = 'pending'"
    )
    migrator.sql("DROP INDEX CONCURRENTLY IF EXISTS results_pending")


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.sql(
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS results_pending ON results (queued_at)"
        " WHERE status = 'pending'"
    )
    migrator.sql("DROP INDEX CONCURRENTLY IF EXISTS results_due")
