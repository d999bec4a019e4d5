"""Lists show pages only. The index spares them the pasted texts in between."""

import peewee as pw
from peewee_migrate import Migrator


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.sql(
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS results_listed ON results (id DESC)"
        " WHERE url IS NOT NULL"
    )


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.sql("DROP INDEX CONCURRENTLY IF EXISTS results_listed")
