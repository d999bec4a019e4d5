"""Counting processes are killed 50 times under load, by signals and by pages beyond their limits.

    python -m benchmarks.killed_children

Shows that every other page is done and right and was fetched once, and that a page beyond a limit
fails with its code. Pages that take 10 seconds of CPU time come after the signals: before, signals
would end their processes long before the limit does.
"""

import random
import signal
import threading

import psutil

from benchmarks.stage import Stage, verdict, wait_until

HOSTS = [f"127.0.0.{number}" for number in range(2, 34)]
PAGES = 1000
SIZE = 60_000  # bytes
KILLS = 50
BETWEEN = 12  # results that end between two kills: no page may meet two signals on a busy machine
SIGNALS = (signal.SIGKILL, signal.SIGSEGV)
# A page that takes more than 250 MB, and one that takes more than 10 seconds of a core.
GREEDY = {
    "/memory": b"<p><b>" * 600_000,
    "/time": b"".join(
        b"<body %b>" % b" ".join(b"%b%d" % (letter, number) for number in range(300_000))
        for letter in (b"a", b"b")
    ),
}
EACH = 3  # times that each of those is submitted


def main() -> None:
    chance = random.Random(1)
    with Stage(*HOSTS) as stage:
        stage.site.bodies = dict(GREEDY)
        stage.web()
        worker = stage.worker(COUNTING_PROCESSES="2")
        stage.submit(text="warm", prefer="wait=20")
        submitted: dict[int, str] = {}
        during = threading.Thread(target=submit, args=[stage, submitted, "/memory", chance])
        during.start()
        killed = kill_again_and_again(stage, worker.pid, chance)
        during.join()
        submit(stage, submitted, "/time", chance)
        wait_until(lambda: stage.open_results() == 0, 300, "all results are finished", every=0.5)
        report(stage, submitted, killed)


def submit(stage: Stage, submitted: dict[int, str], greedy: str, chance: random.Random) -> None:
    """Submit PAGES pages, and greedy ones among them."""
    paths = [f"/page{greedy}/{number}?size={SIZE}" for number in range(PAGES)]
    for number in range(EACH):
        paths.insert(chance.randrange(PAGES), f"{greedy}?number={number}")
    for number, path in enumerate(paths):
        _, result = stage.submit(url=stage.site.url(path, HOSTS[number % len(HOSTS)]))
        submitted[result["id"]] = path


def kill_again_and_again(stage: Stage, worker: int, chance: random.Random) -> int:
    """Kill a child of the worker KILLS times, and return how many there were to be killed."""
    killed = 0
    for number in range(KILLS):
        ended = stage.outcomes()["done"] + BETWEEN
        wait_until(
            lambda ended=ended: stage.outcomes()["done"] >= ended, 60, "pages end", every=0.02
        )
        if children := psutil.Process(worker).children():
            chance.choice(children).send_signal(SIGNALS[number % len(SIGNALS)])
            killed += 1
    return killed


def report(stage: Stage, submitted: dict[int, str], killed: int) -> None:
    rows = stage.database.rows(
        "SELECT id, coalesce(error_code, status), total, attempts FROM results"
        " WHERE url IS NOT NULL"
    )
    greedy = {id for id, path in submitted.items() if path.startswith(tuple(GREEDY))}
    others = [row for row in rows if row[0] not in greedy]
    print(f"{killed} children killed; outcomes: {dict(stage.outcomes())}")
    fetched = stage.site.fetched
    print(f"{len(rows)} rows of {len(submitted)} submitted; most fetches of a page:", end=" ")
    print(f"{max(fetched.values())}; most attempts: {max(row[3] for row in rows)}; ", end="")
    print(f"tracebacks: {stage.tracebacks()}")
    verdict("every other page is done", {row[1] for row in others} == {"done"})
    verdict("and right", len({row[2] for row in others}) == 1)
    verdict("none is lost or counted twice", {row[0] for row in rows} == submitted.keys())
    greedy_outcomes = {row[1] for row in rows if row[0] in greedy}
    verdict("a page beyond a limit fails as too_large", greedy_outcomes == {"too_large"})


if __name__ == "__main__":
    main()
