"""Start, use and end one child process that counts pages."""

import contextlib
import io
import json
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from typing import IO, Any

from wordcount.address_lists.entry import AddressList
from wordcount.errors import CountingCrashed, InternalError, PageError
from wordcount.line_ranges import LineRanges
from wordcount.messages import N_

from . import pipes
from .children import Spare, end_child, start_child
from .limits import Limits, OverLimits, OverSize
from .serialized import SerializedCount

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]  # checked before each use

# Characters of a reply. Such a page leaves its child with up to 200 MB, so the child is ended: who
# stores the reply needs as much.
END_AFTER = 10_000_000
MAX_ATTEMPTS = 5  # for a page whose child is killed from outside, which is not the page's fault
MAX_STARTS = 5  # attempts to start a child
START_PAUSE = 0.05  # seconds, doubled before each further attempt

# All but InternalError, whose message is a traceback.
ERRORS = {each.code: each for each in PageError.__subclasses__() if each is not InternalError}
# The exit status of a child that has exceeded its CPU time, and of one that was killed.
OUT_OF_TIME = -signal.SIGPROF if hasattr(signal, "SIGPROF") else None
# A library in C that gets no memory ends its process so.
OUT_OF_MEMORY = -signal.SIGABRT
KILLED = -signal.SIGKILL if hasattr(signal, "SIGKILL") else None

NOT_STARTED = N_("The counting process could not be started: %(command)s")

Reply = tuple[dict[str, Any], dict[str, str]]  # the head of a reply, and its parts by name


class PoolClosed(Exception):
    """The pool was closed before the page was counted. The page is not at fault."""


class StartFailed(Exception):
    """No child can be started. The page is not the reason."""


class _ChildDied(Exception):
    """A child ended before it replied. The argument is its exit status, as of `Popen`."""


class CountingProcess:
    """A child process that is started on first use, and restarted whenever it has ended.

    Only the thread that leases it may count with it.
    """

    def __init__(
        self,
        limits: Limits,
        command: Sequence[str],
        closing: threading.Event,
        keeps_spare: bool = False,
    ) -> None:
        self.limits = limits
        self._command = [*command, str(limits.memory), str(limits.cpu_seconds)]
        self._spare = Spare(self._command) if keeps_spare else None
        self._closing = closing
        self._child: subprocess.Popen[bytes] | None = None
        self._is_ready = False
        self._pages = 0
        self._busy_since: float | None = None  # by time.monotonic()
        self._cpu_before = 0.0  # seconds used when the page was sent, where psutil measures them
        self._was_over_limits = False

    def count_page(
        self, page: IO[bytes], content_type: str | None = None, language: str | None = None
    ) -> SerializedCount:
        request = {"kind": "page", "content_type": content_type, "language": language}
        return self._count(request, page)

    def count_file(
        self, file: IO[bytes], name: str | None = None, language: str | None = None
    ) -> SerializedCount:
        return self._count({"kind": "file", "name": name, "language": language}, file)

    def find_refresh(self, page: IO[bytes], content_type: str | None, url: str) -> str | None:
        request = {"kind": "refresh", "content_type": content_type, "url": url}
        head, _ = self._ask(request, page)
        found: str | None = head["url"]
        return found

    def read_list(self, page: IO[bytes], content_type: str | None, url: str) -> AddressList:
        """Read a sitemap or feed, like `wordcount.address_lists.parse_list`."""
        request = {"kind": "list", "content_type": content_type, "url": url}
        head, parts = self._ask(request, page)
        return AddressList.read(head["list"], head["title"], parts["entries"])

    def count_text(
        self, text: str, language: str | None = None, main_lines: LineRanges | None = None
    ) -> SerializedCount:
        request = {"kind": "text", "language": language, "main_lines": main_lines}
        return self._count(request, io.BytesIO(text.encode(errors="replace")))

    @property
    def has_ended(self) -> bool:
        return self._child is None or self._child.poll() is not None

    @property
    def is_ready(self) -> bool:
        """Whether the child waits for a page. Ask while no thread has leased it."""
        child = self._child
        if child is None or child.stdout is None or child.poll() is not None:
            return False
        return self._is_ready or pipes.has_data(child.stdout)

    def start(self) -> None:
        """Start a child, without waiting until it is ready. Raises OSError."""
        self.end()
        self._is_ready, self._pages = False, 0
        spare = self._spare.take() if self._spare else None
        self._child = spare or start_child(self._command)

    def start_spare(self) -> None:
        """Start the child that will replace this one, if it keeps a spare one. Raises OSError."""
        if self._spare:
            self._spare.start()

    def kill(self) -> None:
        """Kill the child, if any, and keep no spare one. A thread may be waiting for its reply."""
        if self._spare:
            self._spare.close()
        if child := self._child:
            child.kill()

    def end(self) -> int:
        """End the child, if any, wait for it, and return its exit status."""
        child, self._child = self._child, None
        return end_child(child) if child else 0

    def check_limits(self) -> None:
        """Kill the child if its page exceeds the limits that the platform does not enforce."""
        child, busy_since = self._child, self._busy_since
        if child is None or busy_since is None:
            return
        is_over = time.monotonic() - busy_since > self.limits.wall_seconds
        if resource is None:
            cpu_time, memory = _measure_usage(child.pid)
            is_over = is_over or cpu_time - self._cpu_before > self.limits.cpu_seconds
            is_over = is_over or memory > self.limits.memory
        if is_over:
            self._was_over_limits = True
            child.kill()

    def _count(self, request: dict[str, Any], body: IO[bytes]) -> SerializedCount:
        head, parts = self._ask(request, body)
        # The text is not sent if it equals the one that was received.
        fields: dict[str, Any] = head | parts
        return SerializedCount(**fields)

    def _ask(self, request: dict[str, Any], body: IO[bytes]) -> Reply:
        if body.seek(0, io.SEEK_END) > self.limits.size:
            raise OverSize
        crashes = 0
        for _ in range(MAX_ATTEMPTS):
            try:
                return self._exchange(self._ready_child(), request, body)
            except _ChildDied as died:
                if self._closing.is_set():
                    raise PoolClosed from died
                [status] = died.args
                if self._was_over_limits or status in (OUT_OF_TIME, OUT_OF_MEMORY):
                    raise OverLimits from died
                crashes += status != KILLED
                if crashes == self.limits.crashes:
                    break
        raise CountingCrashed

    def _ready_child(self) -> "subprocess.Popen[bytes]":
        """Return a child that is ready. Start a new one if it has ended or counted enough pages."""
        for attempt in range(MAX_STARTS):
            if self._closing.wait(START_PAUSE * 2**attempt if attempt else 0):
                raise PoolClosed
            is_worn = self._pages >= self.limits.pages
            if is_worn or self.has_ended:
                self.start()
            assert self._child
            with contextlib.suppress(_ChildDied):
                if not self._is_ready:
                    with self._busy(self._child) as (_, replies):
                        pipes.receive(replies)
                    self._is_ready = True
                return self._child
        raise StartFailed(NOT_STARTED % {"command": " ".join(self._command)})

    def _exchange(
        self, child: "subprocess.Popen[bytes]", request: dict[str, Any], body: IO[bytes]
    ) -> Reply:
        self._pages += 1
        with self._busy(child) as (requests, replies):
            pipes.send(requests, json.dumps(request).encode())
            pipes.send_file(requests, body)
            head = json.loads(pipes.receive(replies))
            parts = {name: pipes.receive(replies).decode() for name in head.pop("parts")}
        if sum(map(len, parts.values())) >= END_AFTER:
            self.end()
        if head.pop("is_last", False):
            self.end()
            raise OverLimits
        if "error" in head:
            raise ERRORS.get(head["error"], RuntimeError)(head["message"])
        return head, parts

    @contextlib.contextmanager
    def _busy(self, child: "subprocess.Popen[bytes]") -> Iterator[tuple[IO[bytes], IO[bytes]]]:
        """Yield the child's pipes, watched by `check_limits`. Raises _ChildDied if it ends."""
        assert child.stdin
        assert child.stdout
        self._was_over_limits = False
        self._cpu_before = 0.0 if resource else _measure_usage(child.pid)[0]
        self._busy_since = time.monotonic()
        try:
            yield child.stdin, child.stdout
        except (EOFError, OSError):
            raise _ChildDied(self.end()) from None
        finally:
            self._busy_since = None


def _measure_usage(pid: int) -> tuple[float, int]:
    """Return the CPU seconds and bytes of memory of a process; zeros without psutil."""
    with contextlib.suppress(ImportError):
        import psutil  # optional: needed only where `resource` is missing

        with contextlib.suppress(psutil.Error):
            process = psutil.Process(pid)
            times = process.cpu_times()
            return times.user + times.system, process.memory_info().rss
    return 0.0, 0
