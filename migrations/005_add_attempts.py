"""Who died with a result in hand is noticed: how often it was taken up, when, and queued when."""

import peewee as pw
from peewee_migrate import Migrator
from playhouse.postgres_ext import DateTimeTZField


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.add_fields(
        "results",
        allow_not_null=True,
        attempts=pw.IntegerField(default=0, constraints=[pw.SQL("DEFAULT 0")]),
        queued_at=DateTimeTZField(null=True),
        taken_at=DateTimeTZField(null=True),
    )


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.remove_fields("results", "attempts", "queued_at", "taken_at")
