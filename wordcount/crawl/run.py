"""Count WARCs on one machine, several at a time."""

import os
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from wordcount.contained import PoolClosed, StartFailed
from wordcount.messages import N_, translated

from .archive import BROKEN_ARCHIVE
from .folder import Folder
from .process import ArchiveCounter
from .source import ArchiveUnreadable, is_file

STOP_TIMEOUT = 5  # seconds for a thread to end after its child was killed


@dataclass
class Status:
    """How far a run is. `bytes` and `bytes_read` are of WARCs as stored."""

    archives: int
    bytes: int | None  # None if the size of one of them is unknown
    done: int = 0
    pages: int = 0
    errors: int = 0
    bytes_read: int = 0
    messages: list[str] = field(default_factory=list)  # about WARCs that are malformed or failed
    has_failed: bool = False
    started_at: float = field(default_factory=time.monotonic)

    @property
    def fraction(self) -> float:
        """The share of the work that is done, from 0 to 1."""
        if self.bytes:
            return min(self.bytes_read / self.bytes, 1.0)
        return self.done / self.archives if self.archives else 1.0


class Run:
    """Count WARCs into a folder. Each of `jobs` threads has a child process that counts them."""

    def __init__(
        self, archives: Sequence[str], folder: Folder, jobs: int, keep_stop_words: bool = True
    ) -> None:
        self._folder = folder
        self._keep_stop_words = keep_stop_words
        self._waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
        for archive in archives:
            self._waiting.put(archive)
        sizes = [_size(archive) for archive in archives]
        known = [size for size in sizes if size is not None]
        self._status = Status(len(archives), sum(known) if len(known) == len(sizes) else None)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._counters = [ArchiveCounter() for _ in range(min(jobs, len(archives)))]
        self._threads = [
            threading.Thread(target=self._work, args=[counter], daemon=True)
            for counter in self._counters
        ]

    def watch(self, interval: float) -> Iterator[Status]:
        """Count, and yield the status every `interval` seconds and at the end.

        If the caller stops earlier, the children are ended, and complete files are kept.
        """
        for thread in self._threads:
            thread.start()
        try:
            while any(thread.is_alive() for thread in self._threads):
                yield self._status_now()
                for thread in self._threads:
                    thread.join(interval / len(self._threads))
            yield self._status_now()
        finally:
            self._stopping.set()
            for counter in self._counters:
                counter.stop()
            for thread, counter in zip(self._threads, self._counters, strict=True):
                thread.join(STOP_TIMEOUT)
                counter.close()

    def _status_now(self) -> Status:
        with self._lock:
            status = Status(**vars(self._status))
        status.bytes_read += sum(counter.position for counter in self._counters)
        return status

    def _work(self, counter: ArchiveCounter) -> None:
        while not self._stopping.is_set():
            try:
                archive = self._waiting.get_nowait()
            except queue.Empty:
                return
            try:
                batches = counter.count(archive, self._keep_stop_words)
                self._folder.write(archive, self._tap(archive, batches))
            except PoolClosed:
                return
            except ArchiveUnreadable as error:
                self._report(archive, error.reason)
            except OSError as error:
                self._report(archive, error.strerror or str(error))
            except (StartFailed, pa.ArrowException) as error:
                self._report(archive, str(error))
            with self._lock:
                self._status.done += 1
                self._status.bytes_read += counter.reset_position()

    def _tap(self, archive: str, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield `batches`, and add them to the status."""
        for batch in batches:
            errors = [code for code in batch.column("error").to_pylist() if code]
            with self._lock:
                self._status.pages += batch.num_rows
                self._status.errors += len(errors)
            if BROKEN_ARCHIVE in errors:
                self._report(
                    archive, N_("It is malformed or ends early. The pages before that are counted.")
                )
            yield batch

    def _report(self, archive: str, reason: str) -> None:
        with self._lock:
            if not self._stopping.is_set():
                self._status.messages.append(f"{archive}: {translated(reason)}")
                self._status.has_failed = True


def _size(archive: str) -> int | None:
    try:
        return os.stat(archive).st_size if is_file(archive) else None
    except OSError:
        return 0  # counting it will fail, with a message
