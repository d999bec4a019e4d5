"""Results are found by address and by site, each newest first, however long an address is.

An index holds no more than 2,704 bytes of a row, and the Alembic version took any address.
"""

import peewee as pw
from peewee_migrate import Migrator

INDEXES = {
    "results_address": "btree (md5(url), id)",
    "results_host": "btree (left(split_part(url, '/', 3), 255), id)",
}
# What 009 made at first: it failed at a longer address.
FORMER = ("results_page", "results_site")


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    for name, index in INDEXES.items():
        migrator.sql(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON results USING {index}")
    for name in FORMER:
        migrator.sql(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    for name in INDEXES:
        migrator.sql(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
