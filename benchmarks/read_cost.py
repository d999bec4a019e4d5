"""The cost of a read: CPU seconds of web and PostgreSQL, and the memory of web."""

import json
import subprocess
import threading
import time
from itertools import count
from urllib.request import Request

from benchmarks.cpu_times import cpu_seconds, postmaster
from benchmarks.stage import Stage, ask, memory

LIMIT = 0.5  # seconds of a core
TAKES_TURNS_FROM = 0.1  # seconds of a core
MEMORY_LIMIT = 512_000_000  # bytes


numbers = count(1)


def measure(
    stage: Stage, web: "subprocess.Popen[bytes]", path: str, least: float = 0
) -> tuple[float, bool]:
    """Return the CPU seconds that a request costs in web and PostgreSQL, and whether it is fair.

    That is, it took its turn if it costs more than TAKES_TURNS_FROM. Print both if there are at
    least `least` seconds.
    """
    server = postmaster(stage.database)
    pids = (web.pid, server)
    peak = [0]
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(1):
            peak[0] = max(peak[0], memory(web))

    watcher = threading.Thread(target=watch)
    watcher.start()
    before = [cpu_seconds(pid) for pid in pids]
    began = time.monotonic()
    id = f"cost-{next(numbers)}"
    status, body = ask(Request(stage.base + path, headers={"X-Request-ID": id}), 120)
    taken = time.monotonic() - began
    # A process that goes on after its answer is counted too.
    while True:
        after = [cpu_seconds(pid) for pid in pids]
        time.sleep(0.05)
        if [cpu_seconds(pid) for pid in pids] == after:
            break
    ended.set()
    watcher.join()
    used = [end - start for start, end in zip(before, after, strict=True)]
    is_fair = sum(used) <= TAKES_TURNS_FROM or took_turn(stage, id)
    mark = "  <-- too much" if sum(used) > LIMIT else "  <-- failed" if status >= 500 else ""
    mark += "" if is_fair else "  <-- no turn"
    if sum(used) >= least or mark:
        print(
            f"{sum(used):6.2f} s = web {used[0]:5.2f} + PostgreSQL {used[1]:5.2f}; {taken:5.1f} s; "
            f"{status} {len(body):>11,} bytes; {peak[0] / 1e6:4.0f} MB  {path[:100]}{mark}",
            flush=True,
        )
    return sum(used) if status < 500 else float("inf"), is_fair


def took_turn(stage: Stage, id: str) -> bool:
    """Whether the request took its turn, by the log of web."""
    lines = [line for _, text in stage.logs() for line in text.splitlines() if id in line]
    return any(json.loads(line).get("turn") for line in lines)
