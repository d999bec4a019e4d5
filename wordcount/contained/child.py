"""What every child process that counts does first: its pipes, and limits on memory and CPU time."""

import contextlib
import os
import signal
import sys
from typing import IO

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]  # checked before each use


def open_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Return the pipes for requests and replies, and leave signals to the parent."""
    # Ignore signals to all processes of a terminal or machine: the parent ends this one.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Redirect the output of libraries, which would corrupt the replies.
    log = sys.stderr.fileno() if sys.stderr else os.open(os.devnull, os.O_WRONLY)
    os.dup2(log, sys.stdout.fileno())
    return sys.stdin.buffer, replies


def limit_memory(size: int) -> None:
    """Allow `size` bytes of data."""
    if resource:
        _set_soft_limit(resource.RLIMIT_DATA, size)
        _set_soft_limit(resource.RLIMIT_CORE, 0)


def allow_cpu_time(seconds: float) -> None:
    """Allow `seconds` of CPU time from now on: then SIGPROF ends the process, in C code too."""
    if resource:
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _set_soft_limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    with contextlib.suppress(ValueError, OSError):  # some platforms define the limit but reject it
        resource.setrlimit(kind, (value, hard))
