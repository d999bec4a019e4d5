"""Count WARCs in a child process that reads and counts many pages between two messages.

A page that exceeds the limits or crashes ends the child. That page is then counted by itself, as
`wordcount.contained` counts every page, and a new child goes on with the others: what becomes of a
page never depends on the pages around it.
"""

import functools
import io
import itertools
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from wordcount import contained
from wordcount.contained import (
    CountingPool,
    Limits,
    PoolClosed,
    SerializedCount,
    StartFailed,
)
from wordcount.contained.children import end_child, start_child
from wordcount.contained.pipes import receive, send
from wordcount.contained.process import NOT_STARTED
from wordcount.count import Count
from wordcount.errors import InternalError, PageError
from wordcount.messages import N_

from .archive import ArchivedPage, pages_of
from .child import Request, State
from .source import ArchiveUnreadable
from .tables import COUNTED, UNREADABLE_ARCHIVE, BatchBuilder

LIMITS = Limits()
BATCH_MEMORY = 150_000_000  # bytes that a child may use beside a page: Arrow and one batch
COMMAND = (sys.executable, "-m", "wordcount.crawl.child")
WATCH_INTERVAL = 1.0  # seconds
MAX_DEATHS = 3  # of a child that counts no page, without a batch between: the WARC is given up


class ArchiveCounter:
    """A child process that counts WARCs, one at a time. Close it after use."""

    def __init__(
        self,
        limits: Limits = LIMITS,
        command: Sequence[str] = COMMAND,
        command_alone: Sequence[str] = contained.COMMAND,
    ) -> None:
        self._limits = limits
        self._command_alone = command_alone
        memory = str(limits.memory + BATCH_MEMORY)
        self._command = [*command, memory, str(limits.cpu_seconds)]
        self._child: subprocess.Popen[bytes] | None = None
        self._state: State | None = None  # shared with the child
        self._closing = threading.Event()
        threading.Thread(target=self._watch, name="crawl-watch", daemon=True).start()

    @property
    def position(self) -> int:
        """The bytes of the current WARC that were read so far."""
        return self._state.read()[1] if self._state else 0

    def reset_position(self) -> int:
        """Return the position, and set it to 0 until the next WARC."""
        position = self.position
        if self._state:
            self._state.write(State.BETWEEN, 0)
        return position

    def count(self, address: str, keep_stop_words: bool = True) -> Iterator[pa.RecordBatch]:
        """Count a WARC, and yield its pages in batches with the columns of `tables.COUNTED`.

        `address` is what `pages_of` accepts. A page that could not be counted has an error and no
        words. Raises ArchiveUnreadable, `contained.StartFailed` or OSError if no child
        starts, and `contained.PoolClosed` if another thread closes the counter.
        """
        request = Request(address, keep_stop_words)
        deaths = 0
        while True:
            try:
                for start, batch in self._exchange(request):
                    request, deaths = replace(request, start=start), 0
                    yield batch
                return
            except (EOFError, BrokenPipeError):
                assert self._state
                page, _ = self._state.read()
            if self._closing.is_set():
                raise PoolClosed
            if page != State.BETWEEN:
                request = replace(request, omitted=(*request.omitted, page))
                yield self._count_alone(request, page)
                continue
            deaths += 1
            if deaths == MAX_DEATHS:
                message = N_("The process that was reading it crashed three times.")
                raise ArchiveUnreadable(address, message)

    def stop(self) -> None:
        """Kill the child. A thread that is counting raises PoolClosed."""
        self._closing.set()
        if child := self._child:
            child.kill()

    def close(self) -> None:
        """End the child. No other thread may be counting: see `stop`."""
        self.stop()
        self._end()

    def __enter__(self) -> "ArchiveCounter":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _exchange(self, request: Request) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield batches, each with the number of the page after it. Raises EOFError."""
        child, state = self._ensure_child()
        assert child.stdin
        assert child.stdout
        state.write(State.BETWEEN, 0)
        is_finished = False
        try:
            send(child.stdin, request.serialize())
            while (head := receive(child.stdout)) != b"end":
                part = receive(child.stdout)
                if head == b"unreadable":
                    is_finished = True
                    raise ArchiveUnreadable(request.address, part.decode())
                yield int(head), pa.ipc.read_record_batch(part, COUNTED)
            receive(child.stdout)
            is_finished = True
        finally:
            if not is_finished:
                self._end()

    def _count_alone(self, request: Request, number: int) -> pa.RecordBatch:
        """Count one page in a process of its own."""
        builder = BatchBuilder(request.keep_stop_words)
        page = next(itertools.islice(pages_of(request.address), number, None))
        try:
            with CountingPool(limits=self._limits, command=self._command_alone) as pool:
                count = pool.count_page(io.BytesIO(page.body), page.content_type)
        except PageError as error:
            builder.add_error(page, error.code)
        except RuntimeError:  # a fault of ours
            builder.add_error(page, InternalError.code)
        else:
            builder.add(page, _deserialize(count))
        return builder.build()

    def _ensure_child(self) -> "tuple[subprocess.Popen[bytes], State]":
        if self._child and self._state:
            return self._child, self._state
        # The file of the state is removed as soon as the child has opened it.
        with tempfile.TemporaryDirectory(prefix="wordcount-", ignore_cleanup_errors=True) as folder:
            path = Path(folder) / "state"
            path.write_bytes(bytes(State.LAYOUT.size))
            state = State(path)
            state.write(State.BETWEEN, 0)
            child = start_child([*self._command, str(path), os.getcwd()])
            self._child, self._state = child, state
            assert child.stdout
            try:
                receive(child.stdout)
            except EOFError:
                self._end()
                command = " ".join(self._command)
                raise StartFailed(NOT_STARTED % {"command": command}) from None
        return child, state

    def _end(self) -> None:
        child, self._child = self._child, None
        if child:
            child.kill()
            end_child(child)

    def _watch(self) -> None:
        """Kill the child if a page exceeds the limits that the platform does not enforce."""
        page, since = State.BETWEEN, 0.0
        while not self._closing.wait(WATCH_INTERVAL):
            child, state = self._child, self._state
            if child is None or state is None or state.read()[0] == State.BETWEEN:
                page = State.BETWEEN
                continue
            if state.read()[0] != page:
                page, since = state.read()[0], time.monotonic()
            elif time.monotonic() - since > self._limits.wall_seconds:
                child.kill()


def count_once(address: str, keep_stop_words: bool = True) -> Iterator[pa.RecordBatch]:
    """Count a WARC like `ArchiveCounter.count`, in the child that this process keeps.

    A WARC that cannot be read ends with the error UNREADABLE_ARCHIVE.
    """
    try:
        yield from _shared_counter().count(address, keep_stop_words)
    except ArchiveUnreadable:
        builder = BatchBuilder()
        builder.add_error(ArchivedPage(address), UNREADABLE_ARCHIVE)
        yield builder.build()


@functools.cache
def _shared_counter() -> ArchiveCounter:
    return ArchiveCounter()


def _deserialize(count: SerializedCount) -> Count:
    return Count(
        title=count.title,
        language=count.language,
        text=count.text or "",
        total=count.total,
        distinct=count.distinct,
        result_all=json.loads(count.result_all),
        result_no_stop_words=json.loads(count.result_no_stop_words),
        language_source=count.language_source,
    )
