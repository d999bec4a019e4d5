"""Lists, a result and the queue at 1,000,000 results against 1,000: medians in one run.

    python -m benchmarks.growth

Two databases on one server are asked in turn, so that both meet the same weather.
"""

import json
import statistics
import time

from benchmarks.stage import Stage, free_port, verdict, wait_until

SIZES = (1_000, 1_000_000)
ROUNDS = 300
TURNS = 6  # of each database with the queue
BATCH = 30  # texts

FILL = """
    INSERT INTO results (url, status, created_at, title, language, total, "distinct", text,
                         result_all, result_no_stop_words)
    SELECT 'https://example.com/' || number, 'done', now(), 'Page ' || number, 'en', 6, 3,
           'the cat the dog the cat', '{"the": 3, "cat": 2, "dog": 1}', '{"cat": 2, "dog": 1}'
    FROM generate_series(1, %s) AS number
"""


def main() -> None:
    with Stage(workers=2, METRICS="1", WEB_CONCURRENCY="1") as stage:
        bases = []
        for size in SIZES:
            stage.database.rows(f"CREATE DATABASE with_{size} TEMPLATE postgres")
            url = stage.database.url.replace("/postgres?", f"/with_{size}?")
            fill(stage, url, size)
            stage.port = free_port()
            stage.base = f"http://127.0.0.1:{stage.port}"
            stage.web(DATABASE_URL=url, PORT=str(stage.port))
            stage.worker(DATABASE_URL=url)
            bases.append(stage.base)
        worst = max(compare_pages(stage, bases), compare_queue(stage, bases))
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


def compare_queue(stage: Stage, bases: list[str]) -> float:
    """Submit texts one at a time, then many at once, with a worker at either database."""
    steps: dict[str, list[list[float]]] = {
        "submit": [[], []],
        "submit and wait": [[], []],
        f"{BATCH} from submitted to done": [[], []],
    }
    for turn in range(TURNS + 1):
        for side, base in enumerate(bases):
            stage.base = base
            for taken, step in zip(steps.values(), (submit, wait, batch), strict=True):
                for _ in range(1 if step is batch else BATCH):
                    seconds = step(stage)
                    if turn:  # the first turn is a rehearsal
                        taken[side].append(seconds)
    return max(
        show(f"queue: {name}", statistics.median(small), statistics.median(large))
        for name, (small, large) in steps.items()
    )


def submit(stage: Stage) -> float:
    """Submit a text, and return the seconds until the reply."""
    began = time.perf_counter()
    stage.submit(text="the cat and the dog")
    return time.perf_counter() - began


def wait(stage: Stage) -> float:
    """Submit a text, and return the seconds until it is counted."""
    began = time.perf_counter()
    status, _ = stage.submit(text="the cat and the dog", prefer="wait=20")
    assert status == 200, status
    return time.perf_counter() - began


def batch(stage: Stage) -> float:
    """Submit BATCH texts, and return the seconds until the last of them is counted."""
    began = time.perf_counter()
    ids = [stage.submit(text="the cat and the dog")[1]["id"] for _ in range(BATCH)]
    for id in ids:
        wait_until(lambda id=id: is_done(stage, id), 60, f"result {id} is done", every=0.01)
    return time.perf_counter() - began


def is_done(stage: Stage, id: int) -> bool:
    _, reply = stage.get(f"/results/{id}.json")
    return bool(json.loads(reply)["status"] == "done")


def show(name: str, small: float, large: float) -> float:
    ratio = large / small
    print(f"{name:28} {small * 1000:8.2f} ms {large * 1000:8.2f} ms {ratio:6.2f}", flush=True)
    return ratio


if __name__ == "__main__":
    main()
