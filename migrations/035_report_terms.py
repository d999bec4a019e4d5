"""The feed of a watched corpus reports how often terms occur at each check, and alerts on them."""

import peewee as pw
from peewee_migrate import Migrator
from playhouse.postgres_ext import DateTimeTZField, JSONField


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.add_fields("corpora", terms=pw.TextField(null=True))

    @migrator.create_model
    class CorpusAlert(pw.Model):
        id = pw.AutoField()
        corpus = pw.ForeignKeyField(migrator.orm["corpora"], on_delete="CASCADE")
        term = pw.TextField()
        when = pw.TextField()
        number = pw.IntegerField(null=True)
        created_at = DateTimeTZField()

        class Meta:
            table_name = "corpus_alerts"

    @migrator.create_model
    class TermCounts(pw.Model):
        corpus = pw.ForeignKeyField(migrator.orm["corpora"], on_delete="CASCADE", index=False)
        checked_at = DateTimeTZField()
        terms = JSONField()
        alerts = JSONField()

        class Meta:
            table_name = "corpus_term_counts"
            primary_key = pw.CompositeKey("corpus", "checked_at")


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.remove_model("corpus_term_counts")
    migrator.remove_model("corpus_alerts")
    migrator.remove_fields("corpora", "terms")
