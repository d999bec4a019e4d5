"""Lists do not show what was counted for corpora. The index spares them those pages in between."""

import peewee as pw
from peewee_migrate import Migrator


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.sql(
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS results_recent ON results (id DESC)"
        " WHERE url IS NOT NULL AND coalesce(priority, 0) < 2"
    )


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.sql("DROP INDEX CONCURRENTLY IF EXISTS results_recent")
