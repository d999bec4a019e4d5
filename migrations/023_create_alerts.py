"""A subscription has alerts on words, each with a feed of its own."""

import peewee as pw
from peewee_migrate import Migrator
from playhouse.postgres_ext import DateTimeTZField


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    @migrator.create_model
    class Alert(pw.Model):
        id = pw.AutoField()
        subscription = pw.ForeignKeyField(migrator.orm["subscriptions"], on_delete="CASCADE")
        key = pw.TextField(unique=True)
        word = pw.TextField()
        when = pw.TextField()
        number = pw.IntegerField(null=True)
        created_at = DateTimeTZField()

        class Meta:
            table_name = "alerts"


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.remove_model("alerts")
