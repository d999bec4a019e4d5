"""Search, history and comparison with few results and with many, on a PostgreSQL of its own:

    .venv/bin/python -m benchmarks.search [--results 1000000]

Makes 10,000 results whose words are as frequent as words are (Zipf's law), asks for each page,
makes many more, and asks again. A million take about 8 minutes and 3 GB in a temporary folder.
"""

import argparse
import itertools
import json
import random
import shutil
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path

from flask.testing import FlaskClient

import app as application
import db
import settings
from embedded_postgres import as_url, start_embedded
from migrations.apply import migrate

FEW = 10_000
WATCHED = "https://example.com/watched"
COUNTS = 1_000  # of the watched page
VOCABULARY = 200_000
TOKENS = 300  # of a page, on average
ROUNDS = 15

INDEX = (
    "CREATE INDEX results_words ON results USING gin (words_of(result_all)) WITH (fastupdate = on)"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=int, default=1_000_000)
    many = parser.parse_args().results
    folder = Path(tempfile.mkdtemp(prefix="wordcount-search-"))
    folder.chmod(0o755)
    try:
        url = as_url(start_embedded(folder / "postgres"))
        client = application.create_app(settings.TestingConfig({"DATABASE_URL": url})).test_client()
        migrate()
        medium = make_few()
        requests = {
            "search: a word of nearly every result": "/search?word=the",
            f"search: a word of 1 in 100 results ({medium})": f"/search?word={medium}",
            "search: a word of 3 results": "/search?word=zyzzyva",
            "search: a word of none": "/search?word=nowhere",
            "search: a title": "/search?title=Page+777",
            "search: a site": "/search?site=site77.example",
            "search: a word in a language": f"/search?word={medium}&language=ko",
            f"history of {COUNTS:,} counts": f"/pages?url={WATCHED}",
            "course of a word in them": f"/pages?url={WATCHED}&word=the",
            "comparison of two results": "/compare?a=1&b=2",
        }
        before = {name: ask(client, address) for name, address in requests.items()}
        grow(many)
        after = {name: ask(client, address) for name, address in requests.items()}
        report(before, after, many)
    finally:
        db.database.close_all()
        shutil.rmtree(folder, ignore_errors=True)


def make_few() -> str:
    """Store the first results, and give a word that one in a hundred of them has."""
    chance = random.Random(1)
    words = vocabulary()
    weights = list(itertools.accumulate(1 / (rank + 2.7) ** 1.07 for rank in range(VOCABULARY)))
    occurs: Counter[str] = Counter()
    for number in range(1, FEW + 1):
        size = 20_000 if number < 3 else max(20, int(chance.lognormvariate(5.4, 0.8)))
        tokens = chance.choices(words, cum_weights=weights, k=size)
        if number in (10, FEW // 2, FEW - 10):
            tokens.append("zyzzyva")
        is_watched = number % (FEW // COUNTS) == 5
        counts = dict(Counter(tokens).most_common())
        occurs.update(counts.keys())
        db.database.execute_sql(
            "INSERT INTO results (status, url, title, language, created_at, text, result_all,"
            ' result_no_stop_words, total, "distinct")'
            " VALUES ('done', %s, %s, %s, now() - interval '1 hour' * %s, %s, %s, '{}', %s, %s)",
            [
                WATCHED if is_watched else f"https://site{number % 500}.example/{number}",
                f"Page {number}",
                chance.choice(["en", "en", "en", "ko", "de", "fr"]),
                FEW - number,
                " ".join(tokens) if is_watched else None,
                json.dumps(counts),
                len(tokens),
                len(counts),
            ],
        )
    db.database.execute_sql("VACUUM ANALYZE results")
    return min(occurs, key=lambda word: abs(occurs[word] - FEW // 100))


def vocabulary() -> list[str]:
    """ "the", and words that are the longer the rarer they are."""
    letters = "etaoinshrdlucmfw"
    spelled = ("".join(word) for n in range(2, 7) for word in itertools.product(letters, repeat=n))
    return ["the", *itertools.islice(spelled, VOCABULARY - 1)]


def grow(many: int) -> None:
    """Repeat the first results, each time on other sites and with three words of its own."""
    began = time.perf_counter()
    execute = db.database.execute_sql
    execute("DROP INDEX results_words")
    execute(
        "INSERT INTO results (status, url, title, language, created_at, result_all,"
        ' result_no_stop_words, total, "distinct")'
        " SELECT 'done', 'https://site' || n * 500 + id %% 500 || '.example/' || id,"
        " 'Page ' || n * 10000 + id, language, now(),"
        " ('{\"own' || n * 10000 + id || '\": 1, \"more' || n * 10000 + id || '\": 1, '"
        " || substr(replace(result_all::text, '\"zyzzyva\"', '\"other\"'), 2))::json,"
        " '{}', total, \"distinct\""
        " FROM generate_series(1, %s) AS n, results WHERE id BETWEEN 3 AND %s",
        [many // FEW - 1, FEW],
    )
    print(f"{many - FEW:,} more results made in {time.perf_counter() - began:.0f} s")
    began = time.perf_counter()
    execute("SET maintenance_work_mem = '512MB'")
    execute(INDEX)
    print(f"the index of words built in {time.perf_counter() - began:.0f} s")
    execute("VACUUM ANALYZE results")
    sizes = execute(
        "SELECT indexrelid::regclass::text, pg_size_pretty(pg_relation_size(indexrelid))"
        " FROM pg_index WHERE indrelid = 'results'::regclass"
        " UNION ALL SELECT 'table', pg_size_pretty(pg_table_size('results'))"
    )
    print("sizes:", ", ".join(f"{name} {size}" for name, size in sizes.fetchall()))


def ask(client: FlaskClient, address: str) -> list[float]:
    """Seconds until the page was there, in each of ROUNDS."""
    seconds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        reply = client.get(address)
        seconds.append(time.perf_counter() - began)
        assert reply.status_code == 200, (address, reply.status_code)
    return seconds


def report(before: dict[str, list[float]], after: dict[str, list[float]], many: int) -> None:
    """Print the median in milliseconds, and the slowest."""
    print(f"{'milliseconds':45} {FEW:>12,} {many:>12,}   times   slowest")
    for name in before:
        few, lots = (statistics.median(seconds) * 1000 for seconds in (before[name], after[name]))
        slowest = max(after[name]) * 1000
        print(f"{name:45} {few:12.1f} {lots:12.1f} {lots / few:7.2f} {slowest:9.1f}")


if __name__ == "__main__":
    main()
