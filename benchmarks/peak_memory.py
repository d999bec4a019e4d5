"""Peak memory of web and worker over hostile pages, pages of 10 MB, forms and readers of such.

    python -m benchmarks.peak_memory

A figure is that of a process with all its children, pages of memory that they share counted once
(PSS): what a machine of 512 MB has to hold.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode
from urllib.request import Request

from benchmarks.stage import Stage, ask, memory, verdict, wait_until

LIMIT = 512_000_000
SIZE = 9_900_000  # bytes; a page may have 10 million
HOSTS = [f"127.0.0.{number}" for number in range(2, 6)]
SMALL = 80  # pages
AT_ONCE = 32  # requests: all threads of two web processes


def main() -> None:
    with Stage(*HOSTS, TRUSTED_PROXIES="1") as stage:
        web, worker = stage.web(), stage.worker()
        peaks = {"web": 0, "worker": 0}
        ended = threading.Event()

        def watch() -> None:
            while not ended.is_set():
                peaks["web"] = max(peaks["web"], memory(web))
                peaks["worker"] = max(peaks["worker"], memory(worker))
                time.sleep(0.1)

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        time.sleep(2)
        show("at rest", peaks)
        small_pages(stage)
        show(f"after {SMALL} small pages that make a parser copy", peaks)
        pages(stage)
        show("after hostile pages", peaks)
        forms(stage)
        show(f"after {AT_ONCE} forms of 10 MB at once", peaks)
        stage.database.rows("DELETE FROM results WHERE status IN ('pending', 'running')")
        answered = largest(stage)
        show(f"after {AT_ONCE} readers of the largest result at once", peaks)
        analyses(stage)
        show(f"after {AT_ONCE} readers at once of what is read from the largest results", peaks)
        ended.set()
        watcher.join()
        print("outcomes:", dict(stage.outcomes()), "tracebacks:", stage.tracebacks())
        verdict("web and worker stay below 512 MB", max(peaks.values()) < LIMIT)
        verdict("all who read the largest result were answered", set(answered) == {200})
        verdict("neither was killed", web.poll() is None and worker.poll() is None)


def show(when: str, peaks: dict[str, int]) -> None:
    """Print the peaks so far, in MB."""
    print(when + ":", {name: round(peak / 1e6) for name, peak in peaks.items()}, flush=True)


def small_pages(stage: Stage) -> None:
    """Pages of 7 KB and 40 MB in the parser: in every paragraph it opens all of `<i>` again."""
    tags = b"".join(b"<i id=%d>" % number for number in range(200))
    stage.site.bodies = {"/copied": b"<p>" + tags + b"<p>x" * 1_350}
    for number in range(SMALL):
        query = urlencode({"type": "text/html", "number": number})
        stage.submit(url=stage.site.url(f"/copied?{query}", HOSTS[number % len(HOSTS)]))
    wait_until(lambda: stage.open_results() == 0, 400, "the pages are settled", every=0.5)


def pages(stage: Stage) -> None:
    chance = random.Random(1)
    stage.site.bodies = {
        "/distinct": " ".join(f"{number:x}" for number in range(1_700_000)).encode()[:SIZE],
        "/types": " ".join(f"{number:x}" for number in range(600_000)).encode()[:SIZE],
        "/hangul": " ".join(
            chr(0xAC00 + chance.randrange(11_000)) + chr(0xAC00 + chance.randrange(11_000))
            for _ in range(1_400_000)
        ).encode()[:SIZE],
        "/thai": "".join(chr(0xE01 + chance.randrange(46)) for _ in range(SIZE // 3)).encode(),
        "/links": b"<a b=c d=e f=g>x</a>" * (SIZE // 20),
        "/paragraphs": b"<p>a b c d e f g h i j " * (SIZE // 23),
        "/nested": b"<div>" * (SIZE // 5),
        "/bold": b"<p><b>" * (SIZE // 6),
        "/entities": b"&amp;" * (SIZE // 5),
        "/just-small": b"<a b=c d=e f=g>x</a>" * (999_000 // 20),
    }
    kinds = {"/distinct", "/types", "/hangul", "/thai"}
    for host in HOSTS:
        for name in stage.site.bodies:
            kind = "text/plain; charset=utf-8" if name in kinds else "text/html; charset=utf-8"
            stage.submit(url=stage.site.url(f"{name}?{urlencode({'type': kind})}", host))
        stage.submit(url=stage.site.url(f"/prose?size={SIZE}", host))
    wait_until(lambda: stage.open_results() == 0, 400, "the pages are settled", every=0.5)


def forms(stage: Stage) -> None:
    text = " ".join(f"{number:x}" for number in range(1_700_000))[:SIZE]
    body = urlencode({"text": text}).encode()
    together(lambda client: ask(request(stage, "/results", client, body), 60)[0])


def largest(stage: Stage) -> Counter[int]:
    """Read the largest result by as many clients, and by one; return the statuses."""
    [[id]] = stage.database.rows(
        "SELECT id FROM results WHERE status = 'done' AND url IS NOT NULL"
        ' ORDER BY "distinct" DESC LIMIT 1'
    )
    statuses: Counter[int] = Counter()
    for path in (f"/results/{id}", f"/results/{id}.json", f"/results/{id}.csv"):
        print("  of as many clients", end="")
        statuses += read_together(stage, path)
        print("  of one client", end="")
        statuses += together(lambda _, path=path: ask(request(stage, path, 1), 120)[0])
    return statuses


def analyses(stage: Stage) -> None:
    """The pages that are made of all the words, or of the text, of the largest results."""
    [[a], [b]] = stage.database.rows(
        "SELECT id FROM results WHERE status = 'done' AND url IS NOT NULL"
        ' ORDER BY "distinct" DESC LIMIT 2'
    )
    of_counts = (
        f"/results/{a}/words?sort=long",
        f"/results/{a}/words.json",
        f"/results/{a}/cloud",
        f"/compare?a={a}&b={b}",
        f"/compare.json?a={a}&b={b}",
        f"/changes?from={a}&to={b}",
    )
    of_texts = [
        f"/results/{id}/{name}"
        for [id] in stage.database.rows(
            "SELECT max(id) FROM results WHERE status = 'done' AND url IS NOT NULL AND total > 0"
            " GROUP BY split_part(url, '?', 1) ORDER BY max(octet_length(text)) DESC LIMIT 3"
        )
        for name in ("contexts.json?word=a", "phrases?length=5", "vocabulary")
    ]
    for path in (*of_counts, *of_texts):
        print(" ", path, end="")
        read_together(stage, path)


def read_together(stage: Stage, path: str) -> Counter[int]:
    return together(lambda client: ask(request(stage, path, client), 120)[0])


def request(stage: Stage, path: str, client: int, body: bytes | None = None) -> Request:
    """A request of one of many clients, each in a network of its own."""
    return Request(stage.base + path, body, {"X-Forwarded-For": f"198.51.{client}.1"})


def together(send: Callable[[int], int]) -> Counter[int]:
    """Send AT_ONCE requests at once, each with its number; print and return the statuses."""
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        statuses = Counter(threads.map(send, range(AT_ONCE)))
    print(f"  {dict(statuses)} in {time.monotonic() - began:.1f} s", flush=True)
    return statuses


if __name__ == "__main__":
    main()
