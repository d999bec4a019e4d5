"""The words of a result as an array: what an index can search. Monsters stay out, as they do not
fit into one; the cost tells the planner that unpacking thousands of results is slow."""

import peewee as pw
from peewee_migrate import Migrator


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.sql(
        "CREATE OR REPLACE FUNCTION words_of(counts json) RETURNS text[]"
        " LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000"
        " AS 'SELECT ARRAY(SELECT word FROM json_object_keys(counts) AS word"
        " WHERE length(word) <= 100)'"
    )


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.sql("DROP FUNCTION IF EXISTS words_of(json)")
