"""Pages a second from submission to done, beside those of a plain loop; CPU time of each step.

    python -m benchmarks.whole_way [--pages FOLDER] [--rounds 5] [--number 400]

Pages of 10 to 500 KB come from 32 hosts. By turns, web and one worker of the Procfile, with two
counting processes, and the loop of benchmarks/plain_loop.py count the same pages and store the same
rows. All of it runs on this machine, so its absolute figures depend on what else does: the ratio is
what counts. `--our-fetch` lets the loop fetch as we do.
"""

import argparse
import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg2

from benchmarks import client, plain_loop
from benchmarks.cpu_times import children_seconds, cpu_seconds, own_seconds, postmaster
from benchmarks.pages import made_pages, pages_of
from benchmarks.quick_site import QuickSite
from benchmarks.stage import Stage, kill, verdict, wait_until

HOSTS = [f"127.0.0.{number}" for number in range(2, 34)]
SIZES = range(10_000, 500_000)  # bytes
PAGES = 250  # different ones
ROUNDS = 5
NUMBER = 400  # addresses in a round
WARM_UP = 60  # addresses before it, so that everybody has loaded what they need
PROCESSES = "2"  # that count
GOAL = 0.6
OTHERS = "everything else on this machine"


@dataclass
class Run:
    """One round: its pages, its seconds, the CPU seconds of each step, and the bytes of WAL."""

    pages: int
    seconds: float
    cpu: dict[str, float]
    wal: int

    @property
    def rate(self) -> float:
        return self.pages / self.seconds

    def __str__(self) -> str:
        others = self.cpu[OTHERS] / self.seconds
        return f"{self.rate:.0f} pages/s (others used {others:.2f} of a core)"


class Scene:
    """The stage, its site and its client: what the whole way runs on."""

    def __init__(self, stage: Stage, site: QuickSite, submitting: ProcessPoolExecutor) -> None:
        self.stage = stage
        self.site = site
        self.submitting = submitting
        self.client = submitting.submit(os.getpid).result()
        self.connection = psycopg2.connect(stage.database.url, application_name="benchmark")
        self.connection.autocommit = True

    def empty(self) -> None:
        """Truncate the table, so that each round meets the same database."""
        with self.connection.cursor() as cursor:
            cursor.execute("TRUNCATE results CASCADE")
            cursor.execute("VACUUM")
            cursor.execute("CHECKPOINT")

    def is_done(self) -> bool:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM results WHERE status IN ('pending', 'running')")
            [open_results] = cursor.fetchone() or [0]
            return bool(open_results == 0)

    def submit(self, urls: list[str]) -> float:
        """Submit `urls`, wait until all are done, and return the seconds that took."""
        began, statuses = self.submitting.submit(client.submit_all, self.stage.port, urls).result()
        wait_until(self.is_done, 100, "all pages are counted", every=0.02)
        seconds = time.monotonic() - began
        if set(statuses) != {202}:
            print("replies to submissions:", dict(statuses))
        return seconds

    def whole_way(
        self,
        name: str,
        number: int,
        workers: int = 1,
        during: AbstractContextManager[object] | None = None,
    ) -> Run:
        """Count pages by web and workers, which are started before and ended after that.

        `during` is entered when they are warm, and left when the last page is done.
        """
        self.empty()
        web = self.stage.web()
        started = [self.stage.worker(COUNTING_PROCESSES=PROCESSES) for _ in range(workers)]
        self.submit(self.site.urls(f"{name}-warm", WARM_UP * workers))
        steps = {
            "web": lambda: cpu_seconds(web.pid),
            "worker": lambda: sum(own_seconds(each.pid) for each in started),
            "worker's children": lambda: sum(children_seconds(each.pid) for each in started),
        }
        with during or nullcontext():
            run = self.measured(steps, number, lambda: self.submit(self.site.urls(name, number)))
        outcomes = self.stage.outcomes()
        if set(outcomes) != {"done"}:
            print("outcomes:", dict(outcomes))
        for process in (*started, web):
            kill(process)
        return run

    def loop(self, name: str, number: int, looping: ProcessPoolExecutor, ours: bool) -> Run:
        """Count pages by the plain loop, in a process of its own."""
        self.empty()
        pid = looping.submit(os.getpid).result()

        def work(urls: list[str]) -> float:
            url = self.stage.database.url
            return looping.submit(plain_loop.work, urls, url, ours).result()

        work(self.site.urls(f"{name}-warm", WARM_UP))
        steps = {"loop": lambda: own_seconds(pid)}
        return self.measured(steps, number, lambda: work(self.site.urls(name, number)))

    def measured(
        self, steps: dict[str, Callable[[], float]], pages: int, work: Callable[[], float]
    ) -> Run:
        """Do `work`, which returns its seconds, and measure the CPU seconds of each step."""
        steps = {
            **steps,
            "PostgreSQL": lambda: cpu_seconds(postmaster(self.stage.database)),
            "site": lambda: cpu_seconds(self.site.pid),
            "client": lambda: cpu_seconds(self.client),
            OTHERS: busy,
        }
        before, wal = {name: step() for name, step in steps.items()}, self.wal()
        seconds = work()
        used = {name: step() - before[name] for name, step in steps.items()}
        used[OTHERS] -= sum(used.values()) - used[OTHERS]
        return Run(pages, seconds, used, self.wal() - wal)

    def wal(self) -> int:
        """The bytes that PostgreSQL has written ahead."""
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_lsn() - '0/0'")
            [written] = cursor.fetchone() or [0]
            return int(written)


def busy() -> float:
    """The seconds that the cores of this machine have worked."""
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0))


@contextmanager
def scene(pages: Path | None, workers: int) -> Iterator[Scene]:
    bodies = list(pages_of(pages, PAGES, SIZES) if pages else made_pages(PAGES, SIZES))
    sizes = [len(body) / 1000 for body in bodies]
    print(f"{len(bodies)} different pages, median {statistics.median(sizes):.0f} KB", end=", ")
    print(f"mean {statistics.mean(sizes):.0f} KB; {psutil.cpu_count()} cores", flush=True)
    spawning = multiprocessing.get_context("spawn")
    with (
        QuickSite(bodies, HOSTS) as site,
        # The connections of two workers more are for the loop and for measuring.
        Stage(workers=workers + 2, FETCH_ALLOW=site.allowed) as stage,
        ProcessPoolExecutor(1, mp_context=spawning) as submitting,
    ):
        yield Scene(stage, site, submitting)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pages", type=Path, metavar="FOLDER", help="of real pages")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--number", type=int, default=NUMBER, help="addresses in a round")
    parser.add_argument("--our-fetch", action="store_true", help="the loop fetches as we do")
    options = parser.parse_args()
    loops, ours = [], []
    spawning = multiprocessing.get_context("spawn")
    with (
        scene(options.pages, workers=1) as here,
        ProcessPoolExecutor(1, mp_context=spawning) as looping,
    ):
        for number in range(options.rounds):
            loops.append(here.loop(f"loop-{number}", options.number, looping, options.our_fetch))
            ours.append(here.whole_way(f"ours-{number}", options.number))
            ratio = ours[-1].rate / loops[-1].rate
            print(f"round {number + 1}: loop {loops[-1]}, ours {ours[-1]}: {ratio:.2f}", flush=True)
    show("loop", loops)
    show("ours", ours)
    ratio = statistics.median(each.rate for each in ours) / statistics.median(
        each.rate for each in loops
    )
    print(f"ours / loop, of the medians: {ratio:.2f}")
    verdict(f"at least {GOAL} of the plain loop", ratio >= GOAL)


def show(name: str, runs: list[Run]) -> None:
    """Print the median rate, and the milliseconds of each step for a page."""
    rate = statistics.median(run.rate for run in runs)
    every = ", ".join(f"{run.rate:.0f}" for run in runs)
    print(f"{name}: {rate:.0f} pages/s, median of {every}")
    print(f"  {1000 / rate:6.2f} ms pass for each page; CPU time:")
    for step in runs[0].cpu:
        medians = statistics.median(run.cpu[step] / run.pages * 1000 for run in runs)
        print(f"  {medians:6.2f} ms {step}")
    wal = statistics.median(run.wal / run.pages / 1000 for run in runs)
    print(f"  and {wal:.1f} KB of WAL")


if __name__ == "__main__":
    main()
