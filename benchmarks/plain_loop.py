"""The plain loop that the whole way is compared with: nothing is promised, nothing is bounded.

One process with eight threads. Each takes an address, fetches it, calls `count_page` and inserts
one row, which it commits. Fetching is what a short program does: urllib3 with its pool of
connections, which stay open, no limit on bytes or time, no check of where an address leads. Such a
loop is the fastest that can be compared, so the ratio is the strictest. `ours=True` fetches with
`wordcount.fetch` instead, and shows how much of the gap is the safety of a fetch.
"""

import datetime as dt
import hashlib
import itertools
import json
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import psycopg2
import urllib3

from wordcount import Count, count_page
from wordcount.analysis.variety import mattr_of_sample
from wordcount.fetching.fetch import fetch
from wordcount.page import TEXT_RULE
from wordcount.words import RULE

THREADS = 8
HOSTS = 100  # whose connections urllib3 keeps

pool = urllib3.PoolManager(num_pools=HOSTS, maxsize=THREADS)


def work(urls: list[str], database_url: str, ours: bool = False) -> float:
    """Count and store the pages at `urls`, and return the seconds from the first to the last."""
    turns = itertools.count()
    get = our_fetch(urls) if ours else plain_fetch
    connections = [psycopg2.connect(database_url) for _ in range(THREADS)]
    columns = known_columns(connections[0])
    errors: list[BaseException] = []

    def run(connection: "psycopg2.extensions.connection") -> None:
        try:
            while (turn := next(turns)) < len(urls):
                body, content_type = get(urls[turn])
                insert(connection, columns, urls[turn], count_page(body, content_type))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=[each]) for each in connections]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - began
    for connection in connections:
        connection.close()
    if errors:
        raise errors[0]
    return seconds


def plain_fetch(url: str) -> tuple[bytes, str | None]:
    reply = pool.request("GET", url)
    return reply.data, reply.headers.get("Content-Type")


def our_fetch(urls: list[str]) -> Callable[[str], tuple[bytes, str | None]]:
    allow = {(parts.hostname or "", parts.port or 80) for parts in map(urlsplit, urls)}

    def get(url: str) -> tuple[bytes, str | None]:
        fetched = fetch(url, allow)
        return fetched.body, fetched.content_type

    return get


def known_columns(connection: "psycopg2.extensions.connection") -> set[str]:
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'results'"
        )
        return {name for (name,) in cursor.fetchall()}


def insert(
    connection: "psycopg2.extensions.connection", known: set[str], url: str, count: Count
) -> None:
    """Store the row that the worker stores: every column of it that the table has."""
    now = dt.datetime.now(dt.UTC)
    row = {
        "url": url,
        "result_all": json.dumps(count.result_all, ensure_ascii=False),
        "result_no_stop_words": json.dumps(count.result_no_stop_words, ensure_ascii=False),
        "status": "done",
        "created_at": now,
        "title": count.title,
        "language": count.language,
        "language_source": count.language_source,
        "total": count.total,
        "distinct": count.distinct,
        "text": count.text,
        "attempts": 1,
        "queued_at": now,
        "taken_at": now,
        "host": urlsplit(url).netloc,
        "priority": 0,
        "finished_at": now,
        "text_rule": TEXT_RULE,
        "rule": RULE,
        "mattr": mattr_of_sample(count.text, count.language),
        "fingerprint": hashlib.md5(count.text.encode()).hexdigest(),
    }
    row = {name: value for name, value in row.items() if name in known}
    columns = ", ".join(f'"{name}"' for name in row)
    places = ", ".join(["%s"] * len(row))
    with connection, connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO results ({columns}) VALUES ({places})", [*row.values()])
