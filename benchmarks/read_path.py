"""Requests a second for results and lists, beside those of a bare Flask and Peewee application.

    python -m benchmarks.read_path [--turns 60] [--words 300 1500]

Both are served by the same gunicorn with one process, and read the same rows of one PostgreSQL.
They take turns of 25 requests, so what else this machine does affects both. The median of the
ratios of two turns is what counts.
"""

import argparse
import json
import socket
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.cpu_times import cpu_seconds
from benchmarks.stage import Stage, free_port, verdict, wait_until

REQUESTS = 25  # of one turn, on one connection
ROWS = 60

LENGTH = {"characters": 1, "characters_no_spaces": 1, "bytes": 3, "sentences": 1, "lines": 1}
LENGTH |= {"paragraphs": 1, "long_words": 0}
GOALS = {"json": 0.8, "page": 0.35, "list": 0.7, "list as a page": 0.35}


@dataclass(frozen=True)
class Read:
    """One kind of read: our address, and the bare application's that reads the same rows."""

    kind: str
    ours: str
    bare: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--turns", type=int, default=60, help="of both, with 25 requests each")
    parser.add_argument("--words", type=int, nargs="+", default=[300, 1500])
    options = parser.parse_args()
    with Stage(WEB_CONCURRENCY="1") as stage:
        bare_port = free_port()
        web = stage.web()
        bare = stage.start("gunicorn", "benchmarks.bare_app:create_app()", PORT=str(bare_port))
        wait_until(lambda: answers(bare_port), 30, "the bare one answers")
        ids = {words: store(stage, words) for words in options.words}
        servers = {stage.port: web.pid, bare_port: bare.pid}
        for words, id in ids.items():
            for read in reads(id):
                print(f"{words} words, {read.kind}:", flush=True)
                compare(servers, read, options.turns)


def reads(id: int) -> Iterator[Read]:
    yield Read("json", f"/results/{id}.json", f"/results/{id}")
    yield Read("page", f"/results/{id}", f"/results/{id}")
    yield Read("list", "/results.json", "/results")
    yield Read("list as a page", "/results", "/results")


def store(stage: Stage, words: int) -> int:
    """Store results with this number of different words, and return the id of the last."""
    counts = {f"word{number}": max(1, words // (number + 1)) for number in range(words)}
    without = dict(list(counts.items())[20:])
    for number in range(ROWS):
        rows = stage.database.rows(
            "INSERT INTO results (url, status, created_at, title, language, language_source, total,"
            ' "distinct", text, text_rule, rule, mattr, length, result_all, result_no_stop_words)'
            " VALUES (%s, 'done', now(), 'A page of some words', 'en', 'declared', %s, %s, %s,"
            " 2, 2, 0.7, %s, %s, %s) RETURNING id",
            *(f"https://example.com/{words}/{number}", sum(counts.values()), words, "…"),
            *(json.dumps(LENGTH), json.dumps(counts), json.dumps(without)),
        )
    return int(rows[0][0])


def compare(servers: dict[int, int], read: Read, turns: int) -> None:
    paths = dict(zip(servers, (read.ours, read.bare), strict=True))
    take_turns(paths, 3)
    before = {port: cpu_seconds(pid) for port, pid in servers.items()}
    seconds = take_turns(paths, turns)
    for (port, pid), name in zip(servers.items(), ("ours", "bare"), strict=True):
        cpu = (cpu_seconds(pid) - before[port]) * 1000 / (turns * REQUESTS)
        print(
            f"  {name}: {1 / statistics.median(seconds[port]):.0f} requests/s,"
            f" {cpu:.2f} ms of a core without the database's"
        )
    ratio = statistics.median(bare / ours for ours, bare in zip(*seconds.values(), strict=True))
    goal = GOALS[read.kind]
    verdict(f"at least {goal} of the bare requests a second: {ratio:.2f}", ratio >= goal)


def take_turns(paths: dict[int, str], turns: int) -> dict[int, list[float]]:
    """Send REQUESTS to each port in turn, and return the seconds of a request in each turn."""
    seconds: dict[int, list[float]] = {port: [] for port in paths}
    for _ in range(turns):
        for port, path in paths.items():
            with socket.create_connection(("127.0.0.1", port), 30) as connection:
                began = time.perf_counter()
                for _ in range(REQUESTS):
                    connection.sendall(request(path))
                    read_reply(connection)
                seconds[port].append((time.perf_counter() - began) / REQUESTS)
    return seconds


def request(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n".encode()


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


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
