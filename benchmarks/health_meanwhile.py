"""How soon `python app.py` answers /health while it counts what takes long to count.

    python -m benchmarks.health_meanwhile

A copy of the project runs with an embedded database of its own. It gets long words beside odd
characters, as texts and as pages, and pages that take more than 10 seconds of a core. /health is
asked every 20 ms. A reply that is late delays the next requests, and each of them counts from the
moment when it was due.
"""

import json
import math
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.request import Request

from benchmarks.killed_children import GREEDY
from benchmarks.killed_together import IGNORED, Program
from benchmarks.site import Site
from benchmarks.stage import AWAY, ROOT, ask, verdict, wait_until

EVERY = 0.02  # seconds
IDLE = 3  # seconds, before anything is counted
LIMIT = 0.1  # seconds
ODD = "กあ中한́³²½ªºµ·'’.:,;-_ßİıſKÅﬁﬀＡ①Ⅷ٣३क़אبयខພမჰԱπЖ😀‍\u200b\u00ad\ufe0f\u2028\u0300°%€&"
LONG = 100_000  # characters of a word
DAMAGED = "wissenschaftskommunikation³"  # took 4.6 s in a real page
CPU_SECONDS = """
import resource, sys, time
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
from wordcount import count_page
from wordcount.errors import PageError
body = sys.stdin.buffer.read()
began = time.process_time()
try:
    count_page(body, "text/html; charset=utf-8")
except PageError:
    pass
print(time.process_time() - began)
"""


class Visitor(threading.Thread):
    """Asks for /health again and again; `waits` holds the seconds of each reply."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port
        self.waits: list[float] = []
        self.failures = 0
        self.ended = threading.Event()

    def run(self) -> None:
        due = time.monotonic()
        while not self.ended.is_set():
            if not self._is_healthy():
                self.failures += 1
            self.waits.append(time.monotonic() - due)
            due += EVERY
            self.ended.wait(max(0.0, due - time.monotonic()))

    def _is_healthy(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
        except AWAY:
            return False
        finally:
            connection.close()

    def __enter__(self) -> "Visitor":
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.ended.set()
        self.join()


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="wordcount-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # root's PostgreSQL is another user's
        project = shutil.copytree(ROOT, Path(folder) / "project", ignore=IGNORED)
        with Site() as site:
            program = Program(project, site)
            program.environment["SUBMISSIONS_PER_MINUTE"] = "0"
            try:
                program.start()
                worst = all_of_it(program, site)
            finally:
                program.kill()
    verdict(f"/health answers within {LIMIT * 1000:.0f} ms", worst <= LIMIT)


def all_of_it(program: Program, site: Site) -> float:
    """Count each kind, print how /health answered meanwhile, and return the longest wait."""
    long_words = ["a" * LONG + odd for odd in ODD]
    pages = hostile_pages()
    site.bodies = {name: body for name, (_, body) in pages.items()}
    site.bodies |= {
        f"/odd-{number}": f"<p>{word}".encode() for number, word in enumerate(long_words)
    }
    odd_pages = [site.url(f"/odd-{number}") for number in range(len(long_words))]
    with Visitor(program.port) as visitor:
        time.sleep(IDLE)
    show("nothing is counted", visitor)
    worst = [
        meanwhile("one word", program, [{"text": "word"}]),
        meanwhile(f"{DAMAGED} × 1", program, [{"text": DAMAGED}]),
        meanwhile(f"{DAMAGED} × 300,000", program, [{"text": f"{DAMAGED} " * 300_000}]),
        meanwhile("long words, texts", program, [{"text": word} for word in long_words]),
        meanwhile("long words, pages", program, [{"url": url} for url in odd_pages]),
    ]
    for name, (what, body) in pages.items():
        alone = subprocess.run(
            [sys.executable, "-c", CPU_SECONDS],
            input=body,
            capture_output=True,
            cwd=ROOT,
        )
        seconds = f"{float(alone.stdout):.1f}" if alone.returncode == 0 else "over 20"
        what = f"{what}, {len(body) / 1e6:.1f} MB, {seconds} s of a core"
        worst.append(meanwhile(what, program, [{"url": site.url(name)}]))
    return max(worst)


def hostile_pages() -> dict[str, tuple[str, bytes]]:
    """By name, what takes long in a page, and the page."""
    chance = random.Random(1)
    pairs = (
        chr(0x4E00 + chance.randrange(20_000)) + chr(0x4E00 + chance.randrange(20_000))
        for _ in range(1_400_000)
    )
    deep = b"<body><template>" + b"<div>" * 480
    tags = [b"<i id=%d>" % number for number in range(400)]
    return {
        "/greedy": ("attributes of two bodies", GREEDY["/time"]),
        "/small": ("the same below 1 MB", deep + b"<title></title>" * 66_000),
        "/pairs": ("pairs of Han characters", " ".join(pairs).encode()),
        "/copied": ("tags that each paragraph opens", b"<p>" + b"".join(tags) + b"<p>x" * 100_000),
    }


def meanwhile(what: str, program: Program, submitted: list[dict[str, str]]) -> float:
    """Submit, wait until all is settled, print how /health did, and return the longest wait."""
    with Visitor(program.port) as visitor:
        began = time.monotonic()
        ids = [submit(program, fields) for fields in submitted]
        outcomes = {settled(program, id) for id in ids}
        seconds = time.monotonic() - began
    show(f"{what}: {', '.join(sorted(outcomes))} after {seconds:.1f} s", visitor)
    return max(visitor.waits)


def show(what: str, visitor: Visitor) -> None:
    """Print how /health answered."""
    waits = sorted(visitor.waits)
    percentile = waits[math.ceil(len(waits) * 0.99) - 1]
    print(f"{what}; /health, {len(waits)} times:")
    print(
        f"    99 % within {percentile * 1000:.0f} ms, all within {waits[-1] * 1000:.0f} ms", end=""
    )
    print(f", not answered with 200: {visitor.failures}", flush=True)


def settled(program: Program, id: str) -> str:
    """Wait until a result is settled, and return its outcome: "done", or the code of an error."""
    result: dict[str, object] = {}

    def is_settled() -> bool:
        result.update(program.get(id) or {})
        return result.get("status") in ("done", "failed")

    wait_until(is_settled, 110, f"result {id} is settled", every=0.3)
    error = result["error"]
    return str(error["code"] if isinstance(error, dict) else result["status"])


def submit(program: Program, fields: dict[str, str]) -> str:
    """Submit, and return the end of the result's address: that of a text has a secret."""
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    body = json.dumps(fields).encode()
    status, reply = ask(Request(f"{program.base}/results", body, headers), 60)
    assert status == 202, (status, reply[:200])
    return str(json.loads(reply)["address"]).removeprefix("/results/")


if __name__ == "__main__":
    main()
