"""A steady stream of requests, each timed from when it was due, not from when it was sent."""

import http.client
import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CLIENTS = 32  # threads: enough for 50 requests a second that take half a second each
TIMEOUT = 30  # seconds

Request = tuple[str, str, str | None]  # method, path, JSON body


@dataclass
class Load:
    """Send `rate` requests a second to `url` while the block runs; then look at the outcome."""

    url: str
    rate: int
    request: Callable[[], Request]
    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def __enter__(self) -> "Load":
        self._stopped = threading.Event()
        self._clients = ThreadPoolExecutor(CLIENTS)
        self._pace = threading.Thread(target=self._keep_pace)
        self._pace.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._pace.join()
        self._clients.shutdown(wait=True)

    def _keep_pace(self) -> None:
        start = time.monotonic()
        for number in itertools.count():
            due = start + number / self.rate
            if self._stopped.wait(max(0.0, due - time.monotonic())):
                return
            self._clients.submit(self._send, due)

    def _send(self, due: float) -> None:
        method, path, body = self.request()
        try:
            connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=TIMEOUT)
            connection.request(method, path, body, {"Content-Type": "application/json"})
            reply = connection.getresponse()
            reply.read()
            connection.close()
            if reply.status >= 400:
                self.failures.append(f"{method} {path}: {reply.status}")
        except OSError as error:
            self.failures.append(f"{method} {path}: {error!r}")
        self.seconds.append(time.monotonic() - due)

    def percentile(self, part: float) -> float:
        """The milliseconds within which `part` (0 to 1) of the requests were answered."""
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(len(self.seconds) * part))] * 1e3
