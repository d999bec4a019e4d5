"""The stage of the benchmarks: a real PostgreSQL, gunicorn, workers and a web site to fetch from.

Everything is on this machine, in a temporary folder, and ends with the `with` block that began
it: processes by their own ids, and no others.
"""

import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil

from background.worker import CONNECTIONS as CONNECTIONS_OF_WORKER
from benchmarks.database import CONNECTIONS, Database
from benchmarks.site import Site

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

# What a client sees of a server that is not there.
AWAY = (OSError, HTTPException)


class Stage:
    """PostgreSQL, migrated; a site; and the processes of the Procfile as they are asked for.

    `root` is the folder of the release whose processes are started.
    """

    def __init__(self, *hosts: str, workers: int = 1, root: Path = ROOT, **settings: str) -> None:
        self.root = root
        self.folder = Path(tempfile.mkdtemp(prefix="wordcount-"))
        self.folder.chmod(0o755)
        self.site = Site(*hosts)
        connections = CONNECTIONS + (workers - 1) * CONNECTIONS_OF_WORKER
        self.database = Database(self.folder / "postgres", connections=connections)
        self.followers: list[Database] = []
        self.processes: list[subprocess.Popen[bytes]] = []
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.settings = {
            "APP_SETTINGS": "settings.ProductionConfig",
            "SECRET_KEY": "of a benchmark",
            "DATABASE_URL": self.database.url,
            "FETCH_ALLOW": self.site.allowed,
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "SUBMISSIONS_PER_MINUTE": "0",
            "QUEUE_LIMIT": "20000",  # a tenth of it is the share of our one client
            "MEGABYTES_PER_DAY": "0",
            **settings,
        }

    def __enter__(self) -> "Stage":
        self.site.__enter__()
        try:
            self.database.create()
            self.migrate()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for process in self.processes:
            kill(process)
        for database in (*self.followers, self.database):
            with contextlib.suppress(subprocess.SubprocessError, OSError):
                database.stop()
        self.site.__exit__()
        if kind is not None:
            print(f"The logs are kept in {self.folder}", file=sys.stderr)
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        for database in (*self.followers, self.database):
            shutil.rmtree(database.folder, ignore_errors=True)

    def start(self, *command: str | Path, **settings: str) -> "subprocess.Popen[bytes]":
        """Start a program of the project; its output goes to a file in the folder."""
        with (self.folder / f"{len(self.processes)}-{Path(command[-1]).name}.log").open(
            "wb"
        ) as log:
            process = subprocess.Popen(
                command,
                cwd=self.root,
                env={"PATH": f"{BIN}:{os.environ['PATH']}", **self.settings, **settings},
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def migrate(self) -> None:
        """Apply the migrations, as the Procfile does."""
        assert self.start(*procfile(self.root)["migrate"]).wait(60) == 0

    def web(self, **settings: str) -> "subprocess.Popen[bytes]":
        """Start the Procfile's `web`, and wait until it answers."""
        process = self.start(*procfile(self.root)["web"], **settings)
        wait_until(lambda: self.get("/health")[0] == 200, 120, "web answers")
        return process

    def worker(self, **settings: str) -> "subprocess.Popen[bytes]":
        """Start the Procfile's `worker`."""
        return self.start(*procfile(self.root)["worker"], **settings)

    def get(self, path: str, timeout: float = 30) -> tuple[int, bytes]:
        """The status and the body of a reply; 0 where there is none."""
        return ask(Request(self.base + path, headers={"Accept": "application/json"}), timeout)

    def submit(
        self, timeout: float = 30, prefer: str = "", client: str = "", **fields: str
    ) -> tuple[int, Any]:
        """Submit `url` or `text` as a program does: the status and the result, 0 if no reply.

        `client` is its address, where TRUSTED_PROXIES is 1.
        """
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if client:
            headers["X-Forwarded-For"] = client
        if prefer:
            headers["Prefer"] = prefer
        body = json.dumps(fields).encode()
        status, reply = ask(Request(f"{self.base}/results", body, headers), timeout)
        return status, json.loads(reply) if reply.startswith(b"{") else None

    def outcomes(self) -> Counter[str]:
        """How many results there are of each outcome: "done", "pending", or an error's code."""
        rows = self.database.rows(
            "SELECT CASE status WHEN 'failed' THEN error_code ELSE status END, count(*)"
            " FROM results GROUP BY 1"
        )
        return Counter(dict(rows))

    def open_results(self) -> int:
        [[number]] = self.database.rows(
            "SELECT count(*) FROM results WHERE status IN ('pending', 'running')"
        )
        return number

    def logs(self) -> Iterator[tuple[str, str]]:
        for path in sorted(self.folder.glob("*.log")):
            yield path.name, path.read_text(errors="replace")

    def tracebacks(self) -> int:
        return sum(len(re.findall("Traceback", text)) for _, text in self.logs())


def procfile(root: Path) -> dict[str, list[str]]:
    """The command of each process that the Procfile in `root` names."""
    lines = (root / "Procfile").read_text(encoding="utf-8").splitlines()
    processes = (line.partition(":") for line in lines if line.strip())
    return {name: shlex.split(command) for name, _, command in processes}


def ask(request: Request, timeout: float) -> tuple[int, bytes]:
    """The status and the body of the reply; 0 and nothing where there is none, or no whole one."""
    try:
        try:
            with urlopen(request, timeout=timeout) as reply:
                return reply.status, reply.read()
        except HTTPError as error:
            with error:
                return error.code, error.read()
    except AWAY:
        return 0, b""


def kill(process: "subprocess.Popen[bytes]", sent: signal.Signals = signal.SIGKILL) -> None:
    """Send a signal to a process we have started and all its children, and wait for it."""
    with contextlib.suppress(psutil.NoSuchProcess):
        own = psutil.Process(process.pid)
        for each in [*own.children(recursive=True), own]:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.send_signal(sent)
    process.wait(60)


def memory(process: "subprocess.Popen[bytes]") -> int:
    """The bytes that a process and its children have to themselves or share, each page once."""
    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        own = psutil.Process(process.pid)
        for each in [own, *own.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                total += each.memory_full_info().pss
    return total


def confine(stage: Stage, cores: list[int]) -> None:
    """Restrict this process, its PostgreSQL and all it has started to these cores."""
    server = int((stage.database.folder / "postmaster.pid").read_text().split()[0])
    for root in (psutil.Process(), psutil.Process(server)):
        for each in [root, *root.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                for thread in each.threads():
                    os.sched_setaffinity(thread.id, cores)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_until(condition: Any, seconds: float, what: str, every: float = 0.1) -> float:
    """Wait until `condition()`, and give the seconds that took. Raises TimeoutError."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"Not within {seconds} seconds: {what}")
        time.sleep(every)
    return time.monotonic() - began


def verdict(name: str, holds: bool) -> None:
    print(f"{'holds' if holds else 'DOES NOT HOLD'}: {name}", flush=True)
