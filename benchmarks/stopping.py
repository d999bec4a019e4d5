"""SIGTERM to web while requests wait, and to a worker with dripping and large pages in hand.

    python -m benchmarks.stopping

Shows how long each takes to stop, and that what was in hand is counted afterwards, once.
"""

import signal
import subprocess
import threading
import time

from benchmarks.stage import Stage, verdict, wait_until

LIMIT = 20  # seconds; Heroku kills after 30


def main() -> None:
    with Stage("127.0.0.2", "127.0.0.3", "127.0.0.4") as stage:
        web = stage.web()
        replies: list[int] = []

        def wait(number: int) -> None:
            url = stage.site.url(f"/waited-for/{number}")
            replies.append(stage.submit(url=url, prefer="wait=20")[0])

        waiting = [threading.Thread(target=wait, args=[number]) for number in range(10)]
        for thread in waiting:
            thread.start()
        wait_until(lambda: stage.open_results() == 10, 20, "all have been submitted")
        seconds = stop(web)
        for thread in waiting:
            thread.join()
        print(f"web: {seconds:.1f} s; those who waited were answered {sorted(replies)}")
        verdict("web stops in time, and answers all", seconds < LIMIT and replies == [202] * 10)

        worker = stage.worker()
        web = stage.web()
        wait_until(lambda: stage.open_results() == 0, 60, "the first are counted")
        stage.site.bodies["/large"] = " ".join(f"{n:x}" for n in range(800_000)).encode()
        pages = [
            stage.site.url("/slow?delay=9", "127.0.0.2"),
            stage.site.url("/too-slow?delay=30", "127.0.0.3"),
            stage.site.url("/large", "127.0.0.4"),
        ]
        for page in pages:
            stage.submit(url=page)
        wait_until(lambda: running(stage) == 3, 20, "all three are in hand")
        seconds = stop(worker)
        left = running(stage)
        print(f"worker: {seconds:.1f} s; left running {left}; {dict(stage.outcomes())}")
        verdict("a worker stops in time, and leaves nothing running", seconds < LIMIT and not left)
        stage.worker()
        wait_until(lambda: stage.open_results() == 0, 120, "all are settled", every=0.5)
        print("afterwards:", dict(stage.outcomes()), "tracebacks:", stage.tracebacks())
        print("fetches:", {path: stage.site.fetched[path] for path in ("/slow?delay=9", "/large")})


def running(stage: Stage) -> int:
    [[number]] = stage.database.rows("SELECT count(*) FROM results WHERE status = 'running'")
    return int(number)


def stop(process: "subprocess.Popen[bytes]") -> float:
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(60)
    return time.monotonic() - began


if __name__ == "__main__":
    main()
