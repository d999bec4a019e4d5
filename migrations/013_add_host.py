"""A worker claims by priority, and counts the running results of each host, in one statement."""

import peewee as pw
from peewee_migrate import Migrator


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.add_fields(
        "results",
        host=pw.TextField(null=True),
        priority=pw.IntegerField(null=True),
    )


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.remove_fields("results", "host", "priority")
