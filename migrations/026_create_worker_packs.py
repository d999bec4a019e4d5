"""Which language packs the workers have, so that web can say where they differ."""

import peewee as pw
from peewee_migrate import Migrator
from playhouse.postgres_ext import DateTimeTZField


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    @migrator.create_model
    class WorkerPacks(pw.Model):
        worker = pw.TextField(primary_key=True)
        packs = pw.TextField()
        segmenter = pw.TextField(null=True)
        seen_at = DateTimeTZField()

        class Meta:
            table_name = "worker_packs"


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.remove_model("worker_packs")
