"""Bound the growth under strangers' control.

`client` is the digest of who submitted a pending result, and `finished_at` gives the rate at which
places in the queue become free. The index of words costs ten times the bytes of a text whose words
are all different, so it holds the 100,000 most frequent words of a result. lz4 applies to rows
stored from now on, where the server was built with it.
"""

import peewee as pw
from peewee_migrate import Migrator
from playhouse.postgres_ext import DateTimeTZField

COLUMNS = ("text", "result_all", "result_no_stop_words")

COMPRESS = """
    DO $$ BEGIN
        IF (SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression')
        THEN ALTER TABLE results {};
        END IF;
    END $$
"""
WORDS_OF = """
    CREATE OR REPLACE FUNCTION words_of(counts json) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000
    AS 'SELECT ARRAY(SELECT word FROM {} WHERE length(word) <= 100)'
"""
ALL = "json_object_keys(counts) AS word"
MOST_FREQUENT = f"(SELECT {ALL} LIMIT 100000) AS frequent"


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    @migrator.create_model
    class Quota(pw.Model):
        client = pw.BlobField(primary_key=True)
        day = pw.DateField()
        size = pw.BigIntegerField()

        class Meta:
            table_name = "quotas"

    migrator.add_fields(
        "results", client=pw.BlobField(null=True), finished_at=DateTimeTZField(null=True)
    )
    migrator.sql(WORDS_OF.format(MOST_FREQUENT))
    migrator.sql(
        COMPRESS.format(", ".join(f"ALTER {name} SET COMPRESSION lz4" for name in COLUMNS))
    )


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    changes = (f"ALTER {name} SET COMPRESSION default" for name in COLUMNS)
    migrator.sql(f"ALTER TABLE results {', '.join(changes)}")
    migrator.sql(WORDS_OF.format(ALL))
    migrator.remove_fields("results", "client", "finished_at")
    migrator.remove_model("quotas")
