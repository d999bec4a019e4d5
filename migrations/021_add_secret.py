"""A pasted text has a secret in its address, and a page may be deleted by its only submitter."""

import peewee as pw
from peewee_migrate import Migrator


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.add_fields(
        "results",
        secret_hash=pw.BlobField(null=True),
        is_shared=pw.BooleanField(null=True),
    )


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.remove_fields("results", "secret_hash", "is_shared")
