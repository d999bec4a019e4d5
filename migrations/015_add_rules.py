"""A result names the rules it was counted by; a recount waits in a table of its own."""

import peewee as pw
from peewee_migrate import Migrator
from playhouse.postgres_ext import DateTimeTZField


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.add_fields(
        "results",
        text_rule=pw.IntegerField(null=True),
        rule=pw.IntegerField(null=True),
        segmenter=pw.TextField(null=True),
        mattr=pw.DoubleField(null=True),
    )

    @migrator.create_model
    class Recount(pw.Model):
        result_id = pw.IntegerField(primary_key=True)
        rule = pw.IntegerField()
        priority = pw.IntegerField()
        requested_at = DateTimeTZField(default=pw.fn.now)
        attempts = pw.IntegerField(default=0)
        claimed_at = DateTimeTZField(null=True)

        class Meta:
            table_name = "recounts"
            indexes = ((("priority", "requested_at"), False),)


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.remove_model("recounts")
    migrator.remove_fields("results", "text_rule", "rule", "segmenter", "mattr")
