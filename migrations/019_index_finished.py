"""Find what finished lately, and the failures that still have a text, of which there are few."""

import peewee as pw
from peewee_migrate import Migrator

INDEXES = {
    "results_finished": "(finished_at)",
    "results_failed_text": "(id) WHERE status = 'failed' AND text IS NOT NULL",
}


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    for name, index in INDEXES.items():
        migrator.sql(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON results {index}")


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    for name in INDEXES:
        migrator.sql(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
