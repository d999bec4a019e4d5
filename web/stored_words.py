"""The words of a result, read in chunks of their JSON: their number costs time, not memory."""

import json
import time
from collections.abc import Iterator
from itertools import islice

import peewee as pw

from db import UNAVAILABLE, read, release
from models import Result

JSON_CHUNK = 500_000  # characters of JSON that one query returns of a column
PARSED_AT_ONCE = 20_000  # characters of JSON, plus the rest of the last entry
TRIES = 4  # of one query while the database is away or has no connection to spare


class StoredWords:
    """The two columns of words of one result; their first chunks come with one query."""

    def __init__(self, result: Result) -> None:
        self.result = result
        columns = (Result.result_all, Result.result_no_stop_words)
        first = read_chunks(result, *columns, first=1) if result.status == "done" else (None, None)
        self.first = dict(zip(columns, first, strict=True))

    def __bool__(self) -> bool:
        """Whether words are stored, though it may be none of them."""
        return self.first[Result.result_all] is not None

    def most_frequent(self, column: pw.Field, limit: int) -> dict[str, int]:
        """At most `limit` words in `column` with their counts, the most frequent first."""
        counts: dict[str, int] = {}
        for block in self.blocks(column):
            counts |= block
            if len(counts) > limit:
                return dict(islice(counts.items(), limit))
        return counts

    def entries(self, column: pw.Field) -> Iterator[tuple[str, int]]:
        """The words in `column` with their counts, the most frequent first."""
        for block in self.blocks(column):
            yield from block.items()

    def blocks(self, column: pw.Field) -> Iterator[dict[str, int]]:
        """The same in blocks."""
        rest = ""
        for chunk in self.chunks(column):
            text, start = rest + chunk, 0
            while (end := text.find(', "', start + PARSED_AT_ONCE)) >= 0:
                yield parse(text[start:end])
                start = end + len(", ")
            rest = text[start:]
        yield parse(rest)

    def compact(self, column: pw.Field) -> Iterator[str]:
        """The JSON of `column` without white space, which no word contains; else "null"."""
        rest = ""
        for chunk in self.chunks(column):
            text = (rest + chunk).replace('": ', '":').replace(', "', ',"')
            yield text[:-2]
            rest = text[-2:]  # a separator may end in the next chunk
        yield rest or "null"

    def chunks(self, column: pw.Field) -> Iterator[str]:
        """The JSON of `column` as it is stored; no connection is held between two chunks."""
        chunk, first = self.first[column], 1
        while chunk:
            yield chunk
            if len(chunk) < JSON_CHUNK:
                return
            first += JSON_CHUNK
            [chunk] = read_chunks(self.result, column, first=first)


def parse(entries: str) -> dict[str, int]:
    """A part of the JSON that begins and ends with a whole entry."""
    counts: dict[str, int] = json.loads(f"{{{entries.removeprefix('{').removesuffix('}')}}}")
    return counts


def read_chunks(result: Result, *columns: pw.Field, first: int) -> tuple[str | None, ...]:
    """A chunk of each column; None of one that is null.

    A failed query is retried: an answer that has begun cannot become a 503.
    """
    query = result.json_chunks(columns, first, JSON_CHUNK)
    for tries_left in reversed(range(TRIES)):
        try:
            # What the follower does not have yet is read where it was written.
            rows = read(query) or list(query)
            chunks: tuple[str | None, ...] = rows[0]
            return chunks
        except UNAVAILABLE:
            if not tries_left:
                raise
        finally:
            release()
        time.sleep(1)
    raise AssertionError("the last try returns or raises")
