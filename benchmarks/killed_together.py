"""`kill -9` of all of `python app.py`, its embedded server too, 20 times during submissions.

    python -m benchmarks.killed_together

Shows that whatever was acknowledged is there at the next start, and is counted in the end.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.request import Request

import psutil

from benchmarks.site import Site
from benchmarks.stage import BIN, ROOT, ask, free_port, verdict, wait_until

KILLS = 20
LIVED = 1.5  # seconds of submissions before each kill
IGNORED = shutil.ignore_patterns(".*", "instance", "tests", "benchmarks", "__pycache__")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="wordcount-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        project = shutil.copytree(ROOT, Path(folder) / "project", ignore=IGNORED)
        with Site() as site:
            program = Program(project, site)
            try:
                kill_again_and_again(program, site)
            finally:
                program.kill()


def kill_again_and_again(program: "Program", site: Site) -> None:
    acknowledged: set[int] = set()
    missing: set[int] = set()
    starts = []
    for number in range(KILLS):
        starts.append(program.start())
        missing |= {id for id in acknowledged if program.get(id) is None}
        stopped = threading.Event()
        submitter = threading.Thread(
            target=submit, args=[program, site, number, acknowledged, stopped]
        )
        submitter.start()
        time.sleep(LIVED)
        program.kill()
        stopped.set()
        submitter.join()
    starts.append(program.start())
    missing |= {id for id in acknowledged if program.get(id) is None}
    done = wait_until(
        lambda: all((program.get(id) or {}).get("status") == "done" for id in acknowledged),
        180,
        "all that was acknowledged is done",
        every=1,
    )
    print(f"killed {KILLS} times, {program.servers_killed} of them with its server")
    print(f"{len(acknowledged)} acknowledged, {len(missing)} missing")
    print(f"starts took {min(starts):.1f} to {max(starts):.1f} s; all done {done:.1f} s afterwards")
    verdict("every acknowledged result is there at the next start", not missing)


def submit(
    program: "Program", site: Site, run: int, acknowledged: set[int], stopped: threading.Event
) -> None:
    number = 0
    while not stopped.is_set():
        number += 1
        body = json.dumps({"url": site.url(f"/{run}/{number}?size=20000")}).encode()
        headers = {"Content-Type": "application/json"}
        status, reply = ask(Request(f"{program.base}/results", body, headers), 5)
        if status == 202:
            acknowledged.add(json.loads(reply)["id"])
        time.sleep(0.02)


class Program:
    """`python app.py` in a copy of the project, with an embedded server of its own."""

    def __init__(self, project: Path, site: Site) -> None:
        self.project = project
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.environment = {
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "PORT": str(self.port),
            "FETCH_ALLOW": site.allowed,
            "QUEUE_LIMIT": "100000",
        }
        self.command = [sys.executable, "app.py"]
        self.process: subprocess.Popen[str] | None = None
        self.servers_killed = 0

    def start(self) -> float:
        """Start it, and give the seconds until it serves."""
        began = time.monotonic()
        errors = (self.project / "errors").open("w")
        self.process = subprocess.Popen(
            self.command,
            cwd=self.project,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        assert self.process.stdout
        for line in self.process.stdout:
            if re.search(r"http://\S+", line):
                return time.monotonic() - began
        raise RuntimeError((self.project / "errors").read_text())

    def kill(self) -> None:
        """Kill it and its server, as the kernel does when memory is short."""
        if self.process is None:
            return
        tree = []
        if self.process.poll() is None:
            own = psutil.Process(self.process.pid)
            tree = [own, *own.children(recursive=True)]
        for pid_file in self.project.rglob("postmaster.pid"):
            server = psutil.Process(int(pid_file.read_text().split()[0]))
            self.servers_killed += 1
            tree = [server, *server.children(recursive=True), *tree]
        for each in tree:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()
        psutil.wait_procs(tree, timeout=20)
        self.process.wait(20)
        self.process = None

    def get(self, id: int | str) -> dict[str, object] | None:
        status, reply = ask(Request(f"{self.base}/results/{id}.json"), 10)
        found: dict[str, object] | None = json.loads(reply) if status == 200 else None
        return found


if __name__ == "__main__":
    main()
