"""Workers keep the crawl delay of a host together, for the documents of corpora."""

import peewee as pw
from peewee_migrate import Migrator
from playhouse.postgres_ext import DateTimeTZField


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    @migrator.create_model
    class CrawledHost(pw.Model):
        host = pw.TextField(primary_key=True)
        delay = pw.DoubleField()
        next_at = DateTimeTZField(index=True)

        class Meta:
            table_name = "corpus_hosts"


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.remove_model("corpus_hosts")
