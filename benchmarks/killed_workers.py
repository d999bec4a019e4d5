"""300 addresses are submitted while the worker is killed every second, and the web once.

    python -m benchmarks.killed_workers

Shows that all that was acknowledged is counted within two minutes of the last kill, each result
once, and how often pages were fetched.
"""

import threading
import time

from benchmarks.stage import Stage, kill, verdict, wait_until

ADDRESSES = 300
KILLS = 20  # one a second; the last ones when everything has been submitted
DELAY = 0.3  # seconds a page takes, so that a killed worker has some in hand
HOSTS = [f"127.0.0.{number}" for number in range(2, 12)]


def main() -> None:
    with Stage(*HOSTS) as stage:
        web = stage.web()
        acknowledged: dict[str, int] = {}
        submitter = threading.Thread(target=submit_all, args=[stage, acknowledged])
        submitter.start()
        for number in range(KILLS):
            worker = stage.worker()
            time.sleep(1)
            kill(worker)
            if number == KILLS // 4:
                kill(web)
                web = stage.web()
        submitter.join()
        last_kill = time.monotonic()
        print(f"{len(acknowledged)} acknowledged; worker killed {KILLS} times, web once")
        print("at the last kill:", dict(stage.outcomes()))
        stage.worker()
        wait_until(lambda: stage.open_results() == 0, 180, "all results are settled", every=0.5)
        seconds = time.monotonic() - last_kill
        report(stage, acknowledged, seconds)


def submit_all(stage: Stage, acknowledged: dict[str, int]) -> None:
    """Submit every address, again where the web did not answer, for about 15 seconds."""
    for number in range(ADDRESSES):
        host = HOSTS[number % len(HOSTS)]
        url = stage.site.url(f"/{number}?delay={DELAY}", host)
        while True:
            status, result = stage.submit(url=url)
            if status == 202:
                acknowledged[url] = result["id"]
                break
            time.sleep(0.2)
        time.sleep(0.04)


def report(stage: Stage, acknowledged: dict[str, int], seconds: float) -> None:
    rows = stage.database.rows("SELECT id, url, status, total, attempts FROM results")
    done = {id for id, _, status, _, _ in rows if status == "done"}
    totals = {total for _, _, status, total, _ in rows if status == "done"}
    fetched = stage.site.fetched.values()
    print(f"outcomes: {dict(stage.outcomes())}, {seconds:.1f} s after the last kill")
    print(f"rows: {len(rows)}, of addresses: {len({url for _, url, *_ in rows})}")
    print(f"fetches: {sum(fetched)}, of one page at most {max(fetched)}; tracebacks:", end=" ")
    print(f"{stage.tracebacks()}; most attempts: {max(row[-1] for row in rows)}")
    verdict("all that was acknowledged is done", set(acknowledged.values()) <= done)
    verdict("every count is that of one fetch", len(totals) == 1)
    verdict("within two minutes of the last kill", seconds <= 120)


if __name__ == "__main__":
    main()
