"""A connection of waitress with deadlines."""

import contextlib
import math
import socket
import time
from collections.abc import Sequence
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import BadRequest

from http_server.client import Client, client_of
from http_server.parser import Parser
from http_server.task import MAX_UNSENT, JSONErrorTask, Paused, PausingTask

IDLE_TIMEOUT = 20  # seconds without a first request
KEEP_ALIVE = 100  # seconds between requests; Heroku's router keeps a connection for 90
TRANSFER_TIMEOUT = 20  # seconds for a request or an answer, and one more for every MIN_RATE bytes
MIN_RATE = 20_000
LINGER = 2  # seconds in which the rest of a request is discarded before its connection closes

MAX_LINE = 8_000  # bytes of a chunk's size, and of what follows the last chunk
SEND = 64 * 1024  # bytes at once


class RequestTimeout(BadRequest):
    code = 408
    reason = "Request Timeout"


class NotStored(BadRequest):
    code = 503
    reason = "Service Unavailable"


class Channel(HTTPChannel):
    request: HTTPRequestParser | None
    close_when_flushed: bool
    parser_class = Parser
    error_task_class = JSONErrorTask

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.lingers = self.has_received = self.is_paused = False
        self.since = self.moved_at = time.monotonic()
        self.moved = 0  # bytes since then
        self.rest = b""  # bytes that arrived after a request; parsed when it is answered
        super().__init__(*arguments, **options)
        self.sendbuf_len = SEND
        self.last_stage = self.stage()

    def stage(self) -> tuple[str, object]:
        """What the connection waits for, and the request that this is about."""
        if self.lingers:
            return "end", None
        requests = self.requests[:1]  # another thread may empty it
        if self.total_outbufs_len:
            return "client", requests
        if requests:
            return "application", requests
        return ("request", self.request) if self.request else ("nothing", None)

    def deadline(self, now: float) -> float:
        """Return the time.monotonic() at which it ends, unless more bytes move."""
        stage = self.stage()
        if stage != self.last_stage:
            self.last_stage, self.since, self.moved_at, self.moved = stage, now, now, 0
        match stage[0]:
            case "application":
                return math.inf
            case "nothing":
                return self.since + (KEEP_ALIVE if self.has_received else IDLE_TIMEOUT)
            case "end":
                return self.since + LINGER
        total = self.since + TRANSFER_TIMEOUT + self.moved / MIN_RATE
        return min(total, self.moved_at + TRANSFER_TIMEOUT)

    @property
    def client(self) -> Client:
        """Whose turn it is with the request that waits."""
        forwarded = self.requests[0].headers.get("X_FORWARDED_FOR", "")
        return client_of(self.addr[0], forwarded, self.server.trusted_proxies)

    @property
    def stored(self) -> int:
        """Bytes of requests and answers that are kept for this connection."""
        parsers = [*self.requests, *([self.request] if self.request else [])]
        bodies = sum(each.body_bytes_received for each in parsers)
        tasks = (getattr(request, "task", None) for request in self.requests[:1])
        unsent = sum(task.unsent for task in tasks if task)
        return int(self.total_outbufs_len + len(self.rest) + bodies + unsent)

    def expire(self) -> None:
        """Close; explain why if a part of a request has arrived."""
        if self.last_stage[0] == "request":
            self.refuse(RequestTimeout(""))
        else:
            self.handle_close()

    def refuse(self, error: BadRequest) -> None:
        """Answer the request that is arriving with this error."""
        assert self.request
        with self.requests_lock:
            self.request.error = error
            self.requests.append(self.request)
            self.request = None
            if len(self.requests) == 1:
                self.server.add_task(self)

    def read_early(self) -> None:
        """Read what has arrived with the connection, which is then none without a request."""
        with contextlib.suppress(OSError):  # nothing has, or the client is gone
            if self.socket.recv(1, socket.MSG_PEEK):
                wasyncore.read(self)  # an error closes this connection, not the listener

    def received(self, data: bytes) -> bool:
        self.move(len(data))
        self.server.unchecked += len(data)
        self.has_received = True
        if self.lingers:
            return False
        self.parse(data)
        return True

    def parse(self, data: bytes) -> None:
        """Parse at most one request: many in one packet would keep the loop from other clients."""
        self.rest = b""
        if self.request is None:
            data = data.lstrip()  # as waitress does, which would count a blank line as a request
            if not data:
                return
            self.request = Parser(self.adj)
        parser = self.request
        try:
            super().received(data)
        except OSError:  # the temporary folder is full
            self.refuse(NotStored(""))
        self.rest = parser.rest
        receiver = self.request and self.request.body_rcv
        if (
            len(getattr(receiver, "control_line", b"") + getattr(receiver, "trailer", b""))
            > MAX_LINE
        ):
            self.refuse(BadRequest(""))

    def readable(self) -> bool:
        return not self.rest and bool(super().readable())

    def has_next(self) -> bool:
        """Whether what has arrived can be parsed: the request before it is answered."""
        return bool(self.rest) and bool(super().readable())

    def send(self, data: bytes, do_close: bool = True) -> int:
        sent = int(super().send(data, do_close))
        self.move(sent)
        return sent

    def move(self, size: int) -> None:
        if size:
            self.moved += size
            self.moved_at = time.monotonic()

    def task_class(self, channel: HTTPChannel, request: HTTPRequestParser) -> PausingTask:
        """Return the task of the request: a new one, or the one that was paused."""
        request.task = getattr(request, "task", None) or PausingTask(channel, request)
        task: PausingTask = request.task
        return task

    def service(self) -> None:
        """Answer, in a thread of the application, until the answer is complete or pauses."""
        requests = self.requests[:1]
        try:
            super().service()
        except Paused:
            self.is_paused = True
            self.server.pull_trigger()
        self.server.unchecked += self.stored
        if not self.connected:
            abort(requests)

    def writable(self) -> bool:
        return self.is_paused or self.has_next() or super().writable()

    def handle_close(self) -> None:
        if self.is_paused:
            self.is_paused = False
            abort(self.requests[:1])
        if self.request:
            self.request.close()
        self.rest = b""
        super().handle_close()

    def handle_write(self) -> None:
        """Send; at the end of a connection linger: closed at once, it could lose the answer."""
        if not self.close_when_flushed:
            super().handle_write()
            if self.is_paused and self.total_outbufs_len < MAX_UNSENT:
                self.is_paused = False
                self.server.add_task(self)
            if self.has_next():
                self.parse(self.rest)
            return
        self.close_when_flushed = False
        super().handle_write()
        if self.total_outbufs_len:
            self.close_when_flushed = True
        elif self.connected:
            self.lingers, self.rest = True, b""
            with contextlib.suppress(OSError):  # the client is gone, which the next read reports
                self.socket.shutdown(socket.SHUT_WR)


def abort(requests: Sequence[HTTPRequestParser]) -> None:
    """Close answers that were paused, and the bodies of their requests."""
    for request in requests:
        if task := getattr(request, "task", None):
            task.abort()
        request.close()
