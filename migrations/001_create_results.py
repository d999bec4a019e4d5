"""The table as it was ordered: an address, and its words with and without stop words."""

import peewee as pw
from peewee_migrate import Migrator
from playhouse.postgres_ext import JSONField


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    @migrator.create_model
    class Result(pw.Model):
        id = pw.AutoField()
        url = pw.TextField(null=True)
        result_all = JSONField(null=True)
        result_no_stop_words = JSONField(null=True)

        class Meta:
            table_name = "results"


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.remove_model("results")
