"""What a second worker costs: CPU time for each page, and the waits of the database.

    python -m benchmarks.second_worker [--pages FOLDER] [--rounds 3] [--number 400]

One worker and two, each with two counting processes, count the same pages by turns, as in
benchmarks/whole_way.py. Every 50 ms, pg_stat_activity says what the connections of web and workers
wait for.
"""

import argparse
import statistics
import threading
from collections import Counter
from pathlib import Path

import psycopg2

from benchmarks.stage import verdict
from benchmarks.whole_way import NUMBER, Run, Scene, scene, show

ROUNDS = 3
EVERY = 0.05  # seconds
MOST_COST = 1.10  # times the CPU time of one worker
MOST_WAITS = 0.05  # of the samples

WAITS = """
    SELECT DISTINCT wait_event_type, wait_event FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND application_name <> 'benchmark'
    AND wait_event_type IN ('Lock', 'LWLock', 'IO', 'IPC')
"""


class Sampler:
    """Counts the samples, and those that show a wait: by its type, and by type and name."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg2.connect(url, application_name="benchmark")
        self.connection.autocommit = True
        self.samples = 0
        self.types: Counter[str] = Counter()
        self.events: Counter[str] = Counter()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Sampler":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._thread.join()
        self.connection.close()

    def _run(self) -> None:
        with self.connection.cursor() as cursor:
            while not self._ended.wait(EVERY):
                cursor.execute(WAITS)
                waits = cursor.fetchall()
                self.samples += 1
                self.types.update({kind for kind, _ in waits})
                self.events.update(f"{kind} {event}" for kind, event in waits)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pages", type=Path, metavar="FOLDER", help="of real pages")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--number", type=int, default=NUMBER, help="addresses in a round")
    options = parser.parse_args()
    runs: dict[int, list[Run]] = {1: [], 2: []}
    samplers: dict[int, list[Sampler]] = {1: [], 2: []}
    with scene(options.pages, workers=2) as here:
        for number in range(options.rounds):
            for workers in runs:
                run, sampler = sampled(here, f"{workers}-{number}", options.number, workers)
                runs[workers].append(run)
                samplers[workers].append(sampler)
    for workers in runs:
        show(f"workers: {workers}", runs[workers])
        report(samplers[workers])
    one, two = (statistics.median(map(cost, runs[workers])) for workers in (1, 2))
    print(f"workers and PostgreSQL, for a page: {one:.2f} ms, with a second worker {two:.2f} ms")
    verdict("a second worker costs at most 10 % more CPU time for a page", two <= MOST_COST * one)
    verdict(
        "at most 5 % of the samples show a wait for a lock",
        share(samplers[2], "Lock") <= MOST_WAITS,
    )


def sampled(here: Scene, name: str, number: int, workers: int) -> tuple[Run, Sampler]:
    sampler = Sampler(here.stage.database.url)
    return here.whole_way(name, number, workers, during=sampler), sampler


def cost(run: Run) -> float:
    """The milliseconds of CPU time of workers and PostgreSQL for a page."""
    steps = ("worker", "worker's children", "PostgreSQL")
    return sum(run.cpu[step] for step in steps) / run.pages * 1000


def share(samplers: list[Sampler], kind: str) -> float:
    """The share of all samples that show a wait of that type."""
    samples = sum(sampler.samples for sampler in samplers)
    return sum(sampler.types[kind] for sampler in samplers) / samples


def report(samplers: list[Sampler]) -> None:
    samples = sum(sampler.samples for sampler in samplers)
    kinds = ", ".join(f"{kind} {share(samplers, kind):.1%}" for kind in ("Lock", "LWLock", "IO"))
    print(f"  {samples} samples, of which show a wait: {kinds}")
    events: Counter[str] = Counter()
    for sampler in samplers:
        events.update(sampler.events)
    for event, times in events.most_common(8):
        print(f"  {times / samples:6.1%} {event}")


if __name__ == "__main__":
    main()
