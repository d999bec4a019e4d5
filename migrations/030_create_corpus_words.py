"""The words of corpora, summed up, and the documents that are in the sums.

No row refers to its corpus by a key: a deleted one has too many rows to be deleted at once. Words
sort by code point, as in Python, and postings are stored apart, so that a scan of words reads none.
"""

import peewee as pw
from peewee_migrate import Migrator
from playhouse.postgres_ext import DateTimeTZField, IntervalField, JSONField

INDEX = """
    CREATE INDEX corpus_words_{0} ON corpus_words (corpus_id, part, batch, {0} DESC, word)
"""


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    @migrator.create_model
    class CorpusSum(pw.Model):
        corpus_id = pw.IntegerField(primary_key=True)
        batch = pw.IntegerField(default=0)
        earlier_batch = pw.IntegerField(null=True)
        figures = JSONField(null=True)
        checked_at = DateTimeTZField()
        built_at = DateTimeTZField(null=True)
        duration = IntervalField(null=True)

        class Meta:
            table_name = "corpus_sums"

    @migrator.create_model
    class SummedDocument(pw.Model):
        corpus_id = pw.IntegerField()
        position = pw.IntegerField()
        result_id = pw.IntegerField()
        rule = pw.IntegerField(null=True)
        segmenter = pw.TextField(null=True)
        language = pw.TextField(null=True)

        class Meta:
            table_name = "summed_documents"
            primary_key = pw.CompositeKey("corpus_id", "position")

    @migrator.create_model
    class CorpusWord(pw.Model):
        corpus_id = pw.IntegerField()
        part = pw.TextField()
        batch = pw.IntegerField()
        word = pw.TextField(collation='"C"')
        count = pw.BigIntegerField()
        documents = pw.IntegerField()
        kept = pw.BigIntegerField()
        kept_documents = pw.IntegerField()
        dp = pw.FloatField()
        postings = pw.BlobField()

        class Meta:
            table_name = "corpus_words"
            primary_key = pw.CompositeKey("corpus_id", "part", "batch", "word")

    for column in ("count", "kept"):
        migrator.sql(INDEX.format(column))
    migrator.sql("ALTER TABLE corpus_words SET (toast_tuple_target = 128)")


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    for name in ("corpus_words", "summed_documents", "corpus_sums"):
        migrator.remove_model(name)
