"""Stream answers of any size: a part is made once the client has read the parts before it.

Each part reads a page of keys and then returns its connection, so a slow client holds neither a
cursor nor a thread (see http_server/task.py). Parts take turns with long reads.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from itertools import islice
from time import monotonic
from typing import TypeVar

from flask import Response
from flask_babel import gettext
from werkzeug.exceptions import ServiceUnavailable

from db import release
from web.client import current_client
from web.etags import add_headers
from web.file_names import saved_as
from web.limits import turns_of_parts

STREAMS = 6  # at once in a process; with a fast client, each keeps a thread busy
STREAMS_OF_ONE = 2  # network, so that its slow readers do not exclude others
KEEPS_PLACE = 60  # seconds; after that, a stream may lose its place to another network
RETRY_AFTER = 30  # seconds
NDJSON = "application/x-ndjson"

running: "list[Stream]" = []
running_lock = threading.Lock()

Row = TypeVar("Row")
Turn = Callable[[], AbstractContextManager[None]]


class PlaceTaken(Exception):
    """A download breaks off because another network needs its place."""


class Stream:
    """The encoded parts of an answer. It occupies one of STREAMS places until it is closed."""

    def __init__(
        self, parts: Iterable[str | bytes], network: str, turn: Turn = nullcontext
    ) -> None:
        self.network, self.began = network, monotonic()
        self._turn = turn
        with running_lock:
            make_place(network)
            running.append(self)
        self._parts = iter(parts)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self not in running:
            raise PlaceTaken
        try:
            with self._turn():
                part = next(self._parts)
        except StopIteration as exc:
            if self not in running:  # it lost its place while it waited for its turn
                raise PlaceTaken from exc
            self.close()
            raise
        except BaseException:
            self.close()
            raise
        finally:
            release()
        return part.encode() if isinstance(part, str) else part

    def close(self) -> None:
        with running_lock, suppress(ValueError):
            running.remove(self)
        self._free()

    def lose_place(self) -> None:
        running.remove(self)
        self._free()

    def _free(self) -> None:
        """Free what the generator holds now, not once its slow or vanished reader is noticed."""
        parts, self._parts = self._parts, iter(())
        if isinstance(parts, Generator):
            with suppress(ValueError):  # a thread makes a part, and frees them then
                parts.close()


def make_place(network: str) -> None:
    """Make a place for one more stream of a network. Raises ServiceUnavailable.

    If all are taken, a network without a stream gets the place of one that has lasted for
    KEEPS_PLACE: the oldest one of the network with the most streams.
    """
    streams = Counter(each.network for each in running)
    if len(running) < STREAMS and streams[network] < STREAMS_OF_ONE:
        return
    oldest = monotonic() - KEEPS_PLACE
    held = [each for each in running if each.began <= oldest]
    if streams[network] or not held:
        message = gettext("Too many downloads are running. Try again in half a minute.")
        raise ServiceUnavailable(message, retry_after=RETRY_AFTER)
    max(held, key=lambda each: (streams[each.network], -each.began)).lose_place()


def stream(
    parts: Iterable[str | bytes], content_type: str, name: str, *, partial: bool = False
) -> Response:
    """Answer with the parts as a file called `name`. Raises ServiceUnavailable if too many run."""
    parts = Stream(parts, current_client().network, turns_of_parts())
    response = Response(parts, content_type=content_type)
    response.headers["Content-Disposition"] = saved_as(name)
    add_headers(response)
    if partial:
        response.headers["Wordcount-Partial"] = "true"
    return response


def ndjson(rows: Iterable[Mapping[str, object]], at_once: int = 500) -> Iterator[str]:
    """Yield rows as lines of JSON (https://github.com/ndjson/ndjson-spec), many in each part.

    A row is a flat object. A part is encoded as one array, which takes a third of the time. The
    separator contains a line break, which JSON escapes in strings, so it is only between items.
    """
    for part in in_parts(rows, at_once):
        lines = json.dumps(part, ensure_ascii=False, separators=(",\n", ":"))
        yield lines[1:-1].replace("},\n{", "}\n{").replace(",\n", ",") + "\n"


def in_parts(rows: Iterable[Row], at_once: int) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while part := list(islice(iterator, at_once)):
        yield part
