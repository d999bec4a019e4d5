"""The database (DATABASE_URL, or an embedded PostgreSQL) and its follower, if there is one."""

import select
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import peewee as pw
import psycopg2
import psycopg2.errors
import psycopg2.extensions
from playhouse.pool import MaxConnectionsExceeded
from playhouse.postgres_ext import PooledPostgresqlExtDatabase

from embedded_postgres import start_embedded
from embedded_postgres.folders import SUPERUSER, data_folder, log_of
from quoting import QuotedText
from settings import Config, StartError
from statements import JSON_AS_TEXT, Session, limited, statements

CONNECTIONS = 6  # per web process; a thread holds one only while it runs a query
POOL_TIMEOUT = 5  # seconds a thread waits for a connection from the pool
STALE_TIMEOUT = 300  # seconds after which an idle connection is replaced
CONNECT_TIMEOUT = 5  # seconds to wait for a server that does not answer
FOLLOWER_TIMEOUT = 2  # seconds; the minimum of libpq, as the primary can be asked instead
FOLLOWER_RETRY = 10  # seconds until a follower that failed is tried again
# Seconds. An attempt to connect that fails after this long has timed out (it was not refused); for
# as long again, further attempts fail at once.
FAIL_FAST = 1

# Drop a connection 10 seconds after its network was lost.
# https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-KEEPALIVES
KEEPALIVES = {
    "keepalives_idle": 4,  # seconds
    "keepalives_interval": 2,  # seconds
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds
}

psycopg2.extensions.register_adapter(str, QuotedText)


class Pool(PooledPostgresqlExtDatabase):
    """This process's connections to one server; `close()` returns one to the pool.

    They are opened one at a time. After one attempt has timed out, the others fail at once instead
    of timing out one after another.
    """

    label = ""  # for error messages
    embedded: Path | None = None  # the folder of an embedded server that is still to be started
    fails_until = 0.0  # by time.monotonic()

    def _is_closed(self, conn: Any) -> bool:
        """Whether the server has closed an idle connection. Peewee would run a query to find out.

        The only thing that a server sends on an idle connection is that it closes it.
        """
        if conn.closed:
            return True
        if not hasattr(select, "poll"):  # Windows
            return bool(select.select([conn], [], [], 0)[0])
        idle = select.poll()
        idle.register(conn, select.POLLIN)
        return bool(idle.poll(0))

    def cursor(self, named_cursor: Any = None) -> Any:
        cursor = super().cursor(named_cursor)
        if statements.json_as_text:
            psycopg2.extensions.register_type(JSON_AS_TEXT, cursor)
        return cursor

    def execute_sql(self, sql: str, params: Any = None, **options: Any) -> Any:
        return super().execute_sql(limited(sql), params, **options)

    def start(self) -> None:
        """Start the embedded server, if that is the database. Raises StartError."""
        if self.embedded:
            connection = start_embedded(self.embedded)
            log = log_of(data_folder(self.embedded))
            self.label = f"The embedded PostgreSQL, whose log is {log},"
            self.database = connection.pop("database")
            self.connect_params |= connection
            self.embedded = None

    def _connect(self) -> Any:
        try:
            self.start()
        except StartError as exc:
            raise pw.OperationalError(str(exc)) from exc
        began = time.monotonic()
        if began < self.fails_until:
            raise pw.OperationalError("The server did not answer a moment ago.")
        try:
            return super()._connect()
        except psycopg2.OperationalError:
            if time.monotonic() - began > FAIL_FAST:
                self.fails_until = time.monotonic() + FAIL_FAST
            raise


database = Pool(None)
follower = Pool(None)
follower_back_at = 0.0  # by time.monotonic()

# Raised while the database cannot be reached, or the pool has no free connection.
UNAVAILABLE = (pw.OperationalError, pw.InterfaceError, MaxConnectionsExceeded)


def configure(
    config: Config, connections: int = CONNECTIONS, pool_timeout: int = POOL_TIMEOUT
) -> None:
    """Bind `database` to DATABASE_URL, or to the embedded server, which its first query starts.

    The pool opens no connection yet, and at most `connections` later. A thread waits up to
    `pool_timeout` seconds for one.
    """
    if config.DATABASE_URL:
        parameters = parse(config.DATABASE_URL)
        database.embedded = None
        database.label = "The database of DATABASE_URL"
    else:
        parameters = {"database": SUPERUSER}
        database.embedded = config.INSTANCE / "postgres"
    init_pool(database, parameters, connections, CONNECT_TIMEOUT, pool_timeout)
    if config.DATABASE_FOLLOWER_URL:
        init_pool(follower, parse(config.DATABASE_FOLLOWER_URL), connections, FOLLOWER_TIMEOUT)
    else:
        follower.init(None)


def parse(url: str) -> dict[str, str]:
    """Return the libpq parameters in a DATABASE_URL, under the names that Peewee expects."""
    parameters: dict[str, str] = psycopg2.extensions.parse_dsn(url)
    return {"database": parameters.pop("dbname"), **parameters}


def init_pool(
    pool: Pool,
    parameters: Mapping[str, Any],
    connections: int,
    connect_timeout: int,
    pool_timeout: int = POOL_TIMEOUT,
) -> None:
    pool.connect_params.clear()  # init() adds to the parameters of an earlier call
    defaults = {"connect_timeout": connect_timeout, **KEEPALIVES}
    pool.init(
        **{**defaults, **parameters},
        max_connections=connections,
        stale_timeout=STALE_TIMEOUT,
        timeout=pool_timeout,
        connection_factory=Session,
    )


def read(query: "pw.ModelSelect[Any] | pw.ModelRaw") -> Sequence[Any]:
    """Return the rows of `query`, from the follower if there is one: they may lag behind."""
    return _read(lambda pool: list(query.execute(pool)))


def read_sql(
    statement: str, values: Mapping[str, Any] | Sequence[Any]
) -> Sequence[tuple[Any, ...]]:
    """Return the rows of a statement, as `read` does."""
    return _read(lambda pool: pool.execute_sql(statement, values).fetchall())


def _read(run: Callable[[Pool], Sequence[Any]]) -> Sequence[Any]:
    global follower_back_at
    if not follower.deferred and time.monotonic() >= follower_back_at:
        try:
            return run(follower)
        except (*UNAVAILABLE, pw.ProgrammingError) as error:  # or it lags behind a migration
            if took_too_long(error):
                raise
            follower_back_at = time.monotonic() + FOLLOWER_RETRY
    return run(database)


def took_too_long(error: Exception) -> bool:
    """Whether the server stopped a statement at its time limit, so that a retry would fail too."""
    return isinstance(error.__context__, psycopg2.errors.QueryCanceled)


def release() -> None:
    """Return this thread's connections to their pools."""
    for pool in (database, follower):
        if not pool.is_closed():
            pool.close()


def check() -> None:
    """Raise StartError if the database does not start or does not answer."""
    database.start()
    try:
        with database.connection_context():
            database.execute_sql("SELECT 1")
    except UNAVAILABLE as exc:
        reason = " ".join(str(exc).split())
        raise StartError(f"{database.label} does not answer: {reason}") from exc
