"""The table as it was ordered: an address, and its words with and without stop words.

Where the Alembic version of this application has made it, it is taken over with its rows.
"""

import peewee as pw
from peewee_migrate import Migrator
from playhouse.postgres_ext import JSONField

from migrations.migrator import MigrationError

COLUMNS = {"id", "url", "result_all", "result_no_stop_words"}


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.run(refuse_another_table, database)

    @migrator.create_model
    class Result(pw.Model):
        id = pw.AutoField()
        url = pw.TextField(null=True)
        result_all = JSONField(null=True)
        result_no_stop_words = JSONField(null=True)

        class Meta:
            table_name = "results"

    # Alembic's was varchar. Only the catalog changes: neither the table nor an index is rewritten.
    migrator.sql(
        "-- squawk-ignore changing-column-type\nALTER TABLE results ALTER COLUMN url TYPE text"
    )


def refuse_another_table(database: pw.Database) -> None:
    """The table is created where it does not exist: one that does must be this application's."""
    found = {column.name for column in database.get_columns("results")}
    if found and found != COLUMNS:
        raise MigrationError(
            f"There is a table results, with the columns {', '.join(sorted(found))}, that this "
            "application did not make. Use another database, or rename the table."
        )


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.remove_model("results")
