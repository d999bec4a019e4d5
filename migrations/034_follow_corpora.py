"""A corpus of a sitemap or feed can be watched: it follows the pages that appear, change and go.

A page that is counted again keeps its words until its next result is done.
"""

import peewee as pw
from peewee_migrate import Migrator
from playhouse.postgres_ext import DateTimeTZField


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    @migrator.create_model
    class CorpusEvent(pw.Model):
        id = pw.AutoField()
        corpus = pw.ForeignKeyField(migrator.orm["corpora"], on_delete="CASCADE", index=False)
        checked_at = DateTimeTZField()
        kind = pw.TextField()
        position = pw.IntegerField()
        result_id = pw.IntegerField(null=True)
        previous_id = pw.IntegerField(null=True)

        class Meta:
            table_name = "corpus_events"
            indexes = ((("corpus", "checked_at"), False),)

    migrator.add_fields(
        "corpora",
        every=pw.TextField(null=True),
        next_at=DateTimeTZField(null=True),
        followed_at=DateTimeTZField(null=True),
        ends_at=DateTimeTZField(null=True),
    )
    migrator.add_fields("corpus_documents", next_result_id=pw.IntegerField(null=True))


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.remove_fields("corpus_documents", "next_result_id")
    migrator.remove_fields("corpora", "every", "next_at", "followed_at", "ends_at")
    migrator.remove_model("corpus_events")
