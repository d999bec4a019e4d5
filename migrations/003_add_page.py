"""What is known of a page beside its words; its text, so that it can be counted again."""

import peewee as pw
from peewee_migrate import Migrator


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.add_fields(
        "results",
        title=pw.TextField(null=True),
        language=pw.TextField(null=True),
        total=pw.IntegerField(null=True),
        distinct=pw.IntegerField(null=True),
        text=pw.TextField(null=True),
    )


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.remove_fields("results", "title", "language", "total", "distinct", "text")
