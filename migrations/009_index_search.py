"""Results are found by word, title and language, each newest first: address and site are 012's."""

import peewee as pw
from peewee_migrate import Migrator

# Not only of what is done: the planner learns nothing of an expression from a partial index.
# The words without a list of what is pending: a search would have to look through all of it.
INDEXES = {
    "results_words": "gin (words_of(result_all)) WITH (fastupdate = off)",
    "results_title": "gin (to_tsvector('simple', left(title, 1000)))",
    "results_language": "btree (split_part(language, '-', 1), id)",
}


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    for name, index in INDEXES.items():
        migrator.sql(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON results USING {index}")


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    for name in INDEXES:
        migrator.sql(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
