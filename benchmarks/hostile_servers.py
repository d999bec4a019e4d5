"""Meet every hostile server of the tests, and say how long it held us and how much memory it took.

    .venv/bin/python -m benchmarks.hostile_servers

Then count a good page while eight that drip are under way: by the real application, with its
queue and its worker, against a PostgreSQL of its own. Everything happens on this machine.
"""

import argparse
import json
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import db
import settings
import tasks
import worker
from embedded_postgres import as_url, start_embedded
from models import Result
from wordcount.errors import PageError
from wordcount.fetch import fetch

TESTS = Path(__file__).parent.parent / "tests"
DEADLINE = 3.0  # seconds for each fetch
DRIPPING = "dripping body"
GOOD = "90 headers"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, default=worker.WORKERS, help="threads of the worker")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve()
        return 0
    # The servers are another process, so that the memory measured is that of the fetches.
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.hostile_servers", "--serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as servers:
        assert servers.stdin
        assert servers.stdout
        hostile = json.loads(servers.stdout.readline())
        wrong = meet_all(hostile)
        ports = {one["name"]: one["port"] for one in hostile}
        count_beside_eight(ports, options.workers)
        servers.stdin.close()
    return wrong


def serve() -> None:
    """Serve each behaviour on a port of its own, say which, and end with standard input."""
    sys.path.append(str(TESTS))
    from hostile_replies import HOSTILE, PAGE, Hostile
    from servers import raw_server

    def answers(hostile: Hostile) -> Callable[[socket.socket], None]:
        def answer(line: socket.socket) -> None:
            asked = line.recv(65_536)
            if asked.startswith(b"GET /good "):
                line.sendall(PAGE)
            else:
                hostile.behave(line)

        return answer

    with ExitStack() as stack:
        found = [
            {
                "name": hostile.name,
                "scheme": hostile.scheme,
                "port": stack.enter_context(raw_server(answers(hostile))),
                "outcome": "page" if isinstance(hostile.outcome, bytes) else hostile.outcome.code,
            }
            for hostile in HOSTILE
        ]
        print(json.dumps(found), flush=True)
        sys.stdin.read()


def meet_all(hostile: list[dict]) -> int:
    """Fetch from each, one after the other and eight at once; give the number of surprises."""
    for at_once in (1, 8):
        with ThreadPoolExecutor(at_once) as pool:
            met = list(pool.map(meet, hostile))
        wrong = [
            f"{one['name']}: {outcome}, not {one['outcome']}"
            for one, (outcome, _) in zip(hostile, met, strict=True)
            if outcome != one["outcome"]
        ]
        seconds, slowest = max(
            (seconds, one["name"]) for one, (_, seconds) in zip(hostile, met, strict=True)
        )
        quick = [
            (seconds, one["name"])
            for one, (outcome, seconds) in zip(hostile, met, strict=True)
            if outcome != "timeout"
        ]
        print(f"{len(met)} hostile servers, {at_once} at a time, with {DEADLINE:g} s for each:")
        print("   ", Counter(outcome for outcome, _ in met).most_common())
        print(f"    longest {seconds:.2f} s ({slowest}), by itself {max(quick)[0]:.2f} s", end=" ")
        print(f"({max(quick)[1]}); {peak()} MB of memory at most; surprises: {wrong or 'none'}")
    return len(wrong)


def meet(one: dict) -> tuple[str, float]:
    start = time.perf_counter()
    try:
        url = f"{one['scheme']}://127.0.0.1:{one['port']}/"
        fetch(url, {("127.0.0.1", one["port"])}, deadline=DEADLINE)
        outcome = "page"
    except PageError as error:
        outcome = error.code
    return outcome, time.perf_counter() - start


def peak() -> int:
    """The most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def count_beside_eight(ports: dict[str, int], workers: int) -> None:
    """Submit a good page alone, and after eight pages that drip."""
    good, dripping = (f"http://127.0.0.1:{ports[name]}/" for name in (GOOD, DRIPPING))
    with application(ports, workers):
        print(f"With {workers} threads of the worker, a good page is counted:")
        print(f"    alone in {counted(good):.2f} s")
        for _ in range(8):
            tasks.submit(url=dripping)
        print(f"    beside eight that drip for 10 s in {counted(good):.2f} s")


def counted(url: str) -> float:
    """Submit `url`, and give the seconds until it is done."""
    start = time.perf_counter()
    result = tasks.submit(url=url)
    while not result.is_settled:
        time.sleep(0.01)
        result = Result.get_by_id(result.id)
    assert result.status == "done", result.error_message
    return time.perf_counter() - start


@contextmanager
def application(ports: dict[str, int], workers: int) -> Iterator[None]:
    """The database and a running worker of `workers` threads."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        allow = ",".join(f"127.0.0.1:{port}" for port in ports.values())
        url = as_url(start_embedded(Path(folder) / "postgres"))
        config = settings.DevelopmentConfig({"DATABASE_URL": url, "FETCH_ALLOW": allow})
        settings.current = lambda: config
        db.configure(config)
        db.migrate()
        worker.WORKERS = workers
        consumer = worker.create_consumer()
        consumer.start()
        try:
            yield
        finally:
            consumer.stop(graceful=True)
            db.database.close_all()


if __name__ == "__main__":
    raise SystemExit(main())
