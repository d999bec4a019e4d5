"""Strangers submit as much as they can: the growth of the database, and the waits of others.

    python -m benchmarks.strangers [--seconds 30]

First three clients send texts of words that occur nowhere else, addresses of such pages, and
addresses of a slow host, each as fast as it can; before that and meanwhile, a good visitor submits
a text and a page of another host. Then every submission comes from another client, until
STORAGE_LIMIT refuses them. Clients are named by X-Forwarded-For, as a proxy would.
"""

import argparse
import itertools
import json
import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.request import Request

from benchmarks.stage import Stage, ask, verdict, wait_until

MEGABYTES_PER_DAY = 10
STORAGE_LIMIT = 250  # MB; of less, what the index of words delays could exceed the rest
QUEUE_LIMIT = 100
ATTACKERS = ("192.0.2.1", "192.0.2.2", "192.0.2.3")
GOOD = "198.51.100.1"
SLOW_HOST, WORDY_HOST, GOOD_HOST = "127.0.0.2", "127.0.0.3", "127.0.0.4"
TURNS = 10
REFUSED = 10  # submissions, until the database counts as full
SLACK = 1_000_000  # bytes by which the tables of the server itself, and first pages, may grow

chance = random.Random(1)
numbers = itertools.count()


def unique_words(size: int) -> str:
    return " ".join(f"{chance.getrandbits(40):010x}" for _ in range(size // 11))


def submit(stage: Stage, client: str, prefer: str = "", **fields: str) -> tuple[int, bytes]:
    headers = {"Content-Type": "application/json", "X-Forwarded-For": client}
    if prefer:
        headers["Prefer"] = prefer
    return ask(Request(f"{stage.base}/results", json.dumps(fields).encode(), headers), 30)


def attack(stage: Stage, client: str) -> int:
    """Submit a text, a page of unique words and a page of a slow host; return the last status."""
    number = next(numbers)
    stage.site.bodies[f"/{number}"] = unique_words(500_000).encode()
    submit(stage, client, text=unique_words(500_000))
    wordy = stage.site.url(f"/{number}?type=text/plain", WORDY_HOST)
    submit(stage, client, url=wordy)
    status, _ = submit(stage, client, url=stage.site.url(f"/{number}-slow?delay=9", SLOW_HOST))
    return status


@contextmanager
def attacked(stage: Stage, clients: Callable[[], list[str]], statuses: Counter[int]) -> Iterator:
    """Attack from three threads while the block runs."""
    ended = threading.Event()

    def run(place: int) -> None:
        while not ended.is_set():
            statuses[attack(stage, clients()[place])] += 1

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(ATTACKERS))]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def visit(stage: Stage) -> tuple[float, float]:
    """The seconds until a good visitor's submission is answered, and until its result is there."""
    began = time.perf_counter()
    status, _ = submit(stage, GOOD, url=stage.site.url(f"/good-{next(numbers)}", GOOD_HOST))
    answered = time.perf_counter() - began
    assert status == 202, status
    status, _ = submit(stage, GOOD, prefer="wait=20", text=f"the cat and dog {next(numbers)}")
    assert status == 200, status
    return answered, time.perf_counter() - began


def size_of(stage: Stage) -> int:
    [[size]] = stage.database.rows("SELECT pg_database_size(current_database())")
    return int(size)


def few_clients(seconds: int) -> None:
    settings = {"MEGABYTES_PER_DAY": str(MEGABYTES_PER_DAY), "QUEUE_LIMIT": str(QUEUE_LIMIT)}
    with Stage(SLOW_HOST, WORDY_HOST, GOOD_HOST, TRUSTED_PROXIES="1", **settings) as stage:
        stage.web()
        stage.worker()
        visit(stage)
        alone = [visit(stage) for _ in range(TURNS)]
        before, statuses = size_of(stage), Counter[int]()
        beside = []
        with attacked(stage, lambda: list(ATTACKERS), statuses):
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                beside.append(visit(stage))
        wait_until(lambda: stage.open_results() == 0, 400, "all is counted", every=1)
        grown = size_of(stage) - before
        allowed = len(ATTACKERS) * MEGABYTES_PER_DAY * 1_000_000 + SLACK
        print(f"replies to the last of three submissions: {dict(statuses)}")
        print(f"outcomes: {dict(stage.outcomes())}")
        for name, each in (("alone", alone), ("beside strangers", beside)):
            answers, results = zip(*each, strict=True)
            print(
                f"a good visitor {name}: answered within {max(answers):.2f} s, "
                f"counted in {statistics.median(results):.2f} s, at most {max(results):.2f} s"
            )
        print(f"the database grew by {grown / 1e6:.1f} MB; quotas allow {allowed / 1e6:.0f} MB")
        verdict("it grows by no more than the quotas allow", grown <= allowed)
        verdict("a good visitor is answered within a second", max(each[0] for each in beside) < 1)


def many_clients(seconds: int) -> None:
    with Stage(
        SLOW_HOST, WORDY_HOST, TRUSTED_PROXIES="1", STORAGE_LIMIT=str(STORAGE_LIMIT)
    ) as stage:
        stage.web()
        stage.worker()
        _, reply = submit(stage, GOOD, prefer="wait=20", text="the cat and the dog")
        address, statuses = json.loads(reply)["address"], Counter[int]()

        def clients() -> list[str]:
            return [f"2001:db8:{next(numbers) % 65_536:x}::1" for _ in ATTACKERS]

        with attacked(stage, clients, statuses):
            wait_until(lambda: statuses[507] >= REFUSED, 300, "the database is nearly full")
            time.sleep(seconds)
        size = size_of(stage)
        print(f"replies to the last of three submissions: {dict(statuses)}")
        print(f"the database has {size / 1e6:.1f} MB; the limit is {STORAGE_LIMIT} MB")
        verdict("submissions are refused with 507", statuses[507] > 0)
        verdict("the database stays below its limit", size <= STORAGE_LIMIT * 1_000_000)
        verdict("reading goes on", stage.get(address)[0] == 200)
        _, health = stage.get("/health")
        verdict("/health says so", json.loads(health)["storage"] == "full")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=int, default=30)
    options = parser.parse_args()
    few_clients(options.seconds)
    many_clients(options.seconds)


if __name__ == "__main__":
    main()
