"""Words of a language at large, with which those of a result are compared."""

import peewee as pw
from peewee_migrate import Migrator
from playhouse.postgres_ext import DateTimeTZField


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    @migrator.create_model
    class ReferenceLanguage(pw.Model):
        language = pw.TextField(primary_key=True)
        total = pw.BigIntegerField()
        source = pw.TextField()
        imported_at = DateTimeTZField()

        class Meta:
            table_name = "reference_languages"

    @migrator.create_model
    class ReferenceWord(pw.Model):
        language = pw.TextField()
        word = pw.TextField()
        occurrences = pw.BigIntegerField()

        class Meta:
            table_name = "reference_words"
            primary_key = pw.CompositeKey("language", "word")


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.remove_model("reference_words")
    migrator.remove_model("reference_languages")
