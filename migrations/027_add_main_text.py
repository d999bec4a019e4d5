"""The words of the main text of a page, and which lines of its text those are."""

import peewee as pw
from peewee_migrate import Migrator
from playhouse.postgres_ext import JSONField

COMPRESS = """
    DO $$ BEGIN
        IF (SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression')
        THEN ALTER TABLE results
            ALTER main_all SET COMPRESSION lz4, ALTER main_no_stop_words SET COMPRESSION lz4;
        END IF;
    END $$
"""


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.add_fields(
        "results",
        main_rule=pw.IntegerField(null=True),
        main_lines=JSONField(null=True),
        main_fingerprint=pw.TextField(null=True),
        main_total=pw.IntegerField(null=True),
        main_distinct=pw.IntegerField(null=True),
        main_all=JSONField(null=True),
        main_no_stop_words=JSONField(null=True),
    )
    migrator.sql(COMPRESS)


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    names = "rule lines fingerprint total distinct all no_stop_words".split()
    migrator.remove_fields("results", *(f"main_{name}" for name in names))
