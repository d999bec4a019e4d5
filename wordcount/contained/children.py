"""Start and end child processes, and keep a spare one."""

import contextlib
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

END_TIMEOUT = 5  # seconds for a child to end after its pipes are closed


class Spare:
    """A child that is started in advance, because the imports of a new one take up to a second."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._child: subprocess.Popen[bytes] | None = None
        self._is_closed = False
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start the child, unless there is one that has not ended. Raises OSError."""
        with self._lock:
            if self._child and self._child.poll() is not None:
                end_child(self._child)
                self._child = None
            if self._child is None and not self._is_closed:
                self._child = start_child(self._command)

    def take(self) -> "subprocess.Popen[bytes] | None":
        """Return the child, or None if it has not been started or has ended."""
        with self._lock:
            child, self._child = self._child, None
        if child and child.poll() is not None:
            end_child(child)
            return None
        return child

    def close(self) -> None:
        """End the child, and start no other."""
        with self._lock:
            self._is_closed = True
            child, self._child = self._child, None
        if child:
            child.kill()
            end_child(child)


def start_child(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    """Start a child with pipes, without waiting until it is ready. Raises OSError."""
    return subprocess.Popen(
        command,
        cwd=Path(__file__).resolve().parents[2],  # so that `-m` finds this package
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def end_child(child: "subprocess.Popen[bytes]") -> int:
    """Close the pipes of a child, wait until it ends, and return its exit status."""
    for pipe in (child.stdin, child.stdout):
        with contextlib.suppress(OSError):  # unsent data is lost with the child
            pipe.close()  # type: ignore[union-attr]  # both are pipes
    try:
        return child.wait(END_TIMEOUT)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()
