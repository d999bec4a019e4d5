"""The cost of a read: CPU seconds of web and PostgreSQL, and the memory of web."""

import subprocess
import threading
import time
from urllib.request import Request

from benchmarks.cpu_times import cpu_seconds, postmaster
from benchmarks.stage import Stage, ask, memory

LIMIT = 0.5  # seconds of a core
MEMORY_LIMIT = 512_000_000  # bytes


def measure(stage: Stage, web: "subprocess.Popen[bytes]", path: str, least: float = 0) -> float:
    """Return the CPU seconds that a request costs in web and PostgreSQL.

    Print them if there are at least `least`.
    """
    server = postmaster(stage.database)
    pids = (web.pid, server)
    peak = [0]
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.2):
            peak[0] = max(peak[0], memory(web))

    watcher = threading.Thread(target=watch)
    watcher.start()
    before = [cpu_seconds(pid) for pid in pids]
    began = time.monotonic()
    status, body = ask(Request(stage.base + path), 120)
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
    mark = "  <-- too much" if sum(used) > LIMIT else "  <-- failed" if status >= 500 else ""
    if sum(used) >= least or mark:
        print(
            f"{sum(used):6.2f} s = web {used[0]:5.2f} + PostgreSQL {used[1]:5.2f}; {taken:5.1f} s; "
            f"{status} {len(body):>11,} bytes; {peak[0] / 1e6:4.0f} MB  {path[:100]}{mark}",
            flush=True,
        )
    return sum(used) if status < 500 else float("inf")
