"""Whose recounts wait, so that clients have shares of them and take turns."""

import peewee as pw
from peewee_migrate import Migrator


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.add_fields("recounts", client=pw.BlobField(null=True), turn=pw.IntegerField(null=True))


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.remove_fields("recounts", "client", "turn")
