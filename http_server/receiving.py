"""Receive requests, and parse one of each connection at a time."""

import contextlib
import socket
import time
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import BadRequest

from http_server.deadline import Deadline
from http_server.parser import Parser

MAX_LINE = 8_000  # bytes of a chunk's size, and of the trailer after the last chunk
PARSING = 0.005  # seconds for which a step parses data of any size; then it parses only small data
TURN = 0.0005  # seconds after which a connection's turn ends; it parses at least one part
SMALL = 4_000  # bytes of a head, including the part that arrived earlier; or of data in chunks
SMALL_LINES = 40
# Seconds for which what was put off lets others go first: for each byte of a head, and for chunks.
HEAD_DELAY = 1 / 8_000
CHUNKS_DELAY = 1
# Bytes of bodies of known length that a step receives beyond the usual amount from each connection.
# Such bodies are hardly parsed, but steps can be long. Connections have equal shares.
BODIES_AT_ONCE = 8_000_000
PARTS_AT_ONCE = 12  # in which a step receives them from one connection
SLOW = 32_000  # bytes of a part; a smaller one means that the client sends no faster


class ParsingTurns:
    """Parses for a limited time in each step of the loop, and puts off what is left.

    What was put off is parsed in turns: networks take turns, and so do the connections of each,
    where a large head lets smaller ones go first. The loop itself would always begin with the
    oldest connections, so that newer ones would wait for ever.
    """

    def __init__(self) -> None:
        self.seconds = 0.0  # of the processor, for parsing in this step
        self.bodies = 0  # bytes of BODIES_AT_ONCE that this step has received
        self.uploads = 0  # connections from which it could receive some
        self.share = BODIES_AT_ONCE  # of each of them, by their number in the last step
        # The connections of each network, with the time.monotonic() by which they are ordered.
        self.waiting: OrderedDict[str, dict[Receiving, float]] = OrderedDict()

    @property
    def has_time(self) -> bool:
        return self.seconds <= PARSING

    def begin_step(self) -> None:
        """Parse what was put off."""
        self.share = BODIES_AT_ONCE // max(1, self.uploads)
        self.seconds = self.bodies = self.uploads = 0
        while self.waiting and self.has_time:
            self.give_turn(self.take())

    def take(self) -> "Receiving":
        """Take the next connection of the next network, which is then behind the others."""
        network, channels = next(iter(self.waiting.items()))
        self.waiting.move_to_end(network)
        channel = min(channels, key=channels.__getitem__)
        self.remove(channel)
        return channel

    def remove(self, channel: "Receiving") -> None:
        """Let the connection wait no longer."""
        if channel.waits_in is None:
            return
        channels = self.waiting[channel.waits_in]
        del channels[channel]
        if not channels:
            del self.waiting[channel.waits_in]
        channel.waits_in = None
        channel.timer.end_wait()

    def give_turn(self, channel: "Receiving") -> None:
        """Parse what the connection has received, until its turn ends."""
        until = min(self.seconds + TURN, PARSING)
        while channel.has_next() and self.seconds <= until:
            self.parse(channel, channel.rest)
        if channel.has_next():
            self.put_off(channel)

    def put_off(self, channel: "Receiving") -> None:
        """Let the connection wait for its turn."""
        channel.waits_in = channel.client.network
        channel.timer.begin_wait()
        turn = time.monotonic() + channel.turn_delay
        self.waiting.setdefault(channel.waits_in, {})[channel] = turn

    def parse(self, channel: "Receiving", data: bytes) -> None:
        began = time.thread_time()
        try:
            channel.parse(data)
        except Exception:
            channel.handle_error()  # logs it, and closes the connection
        self.seconds += time.thread_time() - began


def parts_of(connection: socket.socket, most: int) -> Iterator[bytes]:
    """Receive at most `most` bytes. While this empties the system's buffer, more may arrive."""
    with contextlib.suppress(OSError):  # nothing has arrived, or an error that the next step finds
        for _ in range(PARTS_AT_ONCE):
            part = connection.recv(most) if most > 0 else b""
            yield part
            most -= len(part)
            if len(part) < SLOW:
                return


class StorageFull(BadRequest):
    code = 503
    reason = "Service Unavailable"


class Receiving(HTTPChannel):
    """A connection that parses what it receives in turn with others."""

    request: HTTPRequestParser | None  # the one that is arriving
    requests: list[HTTPRequestParser]  # those that have arrived
    number = 0  # of requests that have begun to arrive
    waits_in: str | None = None  # the network among which it waits for its turn to parse `rest`

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.lingers = self.has_received = False
        self.rest = b""  # bytes that have arrived but are not parsed yet
        self.timer = Deadline()
        super().__init__(*arguments, **options)

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

    @property
    def turn_delay(self) -> float:
        """The seconds for which connections of its network that come later go first."""
        if self.request is None:
            return len(self.rest) * HEAD_DELAY
        if self.request.headers_finished:
            return CHUNKS_DELAY
        return (len(self.request.header_plus) + len(self.rest)) * HEAD_DELAY

    @property
    def body_left(self) -> int:
        """The bytes that are missing of a body of known length."""
        return getattr(self.request and self.request.body_rcv, "remain", 0)

    def recv(self, size: int) -> bytes:
        """Receive at most `size` bytes, or more of a body of known length."""
        data = bytes(super().recv(size))
        left = self.body_left - len(data)
        if len(data) < SLOW or left <= 0:
            return data
        turns = self.server.turns
        turns.uploads += 1
        most = min(left, turns.share, BODIES_AT_ONCE - turns.bodies)
        more = b"".join(parts_of(self.socket, most))
        turns.bodies += len(more)
        return data + more

    def received(self, data: bytes) -> bool:
        self.timer.move(len(data))
        self.server.unchecked += len(data)
        self.has_received = True
        if self.lingers:
            return False
        self.parse_in_turn(data)
        return True

    def parse_in_turn(self, data: bytes) -> None:
        """Parse the data now, unless that takes long and this step has already parsed for PARSING.

        Otherwise, large heads that arrive together would block all other clients.
        """
        if self.body_left or self.is_small(data) or self.server.turns.has_time:
            self.server.turns.parse(self, data)
        else:
            self.rest = data
            self.server.turns.put_off(self)

    def is_small(self, data: bytes) -> bool:
        """Whether the data, or the head that they complete, take little time to parse."""
        if self.request is None:
            data = data.lstrip().partition(b"\r\n\r\n")[0]
        elif not self.request.headers_finished:
            data = (self.request.header_plus + data).partition(b"\r\n\r\n")[0]
        return len(data) <= SMALL and data.count(b"\n") <= SMALL_LINES

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
