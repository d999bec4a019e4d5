"""How long good visitors wait while others send slowly, send nothing, or read nothing.

    python -m benchmarks.slow_clients [--files 1024]

For `web` of the Procfile and for `python app.py`: good visitors ask for the front page, each with a
connection of its own, by turns without and with slow clients of one kind. `--files` is the limit
of open files of the servers.
"""

import argparse
import contextlib
import shlex
import shutil
import socket
import tempfile
import threading
import time
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.killed_together import IGNORED, Program
from benchmarks.site import Site
from benchmarks.stage import AWAY, ROOT, Stage, procfile, verdict, wait_until

TURNS = 3
VISITS = 60  # of each turn
EVERY = 0.03  # seconds between visits
LIMIT = 0.2  # seconds that slow clients may delay a good visitor
ANOTHER_CLIENT = "127.0.0.2"
POST = b"POST /results HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"

# The kinds: how many, what each sends at first, and whether a byte a second follows.
KINDS: dict[str, tuple[int, bytes, bool]] = {
    "head, a byte a second": (200, b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ", True),
    "body, a byte a second": (200, POST + b"Content-Length: 9000\r\n\r\n", True),
    "chunks, a byte a second": (200, POST + b"Transfer-Encoding: chunked\r\n\r\n9000\r\n", True),
    "expects 100, then silent": (
        200,
        POST + b"Content-Length: 9000\r\nExpect: 100-continue\r\n\r\n",
        False,
    ),
    "never reads": (200, b"GET /results/LARGE.json HTTP/1.1\r\nHost: localhost\r\n\r\n", False),
    "silent": (2300, b"", False),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=1024)
    files = parser.parse_args().files
    text = " ".join(f"{number:x}" for number in range(400_000))
    with Stage() as stage:
        stage.worker()
        stage.start(*limited(files, *procfile(ROOT)["web"]))
        wait_until(lambda: stage.get("/health")[0] == 200, 30, "web answers")
        name = submit(stage.port, text)
        wait_until(lambda: stage.open_results() == 0, 60, "the large result is counted")
        measure("web", stage.port, name)
    with tempfile.TemporaryDirectory(prefix="wordcount-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # root's PostgreSQL is another user's
        project = shutil.copytree(ROOT, Path(folder) / "project", ignore=IGNORED)
        with Site() as site:
            program = Program(project, site)
            try:
                program.command = limited(files, *program.command)
                program.start()
                name = submit(program.port, text)
                wait_until(
                    lambda: (program.get(name) or {}).get("status") == "done", 60, "it is counted"
                )
                measure("python app.py", program.port, name)
            finally:
                program.kill()


def limited(files: int, *command: str) -> list[str]:
    """The command with a limit of open files that it cannot raise."""
    return ["sh", "-c", f"ulimit -n {files} && exec {shlex.join(command)}"]


def submit(port: int, text: str) -> str:
    """Return the end of the address of the result, which is private."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", "/results", f"text={text.replace(' ', '+')}", FORM)
    reply = connection.getresponse()
    assert reply.status == 303
    return reply.headers["Location"].rpartition("/")[2]


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def measure(name: str, port: int, large: str) -> None:
    for kind, (number, first, drips) in KINDS.items():
        first = first.replace(b"LARGE", large.encode())
        without: list[float] = []
        beside: list[float] = []
        failures = 0
        for _ in range(TURNS):
            failures += visit(port, without)
            with SlowClients(port, number, first, drips):
                failures += visit(port, beside)
        delay = max(beside) - max(without)
        print(
            f"{name}, {number} × {kind}: without {show(without)}; beside them {show(beside)}; "
            f"{failures} not answered"
        )
        verdict(f"a delay of at most {LIMIT} s", delay <= LIMIT and not failures)


def show(waits: list[float]) -> str:
    median = sorted(waits)[len(waits) // 2]
    return f"median {median * 1000:.0f} ms, longest {max(waits) * 1000:.0f} ms"


def visit(port: int, waits: list[float]) -> int:
    """Ask for the front page VISITS times; return how often there was no answer."""
    failures = 0
    for _ in range(VISITS):
        began = time.monotonic()
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request("GET", "/")
            failures += connection.getresponse().status != 200
        except AWAY:
            failures += 1
        finally:
            connection.close()
        waits.append(time.monotonic() - began)
        time.sleep(EVERY)
    return failures


class SlowClients(threading.Thread):
    """Keeps that many connections open, and opens another for each that the server closes."""

    def __init__(self, port: int, number: int, first: bytes, drips: bool) -> None:
        super().__init__()
        self.port, self.number, self.first, self.drips = port, number, first, drips
        self.sockets: list[socket.socket] = []
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.is_set():
            self.sockets += [self.connect() for _ in range(self.number - len(self.sockets))]
            self.ended.wait(1)
            if self.drips:
                self.sockets = [each for each in self.sockets if self.drip(each)]

    def connect(self) -> socket.socket:
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        with contextlib.suppress(OSError):  # only Linux has more than one address of its own
            connection.bind((ANOTHER_CLIENT, 0))
        with contextlib.suppress(OSError):
            connection.settimeout(5)
            connection.connect(("127.0.0.1", self.port))
            connection.setblocking(False)
            connection.send(self.first)
        return connection

    def drip(self, connection: socket.socket) -> bool:
        try:
            connection.send(b"a")
        except OSError:
            connection.close()
            return False
        return True

    def __enter__(self) -> "SlowClients":
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.ended.set()
        self.join()
        for connection in self.sockets:
            connection.close()


if __name__ == "__main__":
    main()
