"""The PostgreSQL server of one data folder: launch it, wait until it is ready, and stop it."""

import os
import re
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg2

import embedded_postgres.folders as folders
import embedded_postgres.processes as processes
from embedded_postgres.folders import PORT, log_of
from embedded_postgres.pid_file import PidFile, path_of
from embedded_postgres.processes import Account, find_postmaster

START_LIMIT = 120  # seconds; a server that was killed first replays its log
ANSWER_LIMIT = 10  # seconds in which a server that is ready has to accept a connection
STOP_LIMIT = 30  # seconds to wait for the server to stop
POLL_EVERY = 0.05  # seconds

HOST = "127.0.0.1"  # on Windows only

FATAL = re.compile("FATAL: |PANIC: ")  # in a line of the log

Connection = dict[str, str]  # parameters of psycopg2.connect() and of Peewee's init()


class Server:
    """The server of one data folder, whichever process has launched it."""

    def __init__(self, folder: Path, account: Account) -> None:
        self.folder = folder
        self.account = account
        self.postmaster: psutil.Process | None = None  # once it was ready
        self.sockets = folder  # the folder of its socket
        self._log_size = 0  # bytes, before this process launched a server
        self._launched: subprocess.Popen[bytes] | None = None  # kept, as it may be our child

    def wait_until_ready(self) -> Connection:
        """Launch the server unless it runs, and return how to connect to it once that works.

        Raises RuntimeError or OSError.
        """
        deadline = time.monotonic() + START_LIMIT
        reason = "it is not ready"
        is_launched = False
        while time.monotonic() < deadline:
            postmaster = find_postmaster(self.folder, self.account)
            if postmaster is None and is_launched:
                raise RuntimeError(self._last_error())
            if postmaster is None:
                self._launch()
                is_launched = True
            elif connection := self._connection(postmaster):
                try:
                    psycopg2.connect(**connection, connect_timeout=ANSWER_LIMIT).close()
                except psycopg2.OperationalError as exc:
                    reason = " ".join(str(exc).split())
                    deadline = min(deadline, time.monotonic() + ANSWER_LIMIT)
                else:
                    self.postmaster, self.sockets = postmaster, Path(connection["host"])
                    return connection
            time.sleep(POLL_EVERY)
        raise RuntimeError(f"its process runs but does not answer: {reason}")

    def stop(self) -> None:
        """Stop the server, if it runs and its postmaster.pid is its own."""
        postmaster = find_postmaster(self.folder, self.account)
        if postmaster and PidFile.read(self.folder).is_of(postmaster.pid):
            self._stop(postmaster)

    def stop_without_folder(self) -> None:
        """Stop the server whose data folder was deleted, so that nobody can use it any more."""
        if self.postmaster:
            self._stop(self.postmaster)

    def _stop(self, postmaster: psutil.Process) -> None:
        with suppress(psutil.NoSuchProcess):
            if os.name == "nt":
                pg_ctl = processes.programs() / "pg_ctl"
                subprocess.run([pg_ctl, "kill", "INT", str(postmaster.pid)], timeout=STOP_LIMIT)
            else:
                postmaster.send_signal(signal.SIGINT)  # a fast shutdown: it disconnects clients
            postmaster.wait(STOP_LIMIT)
        folders.remove_short(self.sockets, self.account)

    def _connection(self, postmaster: psutil.Process) -> Connection | None:
        """How to connect to the server, by its postmaster.pid; None until it is ready."""
        pid_file = PidFile.read(self.folder)
        if not (pid_file.is_of(postmaster.pid) and pid_file.is_ready):
            return None
        connection = {"user": folders.SUPERUSER, "database": folders.SUPERUSER}
        if os.name == "nt":
            password = (self.folder / folders.PASSWORD_FILE).read_text()
            return connection | {"host": HOST, "port": pid_file.port.decode(), "password": password}
        return connection | {"host": os.fsdecode(pid_file.socket_folder), "port": str(PORT)}

    def _launch(self) -> None:
        """Start `postgres` on a complete data folder. Raises RuntimeError or OSError."""
        processes.kill_orphans(self.folder, self.account)
        folders.prepare(self.folder, self.account)
        if self._launched:
            self._launched.poll()  # reap it: an earlier server of this process has ended
        self._remove_stale_files()
        if os.name == "nt":
            where = ["-h", HOST, "-p", str(free_port())]
        else:
            self.sockets = folders.socket_folder(self.folder, self.account)
            where = ["-h", "", "-p", str(PORT), "-k", str(self.sockets)]
            where += ["-c", "unix_socket_permissions=0700"]
        # No pasted text in the log: after a crash, it quotes what was running, by as many bytes.
        where += ["-c", "log_min_error_statement=panic", "-c", "track_activity_query_size=100"]
        log = os.open(log_of(self.folder), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            self._log_size = os.fstat(log).st_size
            program = processes.programs() / "postgres"
            self._launched = self.account.spawn(
                program, "-D", self.folder, *where, folder=self.folder, output=log
            )
        finally:
            os.close(log)

    def _remove_stale_files(self) -> None:
        """Remove what a killed server has left here, or in the folder that this is a copy of."""
        pid_file = PidFile.read(self.folder)
        if pid_file.socket_folder and pid_file.data_folder == os.fsencode(self.folder):
            folders.remove_short(Path(os.fsdecode(pid_file.socket_folder)), self.account)
        path_of(self.folder).unlink(missing_ok=True)
        folders.remove_socket(self.folder)

    def _last_error(self) -> str:
        """Return why the server has ended, from its log."""
        with log_of(self.folder).open("rb") as log:
            log.seek(self._log_size)
            lines = log.read().decode(errors="replace").splitlines()
        fatal = next((n for n, line in enumerate(lines) if FATAL.search(line)), 0)
        return " ".join(lines[max(0, fatal - 1) : fatal + 2]) or "it wrote nothing to its log"


def free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])
