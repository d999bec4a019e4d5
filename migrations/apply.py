"""Apply the migrations that are pending, as `python app.py` does when it starts."""

import peewee as pw

from db import UNAVAILABLE, database
from migrations.failures import explain_refusal
from migrations.migrator import MigrationError
from migrations.router import MIGRATIONS, SafeRouter
from settings import StartError


def migrate() -> list[str]:
    """Apply what is pending, and return the names. Raises StartError."""
    try:
        with database.connection_context():
            return SafeRouter(database, migrate_dir=MIGRATIONS).run()
    except (MigrationError, *UNAVAILABLE, pw.DatabaseError) as exc:
        raise StartError(explain_refusal(exc)) from exc
