"""Lists, a result and the queue at 1,000,000 results against 1,000: medians in one run.

    python benchmarks/growth.py

Two databases on one server are asked in turn, so that both meet the same weather.
"""

import json
import os
import statistics
import subprocess
import sys
import time

from stage import ROOT, Stage, free_port, verdict

SIZES = (1_000, 1_000_000)
ROUNDS = 300
TURNS = 6  # of each database, in which the queue is worked on

FILL = """
    INSERT INTO results (url, status, created_at, title, language, total, "distinct", text,
                         result_all, result_no_stop_words)
    SELECT 'https://example.com/' || number, 'done', now(), 'Page ' || number, 'en', 6, 3,
           'the cat the dog the cat', '{"the": 3, "cat": 2, "dog": 1}', '{"cat": 2, "dog": 1}'
    FROM generate_series(1, %s) AS number
"""


def main() -> None:
    if len(sys.argv) > 1:
        work_on_queue()
        return
    with Stage(METRICS="1", WEB_CONCURRENCY="1") as stage:
        urls, bases = [], []
        for size in SIZES:
            stage.database.rows(f"CREATE DATABASE with_{size} TEMPLATE postgres")
            url = stage.database.url.replace("/postgres?", f"/with_{size}?")
            fill(stage, url, size)
            stage.port = free_port()
            stage.base = f"http://127.0.0.1:{stage.port}"
            stage.web(DATABASE_URL=url, PORT=str(stage.port))
            urls.append(url)
            bases.append(stage.base)
        worst = max(compare_pages(stage, bases), compare_queue(stage, urls))
        verdict("nothing takes more than 1.5 times as long", worst <= 1.5)


def fill(stage: Stage, url: str, size: int) -> None:
    original, stage.database.url = stage.database.url, url
    began = time.monotonic()
    stage.database.rows(FILL, size)
    stage.database.rows("VACUUM ANALYZE results")
    stage.database.url = original
    print(f"{size:,} results stored in {time.monotonic() - began:.1f} s", flush=True)


def compare_pages(stage: Stage, bases: list[str]) -> float:
    paths = {
        "/results": lambda size: "/results",
        "/results?before=…": lambda size: f"/results?before={size // 2}",
        "/results/<id>": lambda size: f"/results/{size // 2}",
        "/results/<none>": lambda size: "/results/2000000000",
        "/": lambda size: "/",
        "/metrics": lambda size: "/metrics",
    }
    worst = 0.0
    for name, path in paths.items():
        times: list[list[float]] = [[], []]
        for _ in range(ROUNDS):
            for base, size, taken in zip(bases, SIZES, times, strict=True):
                stage.base = base
                began = time.perf_counter()
                stage.get(path(size))
                taken.append(time.perf_counter() - began)
        worst = max(worst, show(name, *(statistics.median(taken) for taken in times)))
    return worst


def compare_queue(stage: Stage, urls: list[str]) -> float:
    """Submit, take and settle, look for what was left behind: in processes for either in turn."""
    steps: list[dict[str, list[float]]] = [{}, {}]
    for _ in range(TURNS):
        for url, times in zip(urls, steps, strict=True):
            process = subprocess.run(
                [sys.executable, __file__, "queue"],
                cwd=ROOT,
                env={**os.environ, **stage.settings, "DATABASE_URL": url},
                stdout=subprocess.PIPE,
                check=True,
            )
            for name, taken in json.loads(process.stdout).items():
                times.setdefault(name, []).extend(taken)
    small, large = steps
    median = statistics.median
    return max(show(f"queue: {name}", median(small[name]), median(large[name])) for name in small)


def show(name: str, small: float, large: float) -> float:
    ratio = large / small
    print(f"{name:28} {small * 1000:8.2f} ms {large * 1000:8.2f} ms {ratio:6.2f}", flush=True)
    return ratio


def work_on_queue() -> None:
    """Print the seconds of each thing that is done with the queue, as JSON."""
    import db
    import settings
    import tasks
    from models import Result

    db.configure(settings.current())
    steps = {
        "submit": lambda: tasks.submit(url=f"https://example.org/{time.time_ns()}"),
        "take": lambda: tasks.take(tasks.huey.dequeue().args[0]),
        "is it full": lambda: Result.is_queue_full(1000),
        "backlog": Result.backlog,
        "recover": tasks.recover,
        "call": lambda: tasks.call_next("example.org"),
        "settle": lambda: (
            Result.update(status="failed").where(Result.status == "running").execute()
        ),
    }
    times: dict[str, list[float]] = {name: [] for name in steps}
    with db.database.connection_context():
        for _ in range(ROUNDS // TURNS):
            for name, step in steps.items():
                began = time.perf_counter()
                step()
                times[name].append(time.perf_counter() - began)
    json.dump(times, sys.stdout)


if __name__ == "__main__":
    main()
