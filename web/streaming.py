"""Stream answers of any size: a part is made once the client has read the parts before it.

Each part reads a page of keys and then returns its connection, so a slow client holds neither a
cursor nor a thread (see http_server/task.py).
"""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from flask import Response
from werkzeug.exceptions import ServiceUnavailable

from db import release
from web.client import current_client
from web.etags import add_headers
from web.file_names import saved_as
from web.respond import to_json

STREAMS = 6  # at once in a process; with a fast client, each keeps a thread busy
STREAMS_OF_ONE = 2  # network, so that its slow readers do not exclude others
RETRY_AFTER = 30  # seconds
NDJSON = "application/x-ndjson"

running: Counter[str] = Counter()  # streams of each network
running_lock = threading.Lock()

Row = TypeVar("Row")


class Stream:
    """The encoded parts of an answer. It occupies one of STREAMS places until it is closed."""

    def __init__(self, parts: Iterable[str | bytes], network: str) -> None:
        with running_lock:
            if running.total() >= STREAMS or running[network] >= STREAMS_OF_ONE:
                message = "Too many downloads are running. Try again in half a minute."
                raise ServiceUnavailable(message, retry_after=RETRY_AFTER)
            running[network] += 1
        self._network = network
        self._parts = iter(parts)
        self._is_open = True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            part = next(self._parts)
        except BaseException:  # also StopIteration
            self.close()
            raise
        finally:
            release()
        return part.encode() if isinstance(part, str) else part

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            with running_lock:
                running.subtract([self._network])
                if not running[self._network]:
                    del running[self._network]


def stream(
    parts: Iterable[str | bytes], content_type: str, name: str, *, partial: bool = False
) -> Response:
    """Answer with the parts as a file called `name`. Raises ServiceUnavailable."""
    response = Response(Stream(parts, current_client().network), content_type=content_type)
    response.headers["Content-Disposition"] = saved_as(name)
    add_headers(response)
    if partial:
        response.headers["Wordcount-Partial"] = "true"
    return response


def ndjson(rows: Iterable[object], at_once: int = 500) -> Iterator[str]:
    """Yield rows as lines of JSON (https://github.com/ndjson/ndjson-spec), many in each part."""
    for part in in_parts(rows, at_once):
        yield "".join(f"{to_json(row)}\n" for row in part)


def in_parts(rows: Iterable[Row], at_once: int) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while part := list(islice(iterator, at_once)):
        yield part
