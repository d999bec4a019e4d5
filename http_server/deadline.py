"""When a connection has to be closed: by what it waits for, and by how fast its bytes move."""

import math
import time
from enum import Enum, auto

IDLE_TIMEOUT = 20  # seconds without a first request
KEEP_ALIVE = 100  # seconds between requests; Heroku's router keeps a connection for 90
TRANSFER_TIMEOUT = 20  # seconds for a request or an answer, and one more for every MIN_RATE bytes
MIN_RATE = 20_000
MAX_WAIT = 60  # seconds of a request that do not count, while received bytes wait to be parsed
LINGER = 2  # seconds in which the rest of a request is discarded before its connection closes


class Stage(Enum):
    """What a connection waits for."""

    FIRST_REQUEST = auto()
    NEXT_REQUEST = auto()
    REST_OF_REQUEST = auto()
    APPLICATION = auto()
    READER = auto()  # a client that reads its answer
    END = auto()  # of the bytes that arrive after the last answer


class Deadline:
    """The deadline of one connection. It starts anew with each stage, and with each request.

    A transfer also expires if no byte is received or sent for TRANSFER_TIMEOUT seconds. The time in
    which received bytes wait for their turn to be parsed does not count, up to MAX_WAIT.
    """

    def __init__(self) -> None:
        self.stage = Stage.FIRST_REQUEST
        self._request: object = None
        self._waits_since = math.inf  # infinity if none waits
        self._restart()

    def _restart(self) -> None:
        self._began = self._moved_at = time.monotonic()
        self._moved = 0  # bytes
        self._waited = 0.0  # seconds for which received bytes have waited to be parsed
        self._waits_since = max(self._waits_since, self._began)

    def enter(self, stage: Stage, request: object) -> None:
        """Restart the deadline if the stage, or the request in question, has changed."""
        if (stage, request) != (self.stage, self._request):
            self.stage, self._request = stage, request
            self._restart()

    def move(self, size: int) -> None:
        """Record that this many bytes were received or sent."""
        if size:
            self._moved += size
            self._moved_at = time.monotonic()

    def begin_wait(self) -> None:
        """Record that from now on, bytes that were received wait to be parsed."""
        self._waits_since = time.monotonic()

    def end_wait(self) -> None:
        """Record that they are parsed now."""
        self._waited += max(0.0, time.monotonic() - self._waits_since)
        self._waits_since = math.inf

    def has_expired(self) -> bool:
        """Whether the deadline is over, if the time that does not count is added."""
        now = time.monotonic()
        waited = self._waited + max(0.0, now - self._waits_since)
        return self.expires_at() + min(waited, MAX_WAIT) < now

    def expires_at(self) -> float:
        """Return the time.monotonic() of the deadline, or infinity."""
        match self.stage:
            case Stage.APPLICATION:
                return math.inf
            case Stage.FIRST_REQUEST:
                return self._began + IDLE_TIMEOUT
            case Stage.NEXT_REQUEST:
                return self._began + KEEP_ALIVE
            case Stage.END:
                return self._began + LINGER
        total = self._began + TRANSFER_TIMEOUT + self._moved / MIN_RATE
        return min(total, self._moved_at + TRANSFER_TIMEOUT)
