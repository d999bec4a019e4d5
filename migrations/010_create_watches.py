"""Addresses that are counted again by themselves, until somebody stops it."""

import peewee as pw
from peewee_migrate import Migrator
from playhouse.postgres_ext import DateTimeTZField


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    @migrator.create_model
    class Watch(pw.Model):
        id = pw.AutoField()
        url = pw.TextField(unique=True)
        every = pw.TextField()
        next_at = DateTimeTZField(index=True)

        class Meta:
            table_name = "watches"


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.remove_model("watches")
