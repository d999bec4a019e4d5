"""1,000 visitors at once for one address; and 50 slow pages of one client before one of another.

    python -m benchmarks.crowds

Shows how often the address was fetched, and how much longer the page took than it takes alone. The
slow pages are of one host, then of 50.
"""

import statistics
import subprocess
import threading
import time
from collections import Counter

from benchmarks.cpu_times import cpu_seconds, postmaster
from benchmarks.stage import Stage, verdict, wait_until

VISITORS = 1000
AT_ONCE = 250  # connections: more than gunicorn has threads, as many as its queue takes
SLOW = 50
SLOW_HOSTS = [f"127.0.1.{number}" for number in range(SLOW)]
CROWD, OTHER = "192.0.2.1", "198.51.100.1"
DELAY = 9  # seconds: just within the limit of a fetch, so that each is a count and no failure


def main() -> None:
    with Stage("127.0.0.2", "127.0.0.3", *SLOW_HOSTS, workers=2, TRUSTED_PROXIES="1") as stage:
        stage.web()
        workers = [stage.worker(), stage.worker()]
        stage.submit(text="one two", prefer="wait=20")
        one_address(stage)
        many_slow(stage, workers, ["127.0.0.2"])
        many_slow(stage, workers, SLOW_HOSTS)


def one_address(stage: Stage) -> None:
    url = stage.site.url(f"/popular?delay={DELAY}")
    replies: list[tuple[int, int | None, float]] = []
    threads = [
        threading.Thread(target=visit, args=[stage, url, VISITORS // AT_ONCE, replies])
        for _ in range(AT_ONCE)
    ]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - began
    wait_until(lambda: stage.open_results() == 0, 30, "it is counted")
    statuses = dict(Counter(status for status, _, _ in replies))
    ids = {id for _, id, _ in replies}
    slowest = max(took for *_, took in replies)
    print(f"{VISITORS} visitors in {seconds:.1f} s: {statuses}, slowest {slowest:.2f} s")
    fetches = stage.site.fetched[f"/popular?delay={DELAY}"]
    print(f"results: {len(ids)}; fetches: {fetches}")
    all_together = fetches == len(ids) <= 1 + seconds // DELAY  # a busy machine takes longer
    verdict("one fetch for all who ask meanwhile", all_together and set(statuses) <= {200, 202})


def visit(stage: Stage, url: str, times: int, replies: list[tuple[int, int | None, float]]) -> None:
    for _ in range(times):
        began = time.monotonic()
        status, result = stage.submit(url=url)
        replies.append((status, result and result.get("id"), time.monotonic() - began))


def many_slow(stage: Stage, workers: "list[subprocess.Popen[bytes]]", hosts: list[str]) -> None:
    alone = [seconds_for(stage, f"{len(hosts)}/{number}") for number in range(5)]
    for number in range(SLOW):
        host = hosts[number % len(hosts)]
        stage.submit(url=stage.site.url(f"/slow/{number}?delay={DELAY}", host), client=CROWD)
    time.sleep(2)
    before = process_seconds(stage, workers)
    began = time.monotonic()
    beside = [seconds_for(stage, f"{len(hosts)}/{number}") for number in range(10, 20)]
    time.sleep(max(0, 20 - (time.monotonic() - began)))
    load = (process_seconds(stage, workers) - before) / (time.monotonic() - began)
    print(f"alone: median {statistics.median(alone):.2f} s, most {max(alone):.2f} s")
    print(
        f"beside {SLOW} slow ones of {len(hosts)} hosts: median {statistics.median(beside):.2f} s, "
        f"most {max(beside):.2f} s"
    )
    print(f"workers and database used {load:.2f} of a core meanwhile")
    print("outcomes:", dict(stage.outcomes()))
    stage.database.rows("DELETE FROM results WHERE status = 'pending'")
    wait_until(lambda: stage.open_results() == 0, 60, "the slow ones are settled")
    verdict("no more than a second longer", max(beside) - statistics.median(alone) <= 1)


def seconds_for(stage: Stage, number: str) -> float:
    """How long a page of the third host takes from being submitted to being counted."""
    began = time.monotonic()
    url = stage.site.url(f"/quick/{number}", "127.0.0.3")
    _, result = stage.submit(url=url, client=OTHER)
    wait_until(
        lambda: b'"status":"done"' in stage.get(f"/results/{result['id']}")[1].replace(b": ", b":"),
        60,
        "the page is counted",
        every=0.02,
    )
    return time.monotonic() - began


def process_seconds(stage: Stage, workers: "list[subprocess.Popen[bytes]]") -> float:
    """The seconds of a core that the workers and PostgreSQL have used."""
    return sum(map(cpu_seconds, [postmaster(stage.database), *(each.pid for each in workers)]))


if __name__ == "__main__":
    main()
