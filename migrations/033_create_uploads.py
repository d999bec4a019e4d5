"""The bytes of a file, between its upload and its count: apart from results, which are read often.

A file belongs to a result, or to a document of a corpus that has no result yet.
"""

import peewee as pw
from peewee_migrate import Migrator


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    @migrator.create_model
    class Upload(pw.Model):
        id = pw.AutoField()
        result = pw.ForeignKeyField(
            migrator.orm["results"], null=True, unique=True, on_delete="CASCADE"
        )
        document = pw.ForeignKeyField(
            migrator.orm["corpus_documents"], null=True, unique=True, on_delete="CASCADE"
        )
        name = pw.TextField()
        body = pw.BlobField()

        class Meta:
            table_name = "uploads"


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.remove_model("uploads")
