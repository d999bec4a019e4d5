"""One time limit for a whole fetch: when it expires, the connection is shut down.

Socket timeouts are not enough. They restart with every byte, so a server that sends one byte per
second never exceeds them.
"""

import contextlib
import socket
import threading
import time
from types import TracebackType

from wordcount.errors import Timeout
from wordcount.messages import N_


class Deadline:
    """A context manager that shuts down the watched connection `seconds` after its creation."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._watched: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._shut_down)
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
    def has_expired(self) -> bool:
        return time.monotonic() >= self._ends

    def remaining(self) -> float:
        """Return the remaining seconds, more than 0. Raises Timeout if there are none."""
        seconds = self._ends - time.monotonic()
        if seconds <= 0:
            raise self.timeout()
        return seconds

    def timeout(self) -> Timeout:
        """Return the error to raise after the deadline has expired."""
        return Timeout(
            N_("That page did not arrive within %(number)s seconds. Try again later."),
            number=f"{self.seconds:g}",
        )

    def watch(self, connection: socket.socket) -> None:
        """Watch `connection` instead of the previous one: it is shut down at the deadline.

        A duplicate is kept, because TLS detaches the socket itself during the handshake.
        """
        with self._lock:
            self._release()
            self._watched = connection.dup()
        if self.has_expired:
            self._shut_down()

    def _shut_down(self) -> None:
        with self._lock:
            if self._watched is not None:
                with contextlib.suppress(OSError):  # the peer may already have closed it
                    self._watched.shutdown(socket.SHUT_RDWR)

    def _release(self) -> None:
        if self._watched is not None:
            self._watched.close()
            self._watched = None
