"""One of two workers is frozen (SIGSTOP) again and again, as a paused machine is.

    python -m benchmarks.frozen_worker

Shows how long the other worker pauses, and that every page is done in the end, counted
once.
"""

import signal
import threading
import time

from benchmarks.stage import Stage, verdict, wait_until

HOSTS = [f"127.0.0.{number}" for number in range(2, 34)]
PAGES = 1200
FREEZES = 8
FROZEN = 12  # seconds: longer than a session may be idle in a transaction
LIMIT = 10  # seconds


def main() -> None:
    with Stage(*HOSTS, workers=2) as stage:
        stage.web()
        frozen, _ = stage.worker(), stage.worker()
        stage.submit(text="warm", prefer="wait=20")
        urls = [
            stage.site.url(f"/{number}?size=30000&delay=0.3", HOSTS[number % len(HOSTS)])
            for number in range(PAGES)
        ]
        submitter = threading.Thread(target=lambda: [stage.submit(url=url) for url in urls])
        submitter.start()
        gaps: list[float] = []
        ended = threading.Event()
        watcher = threading.Thread(target=watch, args=[stage, gaps, ended])
        watcher.start()
        for _ in range(FREEZES):
            time.sleep(1)
            frozen.send_signal(signal.SIGSTOP)
            time.sleep(FROZEN)
            frozen.send_signal(signal.SIGCONT)
        submitter.join()
        wait_until(lambda: stage.open_results() == 0, 300, "all results are settled", every=0.2)
        ended.set()
        watcher.join()
        report(stage, gaps)


def watch(stage: Stage, gaps: list[float], ended: threading.Event) -> None:
    """Note how long no page was done while there were pages to be claimed.

    The pages of hosts of which the frozen worker has two in hand wait until its lease has ended. A
    page that timed out in the frozen worker waits for its retry.
    """
    last, since = -1, time.monotonic()
    while not ended.wait(0.1):
        [[done, claimable]] = stage.database.rows(
            "WITH busy AS (SELECT host FROM results WHERE status = 'running'"
            "  GROUP BY host HAVING count(*) >= 2)"
            " SELECT count(*) FILTER (WHERE status = 'done'), count(*) FILTER (WHERE"
            "  status = 'pending' AND queued_at <= now() AND host NOT IN (SELECT host FROM busy))"
            " FROM results"
        )
        if done != last or not claimable:
            gaps.append(time.monotonic() - since)
            last, since = done, time.monotonic()


def report(stage: Stage, gaps: list[float]) -> None:
    fetched = stage.site.fetched.values()
    rows = stage.database.rows("SELECT total FROM results WHERE url IS NOT NULL")
    print(f"frozen {FREEZES} times for {FROZEN} s; outcomes: {dict(stage.outcomes())}")
    print(f"longest time without a page done: {max(gaps):.1f} s; tracebacks: {stage.tracebacks()}")
    print(f"fetches: {sum(fetched)} of {PAGES} pages, of one page at most {max(fetched)}")
    verdict(f"the other worker goes on within {LIMIT} s", max(gaps) < LIMIT)
    verdict("every page is done once", len(rows) == PAGES and len(set(rows)) == 1)


if __name__ == "__main__":
    main()
