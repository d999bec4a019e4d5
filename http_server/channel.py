"""A connection of waitress with deadlines, and with one request parsed at a time."""

import contextlib
import socket
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import BadRequest

from http_server.client import Client, client_of
from http_server.deadline import Deadline, Stage
from http_server.parser import Parser
from http_server.send_buffers import SendBuffers
from http_server.task import MAX_UNSENT, JSONErrorTask, Paused, PausingTask, abort, forget

MAX_LINE = 8_000  # bytes of a chunk's size, and of the trailer after the last chunk
SEND = 64 * 1024  # bytes at once


class RequestTimeout(BadRequest):
    code = 408
    reason = "Request Timeout"


class StorageFull(BadRequest):
    code = 503
    reason = "Service Unavailable"


class Channel(SendBuffers):
    """One connection: waitress's loop reads and writes it, and a thread calls `service`."""

    request: HTTPRequestParser | None  # the one that is arriving
    requests: list[HTTPRequestParser]  # those that have arrived
    started: HTTPRequestParser | None = None  # the last one that a thread may serve
    served: Client | None = None  # the client of the last one
    number = 0  # of requests that have begun to arrive
    close_when_flushed: bool
    parser_class = Parser
    error_task_class = JSONErrorTask

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.lingers = self.has_received = self.is_paused = False
        self.rest = b""  # bytes that arrived after a request; parsed when it is answered
        self.timer = Deadline()
        super().__init__(*arguments, **options)
        self.sendbuf_len = SEND

    # When to close

    @property
    def stage(self) -> Stage:
        return self._stage()[0]

    def _stage(self) -> tuple[Stage, object]:
        """What the connection waits for, and the request in question."""
        if self.lingers:
            return Stage.END, None
        requests = self.requests[:1]  # another thread may empty the list
        if self.total_outbufs_len:
            return Stage.READER, requests
        if requests:
            return Stage.APPLICATION, requests
        if self.request:
            return Stage.REST_OF_REQUEST, self.request
        if self.has_received:
            return Stage.NEXT_REQUEST, self.number
        return Stage.FIRST_REQUEST, None

    def expires_at(self) -> float:
        """Return the time.monotonic() at which the connection is to be closed, or infinity."""
        self.timer.enter(*self._stage())
        return self.timer.expires_at()

    @property
    def stored(self) -> int:
        """Bytes of requests and answers that are kept for this connection."""
        parsers = [*self.requests, *([self.request] if self.request else [])]
        bodies = sum(each.body_bytes_received for each in parsers)
        tasks = (getattr(request, "task", None) for request in self.requests[:1])
        unsent = sum(task.unsent for task in tasks if task)
        return int(self.total_outbufs_len + len(self.rest) + bodies + unsent)

    def expire(self) -> None:
        """Close, with 408 if a part of a request has arrived."""
        if self.timer.stage is Stage.REST_OF_REQUEST:
            self.refuse(RequestTimeout(""))
        else:
            self.handle_close()

    def handle_close(self) -> None:
        """Close the connection, and its answer if that is paused.

        It may pause in its thread meanwhile. So this looks at `is_paused` once the connection no
        longer counts as connected, and service() the other way round: one of them closes it.
        """
        if self.request:
            self.request.close()
        self.rest = b""
        super().handle_close()
        if self.is_paused:
            self.is_paused = False
            abort(self.requests[:1])

    def drop(self) -> None:
        """Close the connection, and discard its requests, which wait for a thread."""
        abort(self.requests)
        self.requests = []
        if self.connected:
            self.handle_close()

    # Receive requests

    def handle_expt(self) -> None:
        """Close the connection if TCP's urgent data arrives: HTTP has none."""
        self.handle_close()

    def read_early(self) -> None:
        """Read what arrived with the connection, so that it no longer counts as idle."""
        with contextlib.suppress(OSError):  # nothing has arrived, or the client is gone
            if self.socket.recv(1, socket.MSG_PEEK):
                wasyncore.read(self)  # an error closes this connection, not the listener
            else:
                self.handle_close()

    def readable(self) -> bool:
        return not self.rest and bool(super().readable())

    def received(self, data: bytes) -> bool:
        self.timer.move(len(data))
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
            self.number += 1
        parser = self.request
        try:
            super().received(data)
        except OSError:  # the temporary folder is full
            self.refuse(StorageFull(""))
        self.rest = parser.rest
        if self.request and self.request.unfinished_line > MAX_LINE:
            self.refuse(BadRequest(""))

    def has_next(self) -> bool:
        """Whether `rest` can be parsed, because the request before it was answered."""
        return bool(self.rest) and bool(super().readable())

    def refuse(self, error: BadRequest) -> None:
        """Answer the request that is arriving with this error."""
        assert self.request
        with self.requests_lock:
            self.request.error = error
            self.requests.append(self.request)
            self.request = None
            if len(self.requests) == 1:
                self.server.add_task(self)

    def refuse_arrived(self, error: BadRequest) -> None:
        """Answer the request that has arrived with this error, and free its body now."""
        [request, *_] = self.requests
        request.error = error
        request.close()
        request.body_bytes_received = 0

    # Answer requests

    @property
    def client(self) -> Client:
        """The client of the request that has arrived, is arriving or was served last."""
        requests = [*self.requests, self.request]  # another thread may empty the list
        if not requests[0] and self.served:
            return self.served
        forwarded = requests[0].headers.get("X_FORWARDED_FOR", "") if requests[0] else ""
        return client_of(self.addr[0], forwarded, self.server.trusted_proxies)

    @property
    def has_started(self) -> bool:
        """Whether a thread may serve its request, or serves it."""
        requests = self.requests[:1]  # another thread may empty the list
        return bool(requests) and requests[0] is self.started

    @property
    def has_begun(self) -> bool:
        """Whether the answer has begun, and paused."""
        return getattr(self.requests[0], "task", None) is not None

    def task_class(self, channel: HTTPChannel, request: HTTPRequestParser) -> PausingTask:
        """Return the task of the request: a new one, or the one that was paused."""
        request.task = getattr(request, "task", None) or PausingTask(channel, request)
        task: PausingTask = request.task
        return task

    def service(self) -> None:
        """Run the application, in one of its threads, until the answer is complete or pauses."""
        requests, client = self.requests[:1], self.client
        self.served = client
        try:
            super().service()
        except Paused:
            self.is_paused = True
            self.server.pull_trigger()
        else:
            forget(requests[0])
        finally:
            self.server.finish(client)
        self.server.unchecked += self.stored
        if not self.connected:
            abort(requests)

    # Send answers

    def writable(self) -> bool:
        return self.is_paused or self.has_next() or super().writable()

    def send(self, data: bytes, do_close: bool = True) -> int:
        sent = int(super().send(data, do_close))
        self.timer.move(sent)
        return sent

    def handle_write(self) -> None:
        """Send, and then continue with a paused answer or the next request.

        After the last answer, linger: closing the connection at once could lose the answer.
        """
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
