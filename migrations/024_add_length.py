"""How long each text is, so that a page need not read it."""

import peewee as pw
from peewee_migrate import Migrator
from playhouse.postgres_ext import JSONField


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.add_fields("results", length=JSONField(null=True))


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.remove_fields("results", "length")
