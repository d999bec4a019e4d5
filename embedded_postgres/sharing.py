"""The processes that share a server: the first one starts it, and the last one stops it."""

import atexit
import os
from contextlib import suppress
from pathlib import Path

import fasteners
import psutil

import embedded_postgres.folders as folders
import embedded_postgres.processes as processes
from embedded_postgres.processes import Account
from embedded_postgres.server import START_LIMIT, STOP_LIMIT, Connection, Server


class SharedServer:
    """The server of one data folder, as one process uses it.

    Each process that uses the server holds `users` as a reader, until it exits in any way. A
    process that can lock it as the only writer at its own exit was the last, and stops the server.
    `starting` is held while the server is started or stopped.
    """

    def __init__(self, folder: Path, account: Account) -> None:
        self.folder = folder
        self.account = account
        self.server = Server(folder, account)
        self.owner_pid = os.getpid()
        self.starting = fasteners.InterProcessLock(folder.with_name(f"{folder.name}.lock"))
        self.users = fasteners.InterProcessReaderWriterLock(
            folder.with_name(f"{folder.name}.users")
        )

    def start(self) -> Connection:
        """Use the server from now on, and start it unless it runs.

        Raises OSError, RuntimeError, subprocess.SubprocessError or psutil.Error.
        """
        processes.make_folder(self.folder.parent)
        for lock in (self.starting, self.users):
            processes.make_lock_file(Path(os.fsdecode(lock.path)))
        if not self.starting.acquire(timeout=START_LIMIT):
            raise RuntimeError(f"another process has been starting it for {START_LIMIT} seconds")
        try:
            folders.check_owner(self.folder, self.account)
            self.users.acquire_read_lock()
            atexit.unregister(self.leave)
            try:
                connection = self.server.wait_until_ready()
            except BaseException:
                self._stop_if_last()
                raise
            atexit.register(self.leave)
            return connection
        finally:
            self.starting.release()

    def leave(self) -> None:
        """Stop using the server, and stop it unless other processes use it."""
        atexit.unregister(self.leave)
        if os.getpid() != self.owner_pid:
            return  # a child of a fork
        with suppress(OSError, RuntimeError, psutil.Error, KeyboardInterrupt):
            if not self.folder.exists():
                self.server.stop_without_folder()
            elif self.starting.acquire(timeout=STOP_LIMIT):
                try:
                    self._stop_if_last()
                finally:
                    self.starting.release()

    def _stop_if_last(self) -> None:
        self.users.release_read_lock()
        if self.users.acquire_write_lock(blocking=False):
            try:
                self.server.stop()
            finally:
                self.users.release_write_lock()
