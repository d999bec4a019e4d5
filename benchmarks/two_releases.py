"""Two releases side by side on one database, then a rollback, with a queue of 1,000.

    python -m benchmarks.two_releases --old REVISION

The release REVISION serves; the migrations of this one are applied; its web and worker are started
beside the old ones. Addresses are submitted to both webs, and readers ask both for lists and
results. Then web and worker of this release are stopped while some hundreds of results are pending,
and the old ones go on alone. The Python that runs this runs both: it has the packages of both.
"""

import argparse
import json
import random
import re
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import Request

from benchmarks.site import prose
from benchmarks.stage import ROOT, Stage, ask, free_port, verdict, wait_until
from wordcount import count_page

HOSTS = [f"127.0.0.{number}" for number in range(2, 34)]
BEFORE = 100  # addresses that the old release has before the new one comes
BESIDE = 1300  # that both have: about 1,000 of them wait at once
ROLLED_BACK = 600  # that are submitted before the rollback
LEFT = 300  # of these are pending when the new release is stopped
DELAY = 1.0  # seconds a page takes
SIZES = (2_000, 5_000, 20_000)  # bytes
AT_ONCE = 8  # submissions
HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}


@dataclass
class Release:
    """A web and a worker: where they come from, where the web is, what it has answered."""

    name: str
    root: Path
    port: int = field(default_factory=free_port)
    processes: "list[subprocess.Popen[bytes]]" = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)

    def start(self, stage: Stage) -> None:
        stage.root, stage.port = self.root, self.port
        stage.base = f"http://127.0.0.1:{self.port}"
        self.processes = [stage.web(PORT=str(self.port)), stage.worker()]

    def ask(self, what: str, path: str, body: bytes | None = None) -> bytes:
        """The body of the reply, whose status is counted by `what`; 0 stands for no reply."""
        request = Request(f"http://127.0.0.1:{self.port}{path}", body, HEADERS)
        status, reply = ask(request, 30)
        self.statuses[f"{what} {status}"] += 1
        return reply if status in (200, 202) else b""


class Visitors:
    """Submits addresses, remembers what was acknowledged, and reads it meanwhile."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.ids: dict[str, int] = {}  # by address
        self.sizes: dict[str, int] = {}

    def submit(self, part: str, number: int, releases: list[Release]) -> None:
        """Submit `number` addresses, to one release and the other in turn."""

        def submit_one(each: int) -> None:
            size = SIZES[each % len(SIZES)]
            host = HOSTS[each % len(HOSTS)]
            url = self.stage.site.url(f"/{part}/{each}?delay={DELAY}&size={size}", host)
            release = releases[each % len(releases)]
            if reply := release.ask("submitted", "/results", json.dumps({"url": url}).encode()):
                self.ids[url], self.sizes[url] = json.loads(reply)["id"], size

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(submit_one, range(number)))

    def read(self, release: Release, ended: threading.Event) -> None:
        """Read the list and a result, again and again."""
        chance = random.Random(release.name)
        while not ended.wait(0.05):
            release.ask("list", "/results.json")
            if known := [*self.ids.values()]:
                release.ask("result", f"/results/{chance.choice(known)}.json")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--old", required=True, metavar="REVISION", help="the release before")
    revision = parser.parse_args().old
    with tempfile.TemporaryDirectory(prefix="wordcount-") as folder:
        Path(folder).chmod(0o755)
        old = Path(folder) / "old"
        git("worktree", "add", "--quiet", "--detach", str(old), revision)
        try:
            with Stage(*HOSTS, workers=4, root=old) as stage:
                side_by_side(stage, Release("old", old), Release("new", ROOT))
        finally:
            git("worktree", "remove", "--force", str(old))


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def side_by_side(stage: Stage, old: Release, new: Release) -> None:
    visitors = Visitors(stage)
    ended, new_ended = threading.Event(), threading.Event()
    readers = [
        threading.Thread(target=visitors.read, args=[old, ended]),
        threading.Thread(target=visitors.read, args=[new, new_ended]),
    ]
    old.start(stage)
    readers[0].start()
    visitors.submit("before", BEFORE, [old])
    stage.root = new.root
    stage.migrate()
    print(f"migrated while {stage.open_results()} results were open", flush=True)
    new.start(stage)
    readers[1].start()
    visitors.submit("beside", BESIDE, [old, new])
    print(f"both run, {stage.open_results()} results are open", flush=True)
    settle(stage)
    beside = Counter(stage.site.fetched)
    visitors.submit("rollback", ROLLED_BACK, [old, new])
    wait_until(lambda: stage.open_results() <= LEFT, 60, f"{LEFT} results are open", every=0.05)
    new_ended.set()
    readers[1].join()
    left, seconds = stage.open_results(), stop(new)
    print(f"new stopped within {seconds:.1f} s, when {left} results were open", flush=True)
    settle(stage)
    ended.set()
    readers[0].join()
    report(stage, visitors, [old, new], beside)


def settle(stage: Stage) -> None:
    seconds = wait_until(lambda: stage.open_results() == 0, 110, "all are settled", every=0.2)
    print(f"all are settled {seconds:.1f} s later: {dict(stage.outcomes())}", flush=True)


def stop(release: Release) -> float:
    """Stop both processes as a host does, and return the seconds until the last has ended."""
    began = time.monotonic()
    for process in release.processes:
        process.send_signal(signal.SIGTERM)
    for process in release.processes:
        process.wait(60)
    return time.monotonic() - began


def report(stage: Stage, visitors: Visitors, releases: list[Release], beside: Counter[str]) -> None:
    for release in releases:
        print(f"{release.name}: {dict(sorted(release.statuses.items()))}")
    rows = stage.database.rows("SELECT id, url, status, total, attempts FROM results")
    done = {id: total for id, _, status, total, _ in rows if status == "done"}
    lost = [url for url, id in visitors.ids.items() if id not in done]
    totals = {size: count_page(prose(size), "text/html; charset=utf-8").total for size in SIZES}
    wrong = [
        url
        for url, id in visitors.ids.items()
        if id in done and done[id] != totals[visitors.sizes[url]]
    ]
    twice_beside = sum(times > 1 for times in beside.values())
    twice = Counter(times for times in (stage.site.fetched - beside).values() if times > 1)
    attempts = Counter(attempts for *_, attempts in rows)
    print(f"acknowledged: {len(visitors.ids)}, rows: {len(rows)}, lost: {len(lost)} {lost[:3]}")
    print(f"rows by attempts: {dict(attempts)}; wrong totals: {len(wrong)} {wrong[:3]}")
    print(f"fetched more than once beside each other: {twice_beside}; at the rollback, pages by")
    print(f"fetches: {dict(twice) or 'none'}; tracebacks in the logs: {stage.tracebacks()}")
    statuses = [status for release in releases for status in release.statuses]
    failed = [status for status in statuses if re.search(" (0|5..)$", status)]
    verdict("no 500, nor another 5xx, and every request is answered", not failed)
    verdict("every acknowledged result is done", not lost)
    verdict("every total is right", not wrong)
    verdict("each address has one row", len(rows) == len({url for _, url, *_ in rows}))
    verdict("none is fetched twice while both run", twice_beside == 0)


if __name__ == "__main__":
    main()
