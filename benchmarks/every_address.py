"""The cost of every GET address of the application for results and a corpus that strangers made.

    python -m benchmarks.every_address [--only PART] [--all]

A worker counts hostile texts of 400 KB, as pages and as a corpus of twelve. Then every address of
`app.url_map` is asked for, with the arguments that cost most and in each format, and the seconds of
a core that web and PostgreSQL take are printed of those that take more than 0.1.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import cycle, islice, product
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from benchmarks.costly_reads import INDEX
from benchmarks.hostile_queries import queries
from benchmarks.hostile_texts import first_word, texts
from benchmarks.read_cost import LIMIT, MEMORY_LIMIT, TAKES_TURNS_FROM, measure
from benchmarks.stage import Stage, ask, memory, verdict, wait_until

DOCUMENTS = 12
HISTORY = 6  # counts of one address each
RULES = """
import json
from app import create_app
rules = create_app().url_map.iter_rules()
print(json.dumps([(rule.rule, rule.endpoint) for rule in rules if "GET" in rule.methods]))
"""
COPY = """
    INSERT INTO results (status, url, title, language, text, result_all, result_no_stop_words,
        total, "distinct", text_rule, rule, created_at, fingerprint)
    SELECT 'done', url, title, language, text || n, result_all, result_no_stop_words,
        total, "distinct", text_rule, rule, now() - interval '1 day' * n, md5(text || n)
    FROM results, generate_series(1, %s) AS n WHERE id = %s
"""
DOWNLOAD = re.compile(r"/corpora/\d+/(words\.ndjson|matrix\.|texts\.zip)")  # in parts
EXCLUDED = {"static", "metrics.show", "alerts.feed"}  # files; METRICS is off; the key is secret


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="a part of the addresses to ask for")
    parser.add_argument("--all", action="store_true", help="print all of them")
    parser.add_argument("--every", type=int, default=1, help="ask for every Nth address only")
    arguments = parser.parse_args()
    with Stage() as stage:
        web = stage.web(WEB_CONCURRENCY="1")
        worker = stage.worker()
        ids = store(stage)
        corpus = store_corpus(stage)
        worker.terminate()
        worker.wait(60)
        stage.database.rows("DROP INDEX results_words")  # it is built in less time than changed
        for id in ids.values():
            stage.database.rows(COPY, HISTORY, id)
        stage.database.rows(INDEX)
        stage.database.rows("ANALYZE")
        for path in ("/", "/results.json"):
            ask(Request(stage.base + path), 60)
        costs, unfair = {}, []
        for number, path in enumerate(addresses(stage, ids, corpus)):
            if arguments.only in path and number % arguments.every == 0:
                least = 0 if arguments.all else TAKES_TURNS_FROM
                costs[path], is_fair = measure(stage, web, path, least)
                unfair += [] if is_fair else [path]
        for path in sorted(costs, key=costs.__getitem__)[-20:]:
            print(f"{costs[path]:.2f} s {path[:150]}")
        at_end = memory(web)
        print(f"{len(costs)} requests; memory of web at the end: {at_end / 1e6:.0f} MB")
        most = max(costs.values())
        verdict(f"no read costs more than {LIMIT} s of a core", most <= LIMIT)
        verdict(f"those of more than {TAKES_TURNS_FROM} s take turns", not unfair)
        verdict("web stays below 512 MB", at_end < MEMORY_LIMIT)


def store(stage: Stage) -> dict[str, int]:
    """Have each text counted as a page of its own, and return the ids by name."""
    for name, text in texts().items():
        stage.site.bodies[f"/{name}"] = text.encode()
        stage.submit(url=url_of(stage, name))
    wait_until(lambda: stage.open_results() == 0, 300, "the pages are counted")
    rows = stage.database.rows(
        "SELECT url, id, total, \"distinct\" FROM results WHERE status = 'done'"
    )
    for url, _, total, distinct in rows:
        print(f"{url}: {total:,} words, {distinct:,} different")
    return {name: id for url, id, *_ in rows for name in texts() if f"/{name}?" in url}


def store_corpus(stage: Stage) -> str:
    """Have a corpus of DOCUMENTS counted and summed up; return its address."""
    names = list(islice(cycle(texts()), DOCUMENTS))
    for number, name in enumerate(names):
        stage.site.bodies[f"/{number}/{name}"] = f"{texts()[name]} {number}".encode()
    urls = [url_of(stage, f"{number}/{name}") for number, name in enumerate(names)]
    body = json.dumps({"urls": urls, "name": "hostile"}).encode()
    status, reply = ask(
        Request(f"{stage.base}/corpora", body, {"Content-Type": "application/json"}), 60
    )
    assert status == 202, reply
    id = json.loads(reply)["id"]
    is_summed = f"SELECT 1 FROM summed_documents HAVING count(*) = {DOCUMENTS}"
    wait_until(lambda: bool(stage.database.rows(is_summed)), 600, "the corpus is summed up")
    return str(id)


def url_of(stage: Stage, name: str) -> str:
    return stage.site.url(f"/{name}?{urlencode({'type': 'text/plain; charset=utf-8'})}")


def rules(stage: Stage) -> list[tuple[str, str]]:
    """The rules of the application that GET may ask for, with their endpoints."""
    command = [sys.executable, "-c", RULES]
    printed = subprocess.run(
        command, cwd=stage.root, env=stage.settings, check=True, stdout=subprocess.PIPE, timeout=60
    )
    found: list[tuple[str, str]] = [tuple(each) for each in json.loads(printed.stdout)]
    return found


def addresses(stage: Stage, ids: dict[str, int], corpus: str) -> Iterator[str]:
    """Every address, with each query that its endpoint has; fails for one that has none."""
    found = queries([*ids.values()], [url_of(stage, name) for name in ids], corpus)
    for rule, endpoint in sorted(rules(stage)):
        if endpoint in EXCLUDED:
            continue
        for path in paths(rule, ids, corpus):
            for query in found[endpoint]:
                filled = {name: fill(value, path, ids) for name, value in query.items()}
                yield from parts(stage, f"{path}?{urlencode(filled)}" if filled else path)


def parts(stage: Stage, path: str) -> Iterator[str]:
    """The path; if it is that of a download, also the addresses of its other parts."""
    yield path
    if DOWNLOAD.search(path):
        with urlopen(stage.base + path, timeout=60) as reply:
            next = re.fullmatch('<(.+)>; rel="next"', reply.headers.get("Link", ""))
        if next:
            yield from parts(stage, next[1])


def paths(rule: str, ids: dict[str, int], corpus: str) -> Iterator[str]:
    formats = ("json", "csv") if "<any(json, csv):format>" in rule else ("",)
    results = ids.values() if "<result:id>" in rule else (0,)
    for id, format in product(results, formats):
        path = rule.replace("<result:id>", str(id)).replace("<corpus:id>", corpus)
        path = path.replace("<any(json, csv):format>", format).replace("<path:name>", "well-known")
        yield path.replace("<name>", "cat " * 100)


def fill(value: str, path: str, ids: dict[str, int]) -> str:
    """The value, in which {word} is the first word of the result in the path."""
    words = {id: first_word(texts()[name]) for name, id in ids.items()}
    parts = path.strip("/").split("/")
    id = int(parts[1]) if parts[0] == "results" and len(parts) > 1 and parts[1].isdigit() else 0
    return value.replace("{word}", words.get(id, "cat"))


if __name__ == "__main__":
    main()
