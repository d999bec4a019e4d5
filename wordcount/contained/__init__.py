"""Count pages in child processes, so that a page that exhausts memory or crashes affects no other.

A child has a limit on its memory and on the CPU time of each page. It is replaced when it dies and
after a number of pages. Only the standard library is required. On platforms without such limits,
the parent enforces them with psutil, if it is installed.
"""

import contextlib
import queue
import sys
import threading
from collections.abc import Iterator, Sequence
from typing import IO

from wordcount.fair_queue import FairPool, Key

from .process import CountingProcess, Limits, PoolClosed, StartFailed
from .serialized import SerializedCount

__all__ = ["CountingPool", "Limits", "PoolClosed", "SerializedCount", "StartFailed"]

LIMITS = Limits()
COMMAND = (sys.executable, "-m", "wordcount.contained")
WATCH_INTERVAL = 1.0  # seconds
NOBODY = ("", "")  # the client of what nobody has submitted
CLOSE_TIMEOUT = 5  # seconds for threads to release a child that was killed


class CountingPool(contextlib.AbstractContextManager["CountingPool"]):
    """A pool of child processes that count pages for the threads of this process.

    Close it after use, or use it as a context manager.
    """

    def __init__(
        self, processes: int = 1, limits: Limits = LIMITS, command: Sequence[str] = COMMAND
    ) -> None:
        self._closing = threading.Event()
        self._processes = [
            CountingProcess(limits, command, self._closing) for _ in range(processes)
        ]
        self._free = FairPool()
        for process in self._processes:
            with contextlib.suppress(OSError):  # the first page starts it again
                process.start()
            self._free.put(process)
        threading.Thread(target=self._watch, name="counting-watch", daemon=True).start()

    @contextlib.contextmanager
    def lease(self, client: Key = NOBODY) -> Iterator[CountingProcess]:
        """Wait for a free child, and reserve it for the block. Raises PoolClosed.

        Clients take turns by the seconds for which they have children: whoever has just had one for
        long waits for those who have not.
        """
        with self._free.lend(client) as process:
            if self._closing.is_set():
                raise PoolClosed
            yield process

    def count_page(self, page: IO[bytes], content_type: str | None = None) -> SerializedCount:
        """Count the page in the file `page`, like `wordcount.count_page`.

        Raises its errors, and TooLarge also for a page that exceeds the limits; CountingCrashed for
        a page that crashed two children; StartFailed or OSError if no child can be started; and
        PoolClosed.
        """
        with self.lease() as process:
            return process.count_page(page, content_type)

    def count_file(self, file: IO[bytes], name: str | None = None) -> SerializedCount:
        """Count a file, like `wordcount.count_file`. Raises the same errors as `count_page`."""
        with self.lease() as process:
            return process.count_file(file, name)

    def count_text(self, text: str) -> SerializedCount:
        """Count `text`, like `wordcount.count_text`. Raises the same errors as `count_page`."""
        with self.lease() as process:
            return process.count_text(text)

    def close(self) -> None:
        """End all children. Threads that wait for a child or its reply raise PoolClosed."""
        self._closing.set()
        for process in self._processes:
            process.kill()
        for _ in self._processes:
            with contextlib.suppress(queue.Empty):  # a thread may keep its child for longer
                self._free.get(NOBODY, CLOSE_TIMEOUT).end()
        for process in self._processes:  # wake the threads that wait for a child
            self._free.put(process)

    def __exit__(self, *error: object) -> None:
        self.close()

    def _watch(self) -> None:
        while not self._closing.wait(WATCH_INTERVAL):
            for process in self._processes:
                process.check_limits()
