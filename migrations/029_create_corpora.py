"""A corpus is a list of pages or files that are counted, read and compared as one.

Its documents wait here, and enter `results` in slices. A result that is deleted leaves its
document, whose corpus is then summed again.
"""

import peewee as pw
from peewee_migrate import Migrator
from playhouse.postgres_ext import DateTimeTZField

# What workers look for: documents to count, being counted, whose result was deleted, to add to the
# totals, and to take out of them.
INDEXES = {
    "waiting": "(corpus_id, position, host) WHERE status = 'waiting'",
    "open": "(corpus_id, host) WHERE status = 'open'",
    "lost": "(corpus_id, position) WHERE status = 'done' AND result_id IS NULL",
    "unsummed": "(corpus_id, position) WHERE status = 'done' AND duplicate_of IS NULL"
    " AND summed_in IS NULL",
    "dirty": "(corpus_id, summed_in) WHERE summed_in < 0",
}


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    @migrator.create_model
    class Corpus(pw.Model):
        id = pw.AutoField()
        name = pw.TextField()
        source = pw.TextField()
        source_url = pw.TextField(null=True)
        status = pw.TextField()
        error_code = pw.TextField(null=True)
        error_message = pw.TextField(null=True)
        left_out = pw.TextField(null=True)
        created_at = DateTimeTZField()
        finished_at = DateTimeTZField(null=True)
        claimed_at = DateTimeTZField(null=True)
        paused_until = DateTimeTZField(null=True)
        client = pw.BlobField(null=True)
        token_hash = pw.BlobField(null=True, index=True)
        secret_hash = pw.BlobField(null=True)
        documents = pw.IntegerField()
        done = pw.IntegerField()
        failed = pw.IntegerField()

        class Meta:
            table_name = "corpora"

    @migrator.create_model
    class Document(pw.Model):
        id = pw.AutoField()
        corpus = pw.ForeignKeyField(migrator.orm["corpora"], on_delete="CASCADE", index=False)
        position = pw.IntegerField()
        url = pw.TextField(null=True)
        host = pw.TextField(null=True)
        name = pw.TextField(null=True)
        tag = pw.TextField(null=True)
        published = pw.DateField(null=True)
        modified_at = DateTimeTZField(null=True)
        result = pw.ForeignKeyField(migrator.orm["results"], null=True, on_delete="SET NULL")
        secret_hash = pw.BlobField(null=True)
        status = pw.TextField()
        error_code = pw.TextField(null=True)
        error_message = pw.TextField(null=True)
        title = pw.TextField(null=True)
        language = pw.TextField(null=True)
        total = pw.IntegerField(null=True)
        distinct = pw.IntegerField(null=True)
        mattr = pw.DoubleField(null=True)
        counted_at = DateTimeTZField(null=True)
        fingerprint = pw.TextField(null=True)
        duplicate_of = pw.IntegerField(null=True)
        summed_in = pw.IntegerField(null=True)

        class Meta:
            table_name = "corpus_documents"
            indexes = ((("corpus", "position"), True), (("corpus", "fingerprint"), False))

    for name, columns in INDEXES.items():
        migrator.sql(f"CREATE INDEX corpus_documents_{name} ON corpus_documents {columns}")


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.remove_model("corpus_documents")
    migrator.remove_model("corpora")
