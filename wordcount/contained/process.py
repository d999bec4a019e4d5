"""One child process that counts pages, as its parent sees it."""

import contextlib
import io
import json
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from wordcount.errors import CountingCrashed, NotText, TooLarge

from . import pipes

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

CRASHES = 2  # a page whose child crashes is tried once more, in a fresh child
TRIES = 5  # for a page whose child is killed from outside, which is no fault of the page
STARTS = 5  # in a row that may fail before a child is ready for its first page
END_TIMEOUT = 5  # seconds for a child whose pipes are closed to end

BEYOND_LIMITS = "That page takes more memory or time to count than there is for one."
ERRORS = {error.code: error for error in (NotText, TooLarge)}
# How the kernel ends a process that has used up its CPU time, and how others end it.
OUT_OF_TIME = -signal.SIGXCPU if hasattr(signal, "SIGXCPU") else None
KILLED = -signal.SIGKILL if hasattr(signal, "SIGKILL") else None


@dataclass(frozen=True)
class Limits:
    """What one child may use."""

    memory: int = 250_000_000  # bytes of data (RLIMIT_DATA), which leaves out code and files
    cpu_seconds: int = 10  # of a core, for each page
    wall_seconds: float = 60  # for each page: on a busy machine, CPU time passes slowly
    pages: int = 1000  # that a child counts before it is replaced


@dataclass(frozen=True)
class SerializedCount:
    """A `wordcount.Count` whose words are JSON objects as text, ready to be stored.

    `text` is None where it is the very text that was sent.
    """

    title: str | None
    language: str
    language_source: str
    total: int
    distinct: int
    result_all: str
    result_no_stop_words: str
    text: str | None = None

    @property
    def size(self) -> int:
        """Characters of text and JSON."""
        return len(self.text or "") + len(self.result_all) + len(self.result_no_stop_words)


class PoolClosed(Exception):
    """The pool was closed before the page was counted: this says nothing about the page."""


class _ChildDied(Exception):
    """A child ended with exit status `status`, negative for a signal, before it replied."""

    def __init__(self, status: int) -> None:
        super().__init__(f"A counting process ended with status {status}.")
        self.status = status


class CountingProcess:
    """One child, started for its first page, and again whenever it has ended.

    Only the thread that leases it may count with it.
    """

    def __init__(self, limits: Limits, command: Sequence[str], closing: threading.Event) -> None:
        self._limits = limits
        self._command = [*command, str(limits.memory), str(limits.cpu_seconds)]
        self._closing = closing
        self._child: subprocess.Popen[bytes] | None = None
        self._pages = 0
        self._began: float | None = None  # by time.monotonic(), while it counts a page
        self._cpu_before = 0.0  # seconds, where psutil has to watch
        self._was_killed = False  # for what the page took

    def count_page(self, page: IO[bytes], content_type: str | None = None) -> SerializedCount:
        return self._count({"kind": "page", "content_type": content_type}, page)

    def count_text(self, text: str) -> SerializedCount:
        return self._count({"kind": "text"}, io.BytesIO(text.encode(errors="replace")))

    def kill(self) -> None:
        """Kill the child, if there is one, also while a thread waits for its reply."""
        child = self._child
        if child is not None:
            child.kill()

    def end(self) -> int:
        """End the child, if there is one, wait for it, and return its exit status."""
        child, self._child = self._child, None
        if child is None:
            return 0
        assert child.stdin
        assert child.stdout
        with contextlib.suppress(OSError):  # what was not sent is lost with the child
            child.stdin.close()
        child.stdout.close()
        try:
            return child.wait(END_TIMEOUT)
        except subprocess.TimeoutExpired:
            child.kill()
            return child.wait()

    def check_limits(self) -> None:
        """Kill a child that has been at one page for too long, or that nothing else limits."""
        child, began = self._child, self._began
        if child is None or began is None:
            return
        beyond = time.monotonic() - began > self._limits.wall_seconds
        if resource is None:
            cpu_time, memory = _usage(child.pid)
            beyond = beyond or cpu_time - self._cpu_before > self._limits.cpu_seconds
            beyond = beyond or memory > self._limits.memory
        if beyond:
            self._was_killed = True
            child.kill()

    def _count(self, request: dict[str, Any], body: IO[bytes]) -> SerializedCount:
        crashes = 0
        for _ in range(TRIES):
            try:
                return self._ask(self._ready_child(), request, body)
            except _ChildDied as died:
                if self._closing.is_set():
                    raise PoolClosed from died
                if self._was_killed or died.status == OUT_OF_TIME:
                    raise TooLarge(BEYOND_LIMITS) from died
                crashes += died.status != KILLED
                if crashes == CRASHES:
                    break
        raise CountingCrashed

    def _ready_child(self) -> "subprocess.Popen[bytes]":
        """The child, started anew where it has ended or has counted enough pages."""
        if self._child and self._child.poll() is None and self._pages < self._limits.pages:
            return self._child
        for _ in range(STARTS):
            self.end()
            if self._closing.is_set():
                raise PoolClosed
            self._pages = 0
            self._child = subprocess.Popen(
                self._command,
                cwd=Path(__file__).resolve().parents[2],  # where `-m` finds this package
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            assert self._child.stdout
            with contextlib.suppress(EOFError):
                pipes.read(self._child.stdout)  # it says that it is ready
                return self._child
        raise RuntimeError(f"No counting process starts: {' '.join(self._command)}")

    def _ask(
        self, child: "subprocess.Popen[bytes]", request: dict[str, Any], body: IO[bytes]
    ) -> SerializedCount:
        self._pages += 1
        self._was_killed = False
        if resource is None:
            self._cpu_before, _ = _usage(child.pid)
        requests, replies = child.stdin, child.stdout
        assert requests
        assert replies
        self._began = time.monotonic()
        try:
            pipes.send(requests, json.dumps(request).encode())
            pipes.send_file(requests, body)
            head = json.loads(pipes.read(replies))
            parts = [pipes.read(replies).decode() for _ in range(head.pop("parts"))]
        except (EOFError, OSError):
            raise _ChildDied(self.end()) from None
        finally:
            self._began = None
        if head.pop("is_last", False):
            self.end()
        if "error" not in head:
            return SerializedCount(*head.values(), *parts)
        raise ERRORS.get(head["error"], RuntimeError)(head["message"])


def _usage(pid: int) -> tuple[float, int]:
    """The CPU seconds that a process has used, and its bytes of memory; zeros without psutil."""
    with contextlib.suppress(ImportError):
        import psutil  # optional: needed only where `resource` is missing

        with contextlib.suppress(psutil.Error):
            process = psutil.Process(pid)
            times = process.cpu_times()
            return times.user + times.system, process.memory_info().rss
    return 0.0, 0
