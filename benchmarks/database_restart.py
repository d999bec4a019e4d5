"""PostgreSQL is stopped for 10 seconds and started again, under 20 requests a second.

    python -m benchmarks.database_restart

Half of the requests submit a page, half read a result or the list. Shows what was answered
meanwhile, when the first right answer came, and that everything acknowledged was counted.
"""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass

from benchmarks.stage import Stage, verdict, wait_until

PER_SECOND = 20
BEFORE, AWAY, AFTER = 5, 10, 15  # seconds
RIGHT = {200, 202}


@dataclass
class Reply:
    """One reply: when it was asked for and when it came, what it was, what was acknowledged."""

    asked: float
    came: float
    status: int
    id: int | None


def main() -> None:
    with Stage(*[f"127.0.0.{number}" for number in range(2, 12)]) as stage:
        web = stage.web()
        worker = stage.worker()
        stage.submit(url=stage.site.url("/first", "127.0.0.2"), prefer="wait=10")
        replies: list[Reply] = []
        stopped = threading.Event()
        visitors = threading.Thread(target=visit, args=[stage, replies, stopped])
        visitors.start()
        time.sleep(BEFORE)
        stage.database.stop()
        gone = time.monotonic()
        time.sleep(AWAY)
        health, reason = stage.get("/health")
        stage.database.start()
        back = time.monotonic()
        time.sleep(AFTER)
        stopped.set()
        visitors.join()
        wait_until(lambda: stage.open_results() == 0, 120, "all results are settled", every=0.5)
        print(f"health meanwhile: {health} {reason.decode().strip()}")
        report(stage, replies, gone, back)
        verdict("nobody was restarted", web.poll() is None and worker.poll() is None)


def visit(stage: Stage, replies: list[Reply], stopped: threading.Event) -> None:
    """Ask PER_SECOND times a second, each in a thread of its own, whatever the others wait for."""
    visitors, number = [], 0
    while not stopped.is_set():
        number += 1
        visitor = threading.Thread(target=ask, args=[stage, replies, number])
        visitor.start()
        visitors.append(visitor)
        time.sleep(1 / PER_SECOND)
    for visitor in visitors:
        visitor.join()


def ask(stage: Stage, replies: list[Reply], number: int) -> None:
    asked = time.monotonic()
    id = None
    if number % 2:
        host = f"127.0.0.{2 + number % 10}"
        status, result = stage.submit(url=stage.site.url(f"/{number}?delay=0.1", host))
        id = result["id"] if status in RIGHT else None
    else:
        status, _ = stage.get(random.choice(["/results", "/results/1", "/"]))
    replies.append(Reply(asked, time.monotonic(), status, id))


def report(stage: Stage, replies: list[Reply], gone: float, back: float) -> None:
    for name, first, last in (
        ("before", 0.0, gone - 1),
        ("while it stopped and was away", gone - 1, back),
        ("afterwards", back, time.monotonic()),
    ):
        asked = [reply for reply in replies if first <= reply.asked < last]
        slowest = max(reply.came - reply.asked for reply in asked)
        statuses = dict(Counter(reply.status for reply in asked))
        print(f"{name}: {len(asked)} requests, {statuses}, slowest {slowest:.2f} s")
    right = min(reply.came for reply in replies if reply.came > back and reply.status in RIGHT)
    wrong = [reply.asked for reply in replies if reply.came > back and reply.status not in RIGHT]
    print(f"first right reply {right - back:.2f} s after its return", end=", ")
    print(f"last 503 asked for {max([back, *wrong]) - back:.2f} s after it")
    rows = stage.database.rows("SELECT id FROM results WHERE status = 'done'")
    acknowledged = {reply.id for reply in replies if reply.id}
    print(f"{len(acknowledged)} acknowledged; outcomes {dict(stage.outcomes())};", end=" ")
    lines = Counter({name: text.count("\n") for name, text in stage.logs()})
    print(f"tracebacks {stage.tracebacks()}; lines of log {dict(lines)}")
    verdict("no reply but the right one or 503", {r.status for r in replies} <= {*RIGHT, 503})
    verdict("no acknowledged submission is lost", acknowledged <= {id for [id] in rows})
    verdict("the first right reply came within 3 s", right - back <= 3)


if __name__ == "__main__":
    main()
