"""The one database: DATABASE_URL, or an embedded PostgreSQL; and its follower, if it has one."""

import select
import time
from collections.abc import Mapping, Sequence
from typing import Any

import peewee as pw
import psycopg2
import psycopg2.extensions
from playhouse import db_url
from playhouse.pool import MaxConnectionsExceeded
from playhouse.postgres_ext import PooledPostgresqlExtDatabase

from embedded_postgres import start_embedded
from embedded_postgres.folders import data_folder, log_of
from settings import Config, StartError

CONNECTIONS = 6  # at most, of one web process: a thread has one only while it asks for something
POOL_TIMEOUT = 5  # seconds a thread waits for a connection of the pool
STALE_TIMEOUT = 300  # seconds after which an idle connection is opened anew
CONNECT_TIMEOUT = 5  # seconds until a server that is silent counts as away
FOLLOWER_TIMEOUT = 2  # the same, where there is another to ask: libpq's least
PASSED_OVER = 10  # seconds until a follower that was away is asked again
SILENT = 1  # seconds; who fails later was not refused but got no answer, and is let alone so long

# A network that is gone says nothing: these ask it, and give a connection up after 10 seconds.
# https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-KEEPALIVES
KEEPALIVES = {
    "keepalives_idle": 4,  # seconds
    "keepalives_interval": 2,  # seconds
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds
}


# No session keeps others waiting for longer: a process that is frozen inside a transaction loses
# it, and with it its locks. https://www.postgresql.org/docs/18/runtime-config-client.html
SESSION_LIMITS = {
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "8s",
}


class Session(psycopg2.extensions.connection):
    """A connection with SESSION_LIMITS.

    They are set by SET: a pooler may refuse libpq's `options`.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        limits = "; ".join(f"SET {name} = '{value}'" for name, value in SESSION_LIMITS.items())
        with self.cursor() as cursor:
            cursor.execute(limits)
        self.commit()


class Pool(PooledPostgresqlExtDatabase):
    """The connections of this process to one server, each to be given back with `close()`.

    They are opened one at a time. Where a server is silent, those who come next are told so at
    once, and do not wait for its silence one after the other.
    """

    silent_until = 0.0  # by time.monotonic()

    def _is_closed(self, conn: Any) -> bool:
        """Whether the server has ended an idle connection; Peewee would ask it each time.

        An idle server has nothing to say but that it ends.
        """
        if conn.closed:
            return True
        if not hasattr(select, "poll"):  # Windows
            return bool(select.select([conn], [], [], 0)[0])
        idle = select.poll()
        idle.register(conn, select.POLLIN)
        return bool(idle.poll(0))

    label = ""  # what messages call it

    def _connect(self) -> Any:
        began = time.monotonic()
        if began < self.silent_until:
            raise pw.OperationalError("The server did not answer a moment ago.")
        try:
            return super()._connect()
        except psycopg2.OperationalError:
            if time.monotonic() - began > SILENT:
                self.silent_until = time.monotonic() + SILENT
            raise


database = Pool(None)
follower = Pool(None)
follower_back_at = 0.0  # by time.monotonic()

# What is raised while the database is away or has no connection to spare.
UNAVAILABLE = (pw.OperationalError, pw.InterfaceError, MaxConnectionsExceeded)


def configure(config: Config, connections: int = CONNECTIONS) -> None:
    """Point `database` at DATABASE_URL, or start the embedded server and point it there.

    A process opens at most `connections`, none of them here. Raises StartError where the
    embedded server does not start.
    """
    if config.DATABASE_URL:
        point(database, parse(config.DATABASE_URL), connections, CONNECT_TIMEOUT)
        database.label = "The database of DATABASE_URL"
    else:
        folder = config.INSTANCE / "postgres"
        point(database, start_embedded(folder), connections, CONNECT_TIMEOUT)
        database.label = f"The embedded PostgreSQL, whose log is {log_of(data_folder(folder))},"
    if config.DATABASE_FOLLOWER_URL:
        point(follower, parse(config.DATABASE_FOLLOWER_URL), connections, FOLLOWER_TIMEOUT)
    else:
        follower.init(None)


def parse(url: str) -> dict[str, Any]:
    parameters: dict[str, Any] = db_url.parse(url, unquote_user=True, unquote_password=True)
    return parameters


def point(
    pool: Pool, parameters: Mapping[str, Any], connections: int, connect_timeout: int
) -> None:
    pool.connect_params.clear()  # init() only adds to what an earlier call has left
    pool.init(
        **parameters,
        max_connections=connections,
        stale_timeout=STALE_TIMEOUT,
        timeout=POOL_TIMEOUT,
        connect_timeout=connect_timeout,
        connection_factory=Session,
        **KEEPALIVES,
    )


def read(query: "pw.ModelSelect[Any]") -> Sequence[Any]:
    """The rows of `query`, perhaps a moment old: from the follower, where there is one."""
    global follower_back_at
    if not follower.deferred and time.monotonic() >= follower_back_at:
        try:
            return list(query.execute(follower))
        except (*UNAVAILABLE, pw.ProgrammingError):  # the second: it lags behind a migration
            follower_back_at = time.monotonic() + PASSED_OVER
    return list(query.execute(database))


def release() -> None:
    """Give back what connections this thread has taken from the pools."""
    for pool in (database, follower):
        if not pool.is_closed():
            pool.close()


def check() -> None:
    """Raise StartError, with one sentence, where the database does not answer."""
    try:
        with database.connection_context():
            database.execute_sql("SELECT 1")
    except UNAVAILABLE as exc:
        reason = " ".join(str(exc).split())
        raise StartError(f"{database.label} does not answer: {reason}") from exc
