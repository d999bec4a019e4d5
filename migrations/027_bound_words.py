"""A search unpacks the most frequent words of a result only, so none makes every search slow.

What was indexed before stays in the index. The separator of two entries is in no word.
"""

import peewee as pw
from peewee_migrate import Migrator

# ANALYZE evaluates the index without our search_path, so words_of() cannot call first_counts().
BEGINNING = """
    SELECT CASE WHEN length(part) < 500000 THEN part::json
    ELSE (left(part, length(part) - strpos(reverse(part), ''" ,'') - 2) || ''}'')::json END
    FROM (SELECT substr(counts::text, 1, 500000) AS part OFFSET 0) AS beginning
"""
FIRST_COUNTS = f"""
    CREATE OR REPLACE FUNCTION first_counts(counts json) RETURNS json
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS '{BEGINNING}'
"""
WORDS_OF = """
    CREATE OR REPLACE FUNCTION words_of(counts json) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000
    AS 'SELECT ARRAY(SELECT word FROM {} WHERE length(word) <= 100)'
"""
FIRST = f"json_object_keys(({BEGINNING})) AS word"
MOST_FREQUENT = "(SELECT json_object_keys(counts) AS word LIMIT 100000) AS frequent"


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.sql(FIRST_COUNTS)
    migrator.sql(WORDS_OF.format(FIRST))


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.sql(WORDS_OF.format(MOST_FREQUENT))
    migrator.sql("DROP FUNCTION IF EXISTS first_counts(json)")
