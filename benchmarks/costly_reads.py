"""The cost of the most expensive reads: CPU of web and PostgreSQL, bytes of the answer, memory.

    python -m benchmarks.costly_reads [--size BYTES]

Stores results of the largest allowed size that are as expensive as we know how to make them, asks
for each address with arguments that are allowed, and prints the seconds of a core that each takes.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from urllib.parse import quote, urlencode
from urllib.request import Request

import psycopg2

from benchmarks.read_cost import LIMIT, TAKES_TURNS_FROM, measure
from benchmarks.stage import ROOT, Stage, ask, memory, verdict
from wordcount import count_text

SIZE = 9_900_000  # bytes of a text; a page may have 10 million
# Counts of one address each, by the name of their text: a page of a history has 50, a feed 21.
HISTORIES = {"pairs": 22, "thai": 6, "essay": 52}
TITLED = 52  # results with a title of SIZE, from before titles were bounded
PAGE = "https://history.example/"
TITLED_PAGE = "https://titled.example/"

INSERT = """
    INSERT INTO results (status, url, title, language, text, result_all, result_no_stop_words,
        total, "distinct", created_at)
    VALUES ('done', %s, %s, %s, %s, %s, %s, %s, %s, now())
    RETURNING id
"""
COPY = """
    INSERT INTO results (status, url, title, language, text, result_all, result_no_stop_words,
        total, "distinct", created_at)
    SELECT 'done', %s, title, language, text || n, result_all, result_no_stop_words, total,
        "distinct", now() - interval '1 day' * n
    FROM results, generate_series(1, %s) AS n WHERE id = %s
"""
TITLES = """
    INSERT INTO results (status, url, title, language, text, result_all, total, "distinct",
        created_at)
    SELECT 'done', %s, repeat('title ', %s), 'en', 'cat', '{"cat": 1}', 1, 1, now()
    FROM generate_series(1, %s)
"""

INDEX = (
    "SET maintenance_work_mem = '512MB'; "
    "CREATE INDEX results_words ON results USING gin (words_of(result_all)) WITH (fastupdate = on)"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--only", default="", help="a part of the addresses to ask for")
    parser.add_argument("--root", type=Path, default=ROOT, help="another checkout to measure")
    arguments = parser.parse_args()
    with Stage(root=arguments.root) as stage:
        stage.database.rows("DROP INDEX results_words")
        ids = store(stage, arguments.size)
        grow(stage, ids, arguments.size)
        web = stage.web(WEB_CONCURRENCY="1")
        for path in ("/", "/results.json"):  # do not count what the first request loads
            ask(Request(stage.base + path), 60)
        measured = [measure(stage, web, path) for path in addresses(ids) if arguments.only in path]
        costs = [cost for cost, _ in measured]
        print(f"the worst: {max(costs):.2f} s of a core; memory of web: {memory(web) / 1e6:.0f} MB")
        verdict(f"no read costs more than {LIMIT} s of a core", max(costs) <= LIMIT)
        is_fair = all(is_fair for _, is_fair in measured)
        verdict(f"those of more than {TAKES_TURNS_FROM} s take turns", is_fair)


def texts(size: int) -> Iterator[tuple[str, str, str]]:
    """A name, a language and a text of at most `size` bytes."""
    chance = random.Random(1)
    alphabet = "0123456789abcdefghijklmnopqrstuvwxyz"
    yield "types", "en", cut(" ".join(map("".join, product(alphabet, repeat=4))), size)
    yield "others", "en", cut(" ".join(map("".join, product(alphabet[::-1], repeat=4))), size)
    yield "token", "en", cut("a " * (size // 2), size)
    pairs = ["".join(pair) for pair in product(alphabet, repeat=2)]
    yield "pairs", "und", cut(" ".join(chance.choices(pairs, k=size // 3)), size)
    prose = ["".join(chance.choices(alphabet[10:], k=chance.randrange(1, 12))) for _ in range(9000)]
    yield "prose", "en", cut(" ".join(chance.choices(prose, k=size // 6)), size)
    yield "thai", "th", cut("".join(chr(0xE01 + chance.randrange(46)) for _ in range(size)), size)
    yield "han", "zh", cut("".join(chr(0x4E00 + chance.randrange(8000)) for _ in range(size)), size)
    yield "kana", "ja", cut("".join(chr(0x3041 + chance.randrange(80)) for _ in range(size)), size)
    yield (
        "accents",
        "tr",
        cut(" ".join("é" + "".join(pair) for pair in chance.choices(pairs, k=size // 5)), size),
    )
    yield "long", "en", cut(" ".join(f"{n:0>1000}" for n in range(size // 1000)), size)
    yield "lines", "en", cut("a b\n" * (size // 4), size)
    # In CSV, these words have to be quoted: the first have commas, the others quotation marks.
    yield "numbers", "en", cut(" ".join(f"{n:,}" for n in range(1_000_000, 2_200_000)), size)
    acronyms = product(map(chr, range(0x5D0, 0x5EB)), repeat=5)
    yield (
        "acronyms",
        "he",
        cut(" ".join("".join(each[:4]) + '"' + each[4] for each in acronyms), size),
    )
    yield "essay", "en", cut(" ".join(chance.choices(prose, k=size // 6)), 60_000)


def cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")


def store(stage: Stage, size: int) -> dict[str, int]:
    """Store each text as its count would be, and return the ids by name."""
    ids = {}
    connection = psycopg2.connect(stage.database.url)
    connection.autocommit = True
    with connection, connection.cursor() as cursor:
        for name, language, text in texts(size):
            began = time.monotonic()
            count = count_text(text, language)
            alls, kept = (
                json.dumps(words, ensure_ascii=False)
                for words in (count.result_all, count.result_no_stop_words)
            )
            values = [count.language, text, alls, kept, count.total, count.distinct]
            cursor.execute(INSERT, [f"https://{name}.example/", name, *values])
            [ids[name]] = cursor.fetchone()
            print(
                f"{name}: {count.total:,} words, {count.distinct:,} different, "
                f"{len(alls):,} characters of JSON, {time.monotonic() - began:.0f} s",
                flush=True,
            )
    connection.close()
    return ids


def grow(stage: Stage, ids: dict[str, int], size: int) -> None:
    """Give some addresses a history, and one many counts with a long title."""
    began = time.monotonic()
    for name, number in HISTORIES.items():
        stage.database.rows(COPY, f"https://{name}.history.example/", number, ids[name])
    stage.database.rows(TITLES, TITLED_PAGE, size // 6, TITLED)
    is_known = (
        "SELECT 1 FROM pg_attribute WHERE attname = 'fingerprint' AND attrelid = %s::regclass"
    )
    if stage.database.rows(is_known, "results"):
        stage.database.rows("UPDATE results SET fingerprint = md5(text)")
    stage.database.rows(INDEX)
    stage.database.rows("ANALYZE results")
    print(f"grown in {time.monotonic() - began:.0f} s", flush=True)


def addresses(ids: dict[str, int]) -> Iterator[str]:
    yield from ("/", "/.json", "/results", "/results.json", "/results.csv")
    yield from (
        f"/compare?a={ids['long']}",
        f"/compare?a={max(ids.values()) + sum(HISTORIES.values()) + 1}",
    )
    for name in HISTORIES:
        url = quote(f"https://{name}.history.example/")
        for path in ("pages", "pages.json", "pages.csv", "pages.svg", "pages.atom"):
            yield f"/{path}?url={url}"
        for path in ("pages", "pages.svg"):
            yield f"/{path}?url={url}&word=zz"
        yield f"/pages?url={url}&word=zz&before={max(ids.values()) + 9}"
    yield from ("/results.json?before=9", "/search.json?word=zz&before=9", "/watches")
    yield f"/pages.atom?url={TITLED_PAGE}"
    yield f"/pages?url={TITLED_PAGE}"
    words = " ".join(f"a{n}" for n in range(10, 36))
    for query in (
        {"word": "zz"},
        {"word": "a"},
        {"word": "0000"},
        {"word": "nowhere"},
        {"word": "zz nowhere"},
        {"word": words},
        {"word": " ".join(words.split()[:20])},
        {"word": "zz", "site": "pairs.history.example"},
        {"word": "zz", "language": "en"},
        {"word": "0000", "title": "types"},
        {"title": "title"},
        {"title": " ".join("title" for _ in range(80))},
        {"title": " ".join(map("".join, product("abcde", repeat=2)))},
        {"site": "titled.example"},
        {"language": "en"},
    ):
        yield f"/search.json?{urlencode(query)}"
    yield "/search?word=zz"
    for id in (id for name, id in ids.items() if name != "others"):
        result = f"/results/{id}"
        yield from (f"{result}", f"{result}.json", f"{result}.csv", f"{result}?page=999999")
        yield f"{result}?stop_words=drop"
        without = ",".join(map("".join, product("abcde", repeat=2)))
        for path in (
            f"{result}/words",
            f"{result}/words.json",
            f"{result}/words.csv",
            f"{result}/words?sort=long&page=999",
            f"{result}/words.json?sort=word&filter=0&without={without * 4}"[:500],
            f"{result}/cloud",
            f"{result}/vocabulary",
            f"{result}/vocabulary.svg",
        ):
            yield path
        for length in (2, 5):
            yield f"{result}/phrases?length={length}"
        yield f"{result}/phrases.json?length=5&stop_words=drop"
        for word in ("a", " ".join(["a"] * 200)):
            for path in ("contexts?sort=left", "contexts.json?sort=right", "contexts.svg?"):
                yield f"{result}/{path}&word={quote(word)}"
    for a, b in (("types", "others"), ("pairs", "types"), ("long", "thai"), ("types", "types")):
        for path in ("compare", "compare.json", "compare.csv"):
            yield f"/{path}?a={ids[a]}&b={ids[b]}"
        for path in ("changes", "changes.json", "changes.csv"):
            yield f"/{path}?from={ids[a]}&to={ids[b]}"


if __name__ == "__main__":
    main()
