"""A corpus of the sitemap index of 50 hosts, while its worker is killed and single pages come in.

    python -m benchmarks.corpus [PAGES]

Of the pages (10,000 by default), some repeat another one's text, some fail, some redirect to one
another, and one host is slow. Shows that each has its outcome, that the totals are those of the
documents in the CSV, how much memory web and worker take, and how long a single page takes alone
and meanwhile.
"""

import csv
import io
import json
import random
import statistics
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request

from benchmarks.stage import Stage, ask, kill, memory, verdict, wait_until

HOSTS = [f"127.0.2.{number}" for number in range(1, 51)]
SINGLE = "127.0.3.1"
LIMIT = 512_000_000  # bytes
SITEMAPS = 10
SLOW = 1.0  # seconds a page of the first host takes
KILLS = (0.3, 0.6)  # of the documents are finished when the worker is killed
VOCABULARY = [f"word{number:x}" for number in range(8_000)]
TIMEOUT = 7200  # seconds


@dataclass
class Pages:
    """The pages of the sitemap index: their addresses, what they say, and what fails."""

    urls: list[str] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)  # words by address
    failing: set[str] = field(default_factory=set)


@dataclass
class Watched:
    """The progress and the memory seen while the corpus is counted."""

    peaks: dict[str, int] = field(default_factory=lambda: {"web": 0, "worker": 0})
    single: list[float] = field(default_factory=list)  # seconds
    is_over: threading.Event = field(default_factory=threading.Event)


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with Stage(SINGLE, *HOSTS, CORPUS_LIMIT=str(number)) as stage:
        web, processes = stage.web(), {"worker": stage.worker()}
        processes["web"] = web
        stage.submit(text="one two", prefer="wait=20")
        pages = publish(stage, number)
        alone = [single(stage, f"alone-{each}") for each in range(9)]
        watched = Watched()
        threads = [
            threading.Thread(target=watch_memory, args=[processes, watched]),
            threading.Thread(target=submit_singles, args=[stage, watched]),
        ]
        began = time.monotonic()
        address = create(stage)
        for thread in threads:
            thread.start()
        is_monotonic = count(stage, address, processes)
        watched.is_over.set()
        for thread in threads:
            thread.join()
        print(f"{number} pages in {time.monotonic() - began:.0f} s")
        report(stage, address, pages, watched, alone)
        verdict("the bar never runs backwards", is_monotonic)
        print("tracebacks:", stage.tracebacks())


def publish(stage: Stage, number: int) -> Pages:
    """Serve the pages from the site, and a sitemap index of them at /index.xml."""
    chance = random.Random(22)
    pages = Pages()
    for each in range(number):
        host, path = HOSTS[each % len(HOSTS)], f"/page/{each}"
        query: dict[str, str] = {}
        if host == HOSTS[0]:
            query["delay"] = str(SLOW)
        kind = chance.random()
        words = chance.choices(VOCABULARY, k=400)
        if kind < 0.02 and pages.texts:
            words = chance.choice([*pages.texts.values()])  # repeats another text
        elif kind < 0.04 and pages.texts:
            query |= {"status": "302", "location": chance.choice([*pages.texts])}
        elif kind < 0.06:
            query["status"] = chance.choice(["404", "410", "403"])
        elif kind < 0.07:
            query["type"] = "image/png"
        url = stage.site.url(f"{path}?{urlencode(query)}" if query else path, host)
        pages.urls.append(url)
        if "status" in query or "type" in query:
            if "location" not in query:
                pages.failing.add(url)
            continue
        pages.texts[url] = words
        stage.site.bodies[path] = f"<!doctype html><p>{' '.join(words)}".encode()
    parts = []
    for part in range(SITEMAPS):
        urls = "".join(f"<url><loc>{escape(url)}</loc></url>" for url in pages.urls[part::SITEMAPS])
        stage.site.bodies[f"/{part}.xml"] = f"<urlset>{urls}</urlset>".encode()
        parts.append(f"<sitemap><loc>/{part}.xml?type=text/xml</loc></sitemap>")
    index = f"<sitemapindex>{''.join(parts)}</sitemapindex>"
    stage.site.bodies["/index.xml"] = index.encode()
    stage.site.bodies["/robots.txt"] = b"User-agent: *\nAllow: /\n"
    return pages


def escape(url: str) -> str:
    return url.replace("&", "&amp;")


def create(stage: Stage) -> str:
    body = json.dumps({"name": "Pages", "sitemap": stage.site.url("/index.xml?type=text/xml")})
    headers = {"Content-Type": "application/json"}
    status, reply = ask(Request(f"{stage.base}/corpora", body.encode(), headers), 30)
    assert status == 202, reply
    return str(json.loads(reply)["address"])


def count(stage: Stage, address: str, processes: dict[str, Any]) -> bool:
    """Wait until the corpus is done, and kill the worker twice; whether it always went on."""
    kills, finished, is_monotonic = [*KILLS], 0, True
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline:
        corpus = json.loads(stage.get(f"{address}.json")[1])
        now = corpus["done"] + corpus["failed"]
        is_monotonic, finished = is_monotonic and now >= finished, now
        if kills and corpus["total"] and now >= kills[0] * corpus["total"]:
            kills.pop(0)
            kill(processes["worker"])
            processes["worker"] = stage.worker()
            print(f"worker killed at {now} of {corpus['total']}", flush=True)
        if corpus["status"] in ("done", "failed"):
            return is_monotonic
        time.sleep(1)
    raise TimeoutError(f"{finished} pages in {TIMEOUT} s")


def watch_memory(processes: dict[str, Any], watched: Watched) -> None:
    while not watched.is_over.wait(1):
        for name in watched.peaks:
            watched.peaks[name] = max(watched.peaks[name], memory(processes[name]))


def submit_singles(stage: Stage, watched: Watched) -> None:
    number = 0
    while not watched.is_over.wait(3):
        watched.single.append(single(stage, f"meanwhile-{number}"))
        number += 1


def single(stage: Stage, name: str) -> float:
    """The seconds until a page that somebody submits is done."""
    began = time.monotonic()
    stage.submit(timeout=60, prefer="wait=20", url=stage.site.url(f"/{name}", SINGLE))
    return time.monotonic() - began


def report(stage: Stage, address: str, pages: Pages, watched: Watched, alone: list[float]) -> None:
    table = stage.get(f"{address}/documents.csv")[1].decode()
    documents = list(csv.DictReader(io.StringIO(table)))
    outcomes = Counter(each["error"] or each["status"] for each in documents)
    print("outcomes:", dict(outcomes), "duplicates:", sum(map(is_duplicate, documents)))
    counted = [each for each in documents if each["status"] == "done" and not is_duplicate(each)]
    added_up = sum(int(each["total"]) for each in counted)
    words = wait_for_totals(stage, address, len(counted))
    print(f"documents added up: {added_up:,}; totals of the corpus: {words['total']:,}")
    texts = {tuple(text) for text in pages.texts.values()}
    expected = Counter(word for text in texts for word in text)
    found = {row["word"]: row["count"] for row in words["words"]}
    verdict(
        "each page is in the corpus once",
        sorted(each["url"] for each in documents) == sorted(pages.urls),
    )
    verdict(
        "those that should fail do", {e["url"] for e in documents if e["error"]} == pages.failing
    )
    verdict("the totals are those of the documents", words["total"] == added_up)
    verdict("each word is as frequent as in the texts", found == dict(expected))
    print("peaks:", {name: f"{peak / 1e6:.0f} MB" for name, peak in watched.peaks.items()})
    verdict("web and worker stay below 512 MB", max(watched.peaks.values()) < LIMIT)
    usual, meanwhile = statistics.median(alone), statistics.median(watched.single)
    print(f"a single page: {usual:.2f} s alone, {meanwhile:.2f} s meanwhile (medians)")
    print(f"slowest of {len(watched.single)} meanwhile: {max(watched.single):.2f} s")
    verdict("a single page takes at most twice its usual time", meanwhile <= 2 * usual)


def is_duplicate(document: dict[str, str]) -> bool:
    return bool(document["duplicate_of"])


def wait_for_totals(stage: Stage, address: str, documents: int) -> dict[str, Any]:
    found: dict[str, Any] = {}

    def are_ready() -> bool:
        nonlocal found
        status, reply = stage.get(f"{address}/words.json?part=page&stop_words=keep", 60)
        found = json.loads(reply) if status == 200 else {}
        return found.get("documents") == documents

    seconds = wait_until(are_ready, 600, "the totals are ready", every=0.5)
    print(f"the totals were ready {seconds:.1f} s after the last document")
    return found


if __name__ == "__main__":
    main()
