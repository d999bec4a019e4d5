"""One limit for everything a fetch does: when it passes, the connection is cut from outside.

Time-outs of a socket begin anew with every byte; a server that sends one a second never
meets them.
"""

import contextlib
import socket
import threading
import time
from types import TracebackType

from wordcount.errors import Timeout


class Deadline:
    """Ends what happens inside its `with` block `seconds` after the block is entered."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._watched: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> "Deadline":
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._release()

    @property
    def passed(self) -> bool:
        return time.monotonic() >= self._ends

    def left(self) -> float:
        """Return the seconds that are left, more than 0; raise Timeout where none are."""
        seconds = self._ends - time.monotonic()
        if seconds <= 0:
            raise self.timeout()
        return seconds

    def timeout(self) -> Timeout:
        """The error to raise when the deadline has passed."""
        return Timeout(
            f"That page did not arrive within {self.seconds:g} seconds. Try again later."
        )

    def watch(self, connection: socket.socket) -> None:
        """Cut `connection` when the deadline passes, in place of the one watched before.

        A duplicate is kept, for TLS takes the socket itself away while it shakes hands.
        """
        with self._lock:
            self._release()
            self._watched = connection.dup()
        if self.passed:
            self._cut()

    def _cut(self) -> None:
        with self._lock:
            if self._watched is not None:
                with contextlib.suppress(OSError):  # the other side may have closed it already
                    self._watched.shutdown(socket.SHUT_RDWR)

    def _release(self) -> None:
        if self._watched is not None:
            self._watched.close()
            self._watched = None
