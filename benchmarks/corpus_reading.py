"""How long the views of a corpus take, for 100 documents and for 10,000, by turns.

    python -m benchmarks.corpus_reading [--documents 10000]

Two synthetic corpora in an embedded PostgreSQL of their own: each document has 500 different words,
drawn from 400,000 by Zipf's law. Prints the median and the greatest time of each view, the ratio of
the medians, and how long it took to add up each corpus.
"""

import argparse
import itertools
import random
import resource
import tempfile
import time
from bisect import bisect
from pathlib import Path
from statistics import median

import app as application
import db
import settings
from corpora import Corpus, Document
from corpora.totals import sum_up
from embedded_postgres import as_url, start_embedded
from migrations.apply import migrate
from models import Result
from wordcount import length

VOCABULARY = [f"w{number:x}" for number in range(400_000)]
DIFFERENT = 500  # words of a document
STOP_WORDS = 100  # the most frequent
ROUNDS = 9
VIEWS = (
    "/corpora/{0}",
    "/corpora/{0}/words",
    "/corpora/{0}/words?stop_words=keep",
    "/corpora/{0}/words?filter=w1f",
    "/compare?a=corpus:{0}&b=corpus:1",
    "/compare?a=corpus:{0}:tag:t1&b=corpus:{0}",
    "/corpora/{0}/contexts?word=w0",
    "/corpora/{0}/contexts?word=w1f",
    "/corpora/{0}/collocates?word=w9",
    "/corpora/{0}/phrases",
    "/corpora/{0}/trends?terms=w0,w1,w2f,w3*",
    "/corpora/{0}/trends?terms=w{1},w1{1},w2{1},w3{1}",  # others in each round
    "/corpora/{0}/trends?terms=w{1}*",
    "/corpora/{0}/cloud",
    "/corpora/{0}/vocabulary",
)
WEIGHTS = list(itertools.accumulate(1 / rank for rank in range(1, len(VOCABULARY) + 1)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=10_000)
    documents = parser.parse_args().documents
    with tempfile.TemporaryDirectory(prefix="wordcount-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        url = as_url(start_embedded(folder / "postgres"))
        config = settings.TestingConfig({"DATABASE_URL": url})
        settings.current = lambda: config
        app = application.create_app(config)
        migrate()
        for number in (100, documents):
            make_corpus(number)
        db.database.execute_sql("SET statement_timeout = 0")
        db.database.execute_sql("ANALYZE")
        compare(app.test_client(), documents)
        db.database.close_all()


def make_corpus(documents: int) -> None:
    chance = random.Random(documents)
    corpus = Corpus.create(
        name=f"{documents} documents",
        source="urls",
        status="done",
        documents=documents,
        done=documents,
        finished_at="2026-01-01 00:00Z",
    )
    with db.database.atomic():
        for position in range(1, documents + 1):
            make_document(corpus, position, chance)
    began, batches = time.perf_counter(), 0
    while sum_up(corpus.id):
        batches += 1
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{documents:6} documents: {batches} batches in {seconds:.0f} s; peak {peak} MB", flush=True
    )


def make_document(corpus: Corpus, position: int, chance: random.Random) -> None:
    words: dict[str, int] = {}
    while len(words) < DIFFERENT:
        word = VOCABULARY[bisect(WEIGHTS, chance.random() * WEIGHTS[-1])]
        words[word] = words.get(word, 0) + 1
    words = dict(sorted(words.items(), key=lambda item: (-item[1], item[0])))
    tokens = [word for word, count in words.items() for _ in range(count)]
    chance.shuffle(tokens)
    lines = [" ".join(tokens[start : start + 80]) for start in range(0, len(tokens), 80)]
    text, host = "\n".join(lines), f"site{position % 50}.example"
    kept = {word: n for word, n in words.items() if int(word[1:], 16) >= STOP_WORDS}
    result = Result.create(
        url=f"https://{host}/{corpus.id}/{position}",
        host=host,
        status="done",
        title=f"Page {position}",
        language="en",
        text=text,
        result_all=words,
        result_no_stop_words=kept,
        total=len(tokens),
        distinct=len(words),
        rule=1,
        length=length(text, "en").to_dict(),
    )
    Document.create(
        corpus=corpus,
        position=position,
        url=result.url,
        host=host,
        result=result,
        status="done",
        tag=f"t{position % 20}",
        published=f"{2024 + position % 2}-{1 + position % 12:02}-01",
    )


def compare(client: object, documents: int) -> None:
    print(f"{'view':50} {'100':>14} {documents:>14,}   ratio   (ms, median and greatest)")
    for view in VIEWS:
        times: dict[int, list[float]] = {1: [], 2: []}
        for turn, id in itertools.product(range(ROUNDS), times):
            began = time.perf_counter()
            reply = client.get(view.format(id, turn))
            assert reply.status_code == 200, reply.text
            times[id].append((time.perf_counter() - began) * 1000)
        small, large = (median(each) for each in times.values())
        cells = "".join(f"{median(each):7.0f} {max(each):7.0f}" for each in times.values())
        print(f"{view:50} {cells}   {large / small:5.1f}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"Peak memory of this process: {peak} MB")


if __name__ == "__main__":
    main()
