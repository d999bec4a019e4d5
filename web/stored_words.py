"""The words of a result, read in chunks of their JSON: their number costs time, not memory."""

import json
import time
from collections.abc import Iterator

import peewee as pw

from db import UNAVAILABLE, read, release
from models import Result

JSON_CHUNK = 500_000  # characters of JSON that one query returns
PARSED_AT_ONCE = 20_000  # characters of JSON, plus the rest of the last entry
TRIES = 4  # of one query while the database is away or has no connection to spare


def entries(result: Result, column: pw.Field) -> Iterator[tuple[str, int]]:
    """The words in `column` with their counts, the most frequent first."""
    rest = ""
    for chunk in chunks(result, column):
        text, start = rest + chunk, 0
        while (end := text.find(', "', start + PARSED_AT_ONCE)) >= 0:
            yield from parse(text[start:end])
            start = end + len(", ")
        rest = text[start:]
    yield from parse(rest)


def parse(part: str) -> Iterator[tuple[str, int]]:
    """The entries of a part of the JSON that begins and ends with a whole entry."""
    counts = json.loads(f"{{{part.removeprefix('{').removesuffix('}')}}}")
    yield from counts.items()


def compact(result: Result, column: pw.Field) -> Iterator[str]:
    """The JSON of `column`, "null" without words, without white space: no word contains any."""
    rest = ""
    for chunk in chunks(result, column):
        text = (rest + chunk).replace('": ', '":').replace(', "', ',"')
        yield text[:-2]
        rest = text[-2:]  # a separator may end in the next chunk
    yield rest or "null"


def chunks(result: Result, column: pw.Field) -> Iterator[str]:
    """The JSON of `column` as it is stored; no connection is held between two chunks."""
    first = 1
    while result.status == "done" and (chunk := read_chunk(result, column, first)):
        yield chunk
        if len(chunk) < JSON_CHUNK:
            return
        first += JSON_CHUNK


def read_chunk(result: Result, column: pw.Field, first: int) -> str:
    """One chunk; a failed query is retried, as an answer that has begun cannot become a 503."""
    query = result.json_part(column, first, JSON_CHUNK)
    for tries_left in reversed(range(TRIES)):
        try:
            # What the follower does not have yet is read where it was written.
            rows = read(query.dicts())
            part: str | None = rows[0]["part"] if rows else query.scalar()
            return part or ""
        except UNAVAILABLE:
            if not tries_left:
                raise
        finally:
            release()
        time.sleep(1)
    raise AssertionError("the last try returns or raises")
