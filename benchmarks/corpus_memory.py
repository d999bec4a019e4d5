"""Peak memory of web and worker while corpora of very many different words are summed up.

    python -m benchmarks.corpus_memory [--same]

Two clients make a corpus each of 12 pages, which have 330,000 different words each; with `--same`,
all pages of a corpus have the same words. Each is watched while it is counted and summed up. The
totals are compared with those of the documents, added up here.
"""

import argparse
import json
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request

import psutil

from benchmarks.cpu_times import own_seconds
from benchmarks.stage import ROOT, Stage, ask, memory, verdict, wait_until

HOSTS = [f"127.0.0.{number}" for number in range(2, 8)]
DOCUMENTS = 12
WORDS = 330_000
LIMIT = 512_000_000
SECONDS = 3_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--same", action="store_true")
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    parser.add_argument("--root", type=Path, default=ROOT, help="another checkout to measure")
    arguments = parser.parse_args()
    with Stage(*HOSTS, root=arguments.root, TRUSTED_PROXIES="1") as stage:
        web, worker = stage.web(), stage.worker()
        peaks = {"web": 0, "worker": 0, "worker without children": 0}
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(0.05):
                peaks["web"] = max(peaks["web"], memory(web))
                peaks["worker"] = max(peaks["worker"], memory(worker))
                alone = psutil.Process(worker.pid).memory_full_info().pss
                peaks["worker without children"] = max(peaks["worker without children"], alone)

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        began = time.monotonic()
        corpora = [create(stage, client, arguments) for client in (1, 2)]
        is_counted = "SELECT 1 FROM corpora HAVING count(finished_at) = 2"
        wait_until(lambda: bool(stage.database.rows(is_counted)), SECONDS, "they are counted")
        print(f"counted in {time.monotonic() - began:.0f} s: {show(peaks)}", flush=True)
        is_summed = f"SELECT 1 FROM summed_documents HAVING count(*) = {2 * arguments.documents}"
        wait_until(lambda: bool(stage.database.rows(is_summed)), SECONDS, "they are summed up")
        print(f"summed up in {time.monotonic() - began:.0f} s: {show(peaks)}")
        print(f"the worker without its children used {own_seconds(worker.pid):.0f} s of a core")
        time.sleep(5)
        print(f"afterwards the worker has {memory(worker) / 1e6:.0f} MB")
        ended.set()
        watcher.join()
        print("outcomes:", dict(stage.outcomes()), "tracebacks:", stage.tracebacks())
        verdict("web and worker stay below 512 MB", max(peaks.values()) < LIMIT)
        for corpus in corpora:
            verdict(f"the totals of corpus {corpus} are the sum", totals_are_sums(stage, corpus))


def show(peaks: dict[str, int]) -> str:
    return ", ".join(f"{name} {peak / 1e6:.0f} MB" for name, peak in peaks.items())


def create(stage: Stage, client: int, arguments: argparse.Namespace) -> int:
    urls = []
    for number in range(arguments.documents):
        first = client * 10_000_000 + (0 if arguments.same else number * WORDS)
        words = " ".join(f"{first + word:x}" for word in range(WORDS))
        name = f"/{client}-{number}"
        stage.site.bodies[name] = f"{words} page{number}".encode()
        query = urlencode({"type": "text/plain; charset=utf-8"})
        urls.append(stage.site.url(f"{name}?{query}", HOSTS[number % len(HOSTS)]))
    headers = {"Content-Type": "application/json", "X-Forwarded-For": f"198.51.{client}.1"}
    request = Request(f"{stage.base}/corpora", json.dumps({"urls": urls}).encode(), headers)
    status, reply = ask(request, 60)
    assert status == 202, reply
    return int(json.loads(reply)["id"])


def totals_are_sums(stage: Stage, corpus: int) -> bool:
    """Whether the words that the corpus keeps have the counts of its documents."""
    kept = dict(
        stage.database.rows(
            "SELECT word, count FROM corpus_words JOIN corpus_sums USING (corpus_id, batch)"
            " WHERE corpus_id = %s AND part = 'page' AND word <> ''",
            corpus,
        )
    )
    sums: Counter[str] = Counter()
    for (text,) in stage.database.rows(
        "SELECT results.text FROM results JOIN corpus_documents ON result_id = results.id"
        " WHERE corpus_id = %s",
        corpus,
    ):
        sums.update(text.split())
    print(f"{len(kept):,} of {len(sums):,} words are kept")
    return bool(kept) and all(sums[word] == count for word, count in kept.items())


if __name__ == "__main__":
    main()
