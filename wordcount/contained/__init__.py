"""Count pages in child processes, so that a page that exhausts memory or crashes affects no other.

A child has a limit on its memory and on the CPU time of each page. It is replaced when it dies and
after a number of pages. One child may be for short pages only, so that they need not wait for those
that take long. Only the standard library is required. On platforms without such limits, the parent
enforces them with psutil, if it is installed.
"""

import contextlib
import queue
import sys
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import IO, TypeVar

from wordcount.errors import CountingCrashed
from wordcount.fair_queue import FairPool, Key

from .limits import QUICK, Limits, OverLimits, OverSize
from .process import CountingProcess, PoolClosed, StartFailed
from .serialized import SerializedCount

__all__ = [
    "QUICK",
    "CountingPool",
    "CountingProcess",
    "Limits",
    "PoolClosed",
    "SerializedCount",
    "StartFailed",
]

LIMITS = Limits()
QUICK_PAUSE = 5  # seconds for which a network whose page was too much for the quick child waits
MAX_PAUSING = 10_000  # networks
COMMAND = (sys.executable, "-m", "wordcount.contained")
WATCH_INTERVAL = 1.0  # seconds
NOBODY = ("", "")  # the client of what nobody has submitted
CLOSE_TIMEOUT = 5  # seconds for threads to release a child that was killed


T = TypeVar("T")


class CountingPool(contextlib.AbstractContextManager["CountingPool"]):
    """A pool of child processes that count pages for the threads of this process.

    Beside `processes` for any page, there may be one with the limits `quick` for short pages. It is
    used while the others are busy or start. A spare one replaces it as soon as it ends. Close the
    pool after use, or use it as a context manager.
    """

    def __init__(
        self,
        processes: int = 1,
        limits: Limits = LIMITS,
        command: Sequence[str] = COMMAND,
        quick: Limits | None = None,
        quick_pause: float = QUICK_PAUSE,
    ) -> None:
        self._closing = threading.Event()
        self._quick, self._quick_pause = quick, quick_pause
        self._processes = [
            CountingProcess(limits, command, self._closing) for _ in range(processes)
        ]
        if quick:
            self._processes.append(CountingProcess(quick, command, self._closing, keeps_spare=True))
        self._pausing: dict[Hashable, float] = {}  # until when, by networks
        self._free = FairPool(order=lambda process: (not process.is_ready, self._is_quick(process)))
        for process in self._processes:
            with contextlib.suppress(OSError):  # the first page starts it again
                process.start()
            self._free.put(process)
        threading.Thread(target=self._watch, name="counting-watch", daemon=True).start()

    def run(self, use: Callable[[CountingProcess], T], client: Key = NOBODY) -> T:
        """Wait for a free child, and return what `use` returns for it. Raises PoolClosed.

        `use` counts one page, and is called again with another child if the page is too much for
        the quick one.
        """
        with self.lease(client, may_be_quick=True) as process:
            try:
                return use(process)
            except (OverLimits, CountingCrashed, StartFailed) as error:
                if not self._is_quick(process):
                    raise
                if not isinstance(error, OverSize):
                    self._pause(client)
        with self.lease(client) as process:
            return use(process)

    @contextlib.contextmanager
    def lease(self, client: Key = NOBODY, may_be_quick: bool = False) -> Iterator[CountingProcess]:
        """Wait for a free child, and reserve it for the block. Raises PoolClosed.

        Clients take turns by the seconds for which they have children: whoever has just had one for
        long waits for those who have not.
        """

        def fits(process: CountingProcess) -> bool:
            return not self._is_quick(process) or (may_be_quick and not self._pauses(client))

        with self._free.lend(client, fits) as process:
            if self._closing.is_set():
                raise PoolClosed
            try:
                yield process
            finally:
                self._revive(process)

    def count_page(self, page: IO[bytes], content_type: str | None = None) -> SerializedCount:
        """Count the page in the file `page`, like `wordcount.count_page`.

        Raises its errors, and TooLarge also for a page that exceeds the limits; CountingCrashed for
        a page that crashed two children; StartFailed or OSError if no child can be started; and
        PoolClosed.
        """
        return self.run(lambda process: process.count_page(page, content_type))

    def count_file(self, file: IO[bytes], name: str | None = None) -> SerializedCount:
        """Count a file, like `wordcount.count_file`. Raises the same errors as `count_page`."""
        return self.run(lambda process: process.count_file(file, name))

    def count_text(self, text: str) -> SerializedCount:
        """Count `text`, like `wordcount.count_text`. Raises the same errors as `count_page`."""
        return self.run(lambda process: process.count_text(text))

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

    def _revive(self, process: CountingProcess) -> None:
        """Start a child that its page has ended, so that the next page need not wait for it."""
        if process.has_ended and not self._closing.is_set():
            with contextlib.suppress(OSError):  # the next page tries again
                process.start()

    def _is_quick(self, process: CountingProcess) -> bool:
        return process.limits is self._quick

    def _pause(self, client: Key) -> None:
        if len(self._pausing) >= MAX_PAUSING:
            self._pausing.clear()
        self._pausing[client[0]] = time.monotonic() + self._quick_pause

    def _pauses(self, client: Key) -> bool:
        return time.monotonic() < self._pausing.get(client[0], 0.0)

    def _watch(self) -> None:
        while not self._closing.wait(WATCH_INTERVAL):
            for process in self._processes:
                process.check_limits()
                with contextlib.suppress(OSError):  # the next round tries again
                    process.start_spare()
