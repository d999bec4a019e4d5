import peewee as pw
import pytest

import db
from migrations.router import MIGRATIONS, SafeRouter


@pytest.fixture
def router(empty_url):
    """A router for the database that is migrated, in this process."""
    database = pw.PostgresqlDatabase(**db.parse(empty_url))
    yield SafeRouter(database, migrate_dir=MIGRATIONS)
    database.close()
