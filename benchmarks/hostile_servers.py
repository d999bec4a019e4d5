"""Meet every hostile server of the tests, and say how long it held us and how much memory it took.

    .venv/bin/python -m benchmarks.hostile_servers

Then count a good page while eight that drip are under way: by the real web and worker, on a
PostgreSQL of their own. Everything happens on this machine.
"""

import argparse
import json
import resource
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from benchmarks.stage import Stage
from wordcount.errors import PageError
from wordcount.fetching.fetch import fetch

TESTS = Path(__file__).parent.parent / "tests"
DEADLINE = 3.0  # seconds for each fetch
DRIPPING = "dripping body"
GOOD = "90 headers"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
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
        count_beside_eight(ports)
        servers.stdin.close()
    return wrong


def serve() -> None:
    """Serve each behavior on a port of its own, say which, and end with standard input."""
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


def count_beside_eight(ports: dict[str, int]) -> None:
    """Submit a good page alone, and after eight pages that drip."""
    good, dripping = (f"http://127.0.0.1:{ports[name]}/" for name in (GOOD, DRIPPING))
    allow = ",".join(f"127.0.0.1:{port}" for port in ports.values())
    with Stage(FETCH_ALLOW=allow) as stage:
        stage.web()
        stage.worker()
        stage.submit(text="one two", prefer="wait=20")
        print("By web and worker, a good page is counted:")
        print(f"    alone in {counted(stage, good):.2f} s")
        for number in range(8):
            stage.submit(url=f"{dripping}{number}")
        print(f"    beside eight that drip for 10 s in {counted(stage, good):.2f} s")


def counted(stage: Stage, url: str) -> float:
    """Submit `url`, and return the seconds until it is done."""
    began = time.perf_counter()
    status, result = stage.submit(url=url, prefer="wait=20")
    assert (status, result["status"]) == (200, "done"), result
    return time.perf_counter() - began


if __name__ == "__main__":
    raise SystemExit(main())
