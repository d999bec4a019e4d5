"""New words wait beside the index of words, and are put into it many at a time.

A result has thousands of words: to put each into its place at once took longer than all else that
storing it takes. A search reads what waits, at most `gin_pending_list_limit` (4 MB), as well.
"""

import peewee as pw
from peewee_migrate import Migrator


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.sql("ALTER INDEX IF EXISTS results_words SET (fastupdate = on)")


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.sql("ALTER INDEX IF EXISTS results_words SET (fastupdate = off)")
