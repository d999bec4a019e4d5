"""The server of one data folder: start it, connect to it, and stop it after its last user."""

import atexit
import os
import re
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import fasteners
import psutil
import psycopg2

import embedded_postgres.folders as folders
import embedded_postgres.processes as processes
from embedded_postgres.folders import PORT, log_of
from embedded_postgres.processes import Account, find_postmaster

START_LIMIT = 120  # seconds; a server that was killed first replays its log
ANSWER_LIMIT = 10  # seconds in which a server that is ready has to accept a connection
STOP_LIMIT = 30  # seconds this process waits at its exit for the server to stop
LOOK_EVERY = 0.05  # seconds

HOST = "127.0.0.1"  # on Windows only

FATAL = re.compile("FATAL: |PANIC: ")  # in a line of the log

Connection = dict[str, str]  # parameters of psycopg2.connect() and of Peewee's init()


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
        self.sockets = folder  # the folder of its socket

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
        folders.remove_short(self.sockets, self.account)

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
                    self.postmaster, self.sockets = postmaster, Path(connection["host"])
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
        if self.process:
            self.process.poll()  # an earlier server of this process has ended
        self.remove_stale_files()
        if os.name == "nt":
            where = ["-h", HOST, "-p", str(free_port())]
        else:
            self.sockets = folders.socket_folder(self.folder, self.account)
            where = ["-h", "", "-p", str(PORT), "-k", str(self.sockets)]
            where += ["-c", "unix_socket_permissions=0700"]
        log = os.open(log_of(self.folder), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            self.log_size = os.fstat(log).st_size
            program = processes.programs() / "postgres"
            self.process = self.account.spawn(
                program, "-D", self.folder, *where, folder=self.folder, output=log
            )
        finally:
            os.close(log)

    def remove_stale_files(self) -> None:
        """Remove what a killed server has left, or the folder that this one was copied from."""
        lines = self.pid_file()
        if len(lines) > 4 and lines[1] == os.fsencode(self.folder):
            folders.remove_short(Path(os.fsdecode(lines[4])), self.account)
        (self.folder / "postmaster.pid").unlink(missing_ok=True)
        folders.remove_socket(self.folder)

    def last_error(self) -> str:
        """Return the reason in the log of a server that has ended."""
        with log_of(self.folder).open("rb") as log:
            log.seek(self.log_size)
            said = log.read().decode(errors="replace").splitlines()
        fatal = next((n for n, line in enumerate(said) if FATAL.search(line)), 0)
        return " ".join(said[max(0, fatal - 1) : fatal + 2]) or "it wrote nothing to its log"


def free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])
