"""A connection of waitress with deadlines, and with one request parsed at a time."""

import contextlib
import socket
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import BadRequest

from http_server.client import Client, client_of
from http_server.deadline import Stage
from http_server.parser import Parser
from http_server.receiving import Receiving
from http_server.send_buffers import SendBuffers
from http_server.task import MAX_UNSENT, JSONErrorTask, Paused, PausingTask, abort, forget

SEND = 64 * 1024  # bytes at once


class RequestTimeout(BadRequest):
    code = 408
    reason = "Request Timeout"


class Channel(Receiving, SendBuffers):
    """One connection: waitress's loop reads and writes it, and a thread calls `service`."""

    started: HTTPRequestParser | None = None  # the last one that a thread may serve
    served: Client | None = None  # the client of the last one
    close_when_flushed: bool
    parser_class = Parser
    error_task_class = JSONErrorTask

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.is_paused = False
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
        if self.request or self.rest:
            return Stage.REST_OF_REQUEST, self.request
        if self.has_received:
            return Stage.NEXT_REQUEST, self.number
        return Stage.FIRST_REQUEST, None

    def expires_at(self) -> float:
        """Return the time.monotonic() of its deadline, or infinity.

        Those with the earliest are closed first to make room, even if has_expired() spares them.
        """
        self.timer.enter(*self._stage())
        return self.timer.expires_at()

    def has_expired(self) -> bool:
        """Whether the connection is to be closed now."""
        self.timer.enter(*self._stage())
        return self.timer.has_expired()

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
        if self.timer.stage is Stage.REST_OF_REQUEST and self.request:
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
        self.server.turns.remove(self)
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
            if self.has_next() and self.waits_in is None:
                self.parse_in_turn(self.rest)
            return
        self.close_when_flushed = False
        super().handle_write()
        if self.total_outbufs_len:
            self.close_when_flushed = True
        elif self.connected:
            self.lingers, self.rest = True, b""
            with contextlib.suppress(OSError):  # the client is gone, which the next read reports
                self.socket.shutdown(socket.SHUT_WR)
