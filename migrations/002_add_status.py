"""A result exists before it is counted, and a page that cannot be counted says why."""

import peewee as pw
from peewee_migrate import Migrator
from playhouse.postgres_ext import DateTimeTZField


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.add_fields(
        "results",
        allow_not_null=True,
        # Rows from before are done. A constant default does not rewrite the table.
        status=pw.TextField(default="pending", constraints=[pw.SQL("DEFAULT 'done'")]),
        error_code=pw.TextField(null=True),
        error_message=pw.TextField(null=True),
        created_at=DateTimeTZField(null=True),
    )


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.remove_fields("results", "status", "error_code", "error_message", "created_at")
