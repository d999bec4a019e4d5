"""The stored words of a result: the beginning of their JSON, and the rest on demand.

A long rest is read at once, because PostgreSQL unpacks all of it for any part; requests take turns.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TypeVar

import peewee as pw
from flask_babel import gettext
from werkzeug.exceptions import ServiceUnavailable

from db import UNAVAILABLE, release
from models import MAX_ID, Result
from results.frequencies import read_first_chunks, read_rest
from web.limits import wait_for_turn

JSON_CHUNK = 1_000_000  # characters of JSON that the first query returns of a column
AT_ONCE = 50_000  # characters of JSON; other threads wait while they are replaced or encoded
PARSED_AT_ONCE = 20_000  # characters of JSON, plus the rest of the last entry
TRIES = 4  # of one query while the database does not answer or has no free connection
COLUMNS = (Result.result_all, Result.result_no_stop_words)

Read = TypeVar("Read")


class Recounted(ServiceUnavailable):
    """The result was recounted while its words were being read."""

    def __init__(self) -> None:
        super().__init__(gettext("This result has just been recounted. Try again."), retry_after=1)


class StoredWords:
    """One or two columns of words of a result.

    `result` was read in the same query as their first chunks.
    """

    def __init__(
        self, result: Result, chunks: Sequence[str | None], columns: Sequence[pw.Field] = COLUMNS
    ) -> None:
        self.result = result
        self.columns = columns
        self.first = dict(zip(columns, chunks, strict=True))

    @classmethod
    def with_id(
        cls, id: int, columns: Sequence[pw.Field] = COLUMNS, most: int = MAX_ID
    ) -> "StoredWords | None":
        """Return the words of the result with that id, or None if there is no such result.

        If there are more than `most` words, no first chunk is read.
        """
        names = [column.name for column in columns]
        found = retry(lambda: read_first_chunks(id, JSON_CHUNK, names, most))
        return None if found is None else cls(*found, columns)

    def __bool__(self) -> bool:
        """Whether words are stored, even if there are none in the text."""
        return None not in self.first.values()

    @property
    def are_long(self) -> bool:
        """Whether there is more of a column than its first chunk."""
        chunks = [chunk for chunk in self.first.values() if chunk is not None]
        return any(not chunk or len(chunk) >= JSON_CHUNK for chunk in chunks)

    @property
    def length(self) -> int:
        """Characters of JSON that were read."""
        return sum(len(chunk or "") for chunk in self.first.values())

    def most_frequent(self, column: pw.Field, limit: int) -> tuple[dict[str, int], bool]:
        """Return at most `limit` words in `column` with their counts, and whether there are more.

        They come from the first chunk, most frequent first.
        """
        chunk = self.first[column] or ""
        is_cut = len(chunk) >= JSON_CHUNK
        blocks = list(split([chunk]))
        if is_cut:
            blocks[-1] = blocks[-1].rpartition(', "')[0]  # the last entry may be cut
        counts: dict[str, int] = {}
        for block in blocks:
            counts |= json.loads(f"{{{block}}}")
            if len(counts) > limit:
                return dict(islice(counts.items(), limit)), True
        return counts, is_cut

    def entries(self, column: pw.Field) -> Iterator[tuple[str, int]]:
        """Yield the words in `column` with their counts, most frequent first."""
        for block in self.blocks(column):
            yield from block.items()

    def blocks(self, column: pw.Field) -> Iterator[dict[str, int]]:
        """Yield the same in blocks."""
        return (json.loads(f"{{{block}}}") for block in self.unparsed(column))

    def unparsed(self, column: pw.Field) -> Iterator[str]:
        """Yield the same in blocks of JSON; see `split`."""
        return split(self.chunks(column))

    def compact(self, column: pw.Field) -> Iterator[str]:
        """Yield the JSON of `column` without the white space between its entries, or "null".

        Long columns keep their white space: removing it takes longer than sending it.
        """
        if self.first[column] is None:
            yield "null"
        elif self.are_long:
            yield from self.chunks(column)
        else:
            rest = ""
            for chunk in self.chunks(column):
                text = (rest + chunk).replace('": ', '":').replace(', "', ',"')
                yield text[:-2]
                rest = text[-2:]  # a separator may end in the next chunk
            yield rest

    def chunks(self, column: pw.Field) -> Iterator[str]:
        """Yield the JSON of `column` as it is stored.

        Raises Recounted, so that no answer mixes the words of two counts.
        """
        first = self.first[column]
        if first is None:
            return
        if first:
            yield from pieces(first)
            if len(first) < JSON_CHUNK:
                return
        wait_for_turn()
        rest = retry(partial(read_rest, self.result, column, len(first)))
        if rest is None:
            raise Recounted
        yield from pieces(rest)


def pieces(text: str) -> Iterator[str]:
    return (text[start : start + AT_ONCE] for start in range(0, len(text), AT_ONCE))


def split(chunks: Iterable[str]) -> Iterator[str]:
    """Split the JSON of a column into blocks of whole entries, without the outer braces."""
    rest = ""
    for chunk in chunks:
        text, start = rest + chunk, 0
        while (end := text.find(', "', start + PARSED_AT_ONCE)) >= 0:
            yield text[start:end].removeprefix("{")
            start = end + len(", ")
        rest = text[start:]
    yield rest.removeprefix("{").removesuffix("}")


def read_column(result: Result, column: pw.Field) -> str:
    """Return the JSON of `column`. Raises Recounted if the result was recounted meanwhile."""
    text = retry(partial(read_rest, result, column, 0))
    if text is None:
        raise Recounted
    return text


def retry(read: Callable[[], Read]) -> Read:
    """Return the result of `read`, which is retried while the database does not answer."""
    for tries_left in reversed(range(TRIES)):
        try:
            return read()
        except UNAVAILABLE:
            if not tries_left:
                raise
        finally:
            release()
        time.sleep(1)
    raise AssertionError("the last try returns or raises")
