"""Pages a second from submission to done: one worker process, then two.

    python -m benchmarks.throughput

Pages of 100 KB come from a site on this machine, which shares its cores with the workers and
with PostgreSQL: so they are compared on as many cores as there are workers, and both on two.
`python -m benchmarks.whole_way` shows where the time goes.
"""

import os
import statistics
import time

from benchmarks.stage import Stage, confine, kill, verdict, wait_until

PAGES = 240
SIZE = 100_000  # bytes
ROUNDS = 5  # of one worker and of two in turn, for others use this machine too
HOSTS = [f"127.0.0.{number}" for number in range(2, 34)]  # as two fetches at a time go to one


def main() -> None:
    cores = sorted(os.sched_getaffinity(0))[:2]
    with Stage(*HOSTS, workers=2) as stage:
        stage.web()
        runs = {(1, 1): [], (1, 2): [], (2, 2): []}
        for number in range(ROUNDS):
            for (workers, width), rates in runs.items():
                confine(stage, cores[:width])
                rates.append(rate(stage, workers, f"{width}/{number}"))
        print(f"pages of {SIZE} bytes; everybody, PostgreSQL and the site too, on these cores only")
        medians = {}
        for (workers, width), rates in runs.items():
            median = medians[workers, width] = statistics.median(rates)
            every = ", ".join(f"{each:.1f}" for each in rates)
            print(f"workers: {workers}, cores: {width}: {median:.1f} pages/s (of {every})")
        print(f"two workers on two cores, one on two: {medians[2, 2] / medians[1, 2]:.2f}")
        ratio = medians[2, 2] / medians[1, 1]
        print(f"two workers on two cores, one on one: {ratio:.2f}")
        verdict("twice the machine does at least 1.7 times as much", ratio >= 1.7)


def rate(stage: Stage, workers: int, run: str) -> float:
    """Pages a second of so many workers, which have begun when the first page is submitted."""
    processes = [stage.worker() for _ in range(workers)]
    for _ in range(4 * workers):  # so that each has loaded what it needs
        stage.submit(text="warm and warmer", prefer="wait=20")
    began = time.monotonic()
    for page in range(PAGES):
        host = HOSTS[page % len(HOSTS)]
        stage.submit(url=stage.site.url(f"/{workers}/{run}/{page}?size={SIZE}", host))
    wait_until(lambda: stage.open_results() == 0, 120, "all pages are counted", every=0.05)
    seconds = time.monotonic() - began
    for process in processes:
        kill(process)
    return PAGES / seconds


if __name__ == "__main__":
    main()
