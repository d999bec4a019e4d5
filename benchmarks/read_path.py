"""Requests a second for results and lists, beside those of a bare Flask and Peewee application.

    python -m benchmarks.read_path [--rounds 5] [--seconds 2] [--words 300 1500]

Both are served by the same gunicorn with one process, and read the same rows of one PostgreSQL.
They take turns at each request, so what else this machine does affects both. The ratio of the
medians is what counts. The CPU time of a request includes that of the database.
"""

import argparse
import json
import socket
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.cpu_times import cpu_seconds, postmaster
from benchmarks.stage import Stage, free_port, verdict, wait_until

CLIENTS = 4  # connections that stay open
ROWS = 60

GOALS = {"json": 0.8, "page": 0.35, "list": 0.7}


@dataclass(frozen=True)
class Read:
    """One kind of read: our address, and the bare application's that reads the same rows."""

    kind: str
    ours: str
    bare: str


@dataclass
class Run:
    rate: float  # requests a second
    cpu: float  # milliseconds of a core for each request


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2, help="of each turn")
    parser.add_argument("--words", type=int, nargs="+", default=[300, 1500])
    options = parser.parse_args()
    with Stage(WEB_CONCURRENCY="1") as stage:
        bare_port = free_port()
        web = stage.web()
        bare = stage.start("gunicorn", "benchmarks.bare_app:create_app()", PORT=str(bare_port))
        wait_until(lambda: rate(bare_port, "/health", 0.1) > 0, 30, "the bare one answers")
        ids = {words: store(stage, words) for words in options.words}
        servers = {stage.port: web.pid, bare_port: bare.pid}
        for words, id in ids.items():
            for read in reads(id):
                print(f"{words} words, {read.kind}:", flush=True)
                compare(stage, servers, read, options.rounds, options.seconds)


def reads(id: int) -> Iterator[Read]:
    yield Read("json", f"/results/{id}.json", f"/results/{id}")
    yield Read("page", f"/results/{id}", f"/results/{id}")
    yield Read("list", "/results.json", "/results")
    yield Read("list", "/results", "/results")


def store(stage: Stage, words: int) -> int:
    """Store results of so many different words, and return the id of the last."""
    counts = {f"word{number}": max(1, words // (number + 1)) for number in range(words)}
    without = dict(list(counts.items())[20:])
    for number in range(ROWS):
        rows = stage.database.rows(
            "INSERT INTO results (url, status, created_at, title, language, language_source, total,"
            ' "distinct", text, text_rule, rule, mattr, result_all, result_no_stop_words)'
            " VALUES (%s, 'done', now(), 'A page of some words', 'en', 'declared', %s, %s, %s,"
            " 2, 2, 0.7, %s, %s) RETURNING id",
            *(f"https://example.com/{words}/{number}", sum(counts.values()), words, "…"),
            *(json.dumps(counts), json.dumps(without)),
        )
    return int(rows[0][0])


def compare(stage: Stage, servers: dict[int, int], read: Read, rounds: int, seconds: float) -> None:
    runs: dict[int, list[Run]] = {port: [] for port in servers}
    paths = dict(zip(servers, (read.ours, read.bare), strict=True))
    for port in servers:
        rate(port, paths[port], 0.5)  # warm up
    for _ in range(rounds):
        for port, pid in servers.items():
            runs[port].append(measure(stage, port, pid, paths[port], seconds))
    ours, bare = (list(each) for each in runs.values())
    ratio = statistics.median(a.rate / b.rate for a, b in zip(ours, bare, strict=True))
    cpu = statistics.median(b.cpu / a.cpu for a, b in zip(ours, bare, strict=True))
    for name, each in (("ours", ours), ("bare", bare)):
        print(
            f"  {name}: {statistics.median(run.rate for run in each):.0f} requests/s,"
            f" {statistics.median(run.cpu for run in each):.2f} ms of a core each"
        )
    print(f"  ratio {ratio:.2f}, of CPU time {cpu:.2f}")
    verdict(f"at least {GOALS[read.kind]} of the bare requests a second", ratio >= GOALS[read.kind])


def measure(stage: Stage, port: int, pid: int, path: str, seconds: float) -> Run:
    def cpu() -> float:
        return cpu_seconds(pid) + cpu_seconds(postmaster(stage.database))

    before = cpu()
    per_second = rate(port, path, seconds)
    return Run(per_second, (cpu() - before) * 1000 / (per_second * seconds))


def rate(port: int, path: str, seconds: float) -> float:
    """The requests a second that CLIENTS connections get answered; 0 if nobody listens."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n".encode()
    deadline = time.monotonic() + seconds
    answered = [0] * CLIENTS

    def run(number: int) -> None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
                while time.monotonic() < deadline:
                    connection.sendall(request)
                    read_reply(connection)
                    answered[number] += 1
        except ConnectionRefusedError:
            return

    began = time.monotonic()
    threads = [threading.Thread(target=run, args=[number]) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(answered) / (time.monotonic() - began)


def read_reply(connection: socket.socket) -> None:
    """Read a whole reply. Raises ValueError for any other status than 200."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += receive(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    if b" 200 " not in lines[0]:
        raise ValueError(head.decode())
    missing = length_of(lines) - len(body)
    while missing > 0:
        missing -= len(receive(connection))


def receive(connection: socket.socket) -> bytes:
    received = connection.recv(1 << 16)
    if not received:
        raise ConnectionError("The server closed the connection.")
    return received


def length_of(lines: Sequence[bytes]) -> int:
    [length] = [line for line in lines if line.startswith(b"content-length:")]
    return int(length.partition(b":")[2])


if __name__ == "__main__":
    main()
