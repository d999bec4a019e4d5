"""The MD5 of each text, so that a history need not compute it; and what it costs to unpack words.

A search must never unpack the words of a result where the index of 009 has the answer.
"""

import peewee as pw
from peewee_migrate import Migrator


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.add_fields("results", fingerprint=pw.TextField(null=True))
    migrator.sql("ALTER FUNCTION words_of(json) COST 1000000")


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.sql("ALTER FUNCTION words_of(json) COST 10000")
    migrator.remove_fields("results", "fingerprint")
