"""waitress's server, which closes slow connections to make room for others."""

import contextlib
import errno
import math
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from http_server.adjustments import LIMITS
from http_server.channel import Channel
from http_server.client import Client
from http_server.deadline import IDLE_TIMEOUT, LINGER, Stage
from http_server.files import connection_limit
from http_server.receiving import ParsingTurns, StorageFull
from http_server.request_queue import RequestQueue
from http_server.stored import close_excess, keeps_too_much
from http_server.task import pausing

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# Bytes of requests and answers that all processes keep, most of them in temporary files.
MAX_STORED = 500_000_000
CHECK_AFTER = 10_000_000  # bytes received or answered

ACCEPT_AT_ONCE = 500  # connections
WAITING = 44  # requests that wait for a turn, a result or a dictionary, each in its own thread
STOP_TIMEOUT = 15  # seconds to finish the answers that have begun when the server is stopped
# Seconds for which a thread keeps Python's lock while others wait: 5 ms, the default, add up.
SWITCH_INTERVAL = 0.001
NOTSENT_LOWAT = 128 * 1024  # unsent bytes in the kernel from which a socket is not writable

IDLE = (Stage.FIRST_REQUEST, Stage.NEXT_REQUEST)


class Server(TcpWSGIServer):
    """Serves `app` on a listening socket.

    At most `threads` requests run at once, and WAITING more may wait. Clients take turns. Behind
    `trusted_proxies` proxies, X-Forwarded-For identifies them. The `processes` of a machine share
    MAX_STORED.
    """

    channel_class = Channel
    accepting: bool

    def __init__(
        self,
        listener: socket.socket,
        app: "WSGIApplication",
        threads: int,
        trusted_proxies: int = 0,
        processes: int = 1,
    ) -> None:
        self.trusted_proxies = trusted_proxies
        self.max_stored = MAX_STORED // processes
        self.loop_thread = 0
        self.arrived: list[Channel] | None = None  # during a step
        self.turns = ParsingTurns()
        self.has_visitors = False  # whether connections wait to be accepted
        self.unchecked = 0  # bytes that have moved since maintenance()
        name = listener.getsockname()
        adjustments = Adjustments(
            sockets=[listener],
            server_name=name[0],
            ident=None,
            log_socket_errors=False,
            clear_untrusted_proxy_headers=False,  # app.py reads them if there are trusted proxies
            asyncore_use_poll=True,
            **LIMITS,
        )
        self.limit = connection_limit()
        if hasattr(socket, "TCP_DEFER_ACCEPT"):  # Linux waits for the first byte itself
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, IDLE_TIMEOUT)
        dispatcher = ThreadedTaskDispatcher()
        self.queue = dispatcher.queue = RequestQueue(threads)
        dispatcher.set_thread_count(threads + WAITING)
        super().__init__(
            pausing(app),
            _sock=listener,
            adj=adjustments,
            dispatcher=dispatcher,
            sockinfo=(listener.family, listener.type, listener.proto, name),
            bind_socket=False,
        )

    def run_while(self, is_alive: Callable[[], bool], tick: Callable[[], object] = int) -> None:
        """Serve until `is_alive()` is false, then finish the answers that have begun.

        `tick` is called at least once a second. Also returns after an error of the listener;
        gunicorn then replaces the process.
        """
        sys.setswitchinterval(SWITCH_INTERVAL)
        while is_alive() and self.accepting:
            tick()
            self.step()
        self.accepting = False
        began = time.monotonic()
        while self.active_channels and time.monotonic() < began + STOP_TIMEOUT:
            tick()
            self.step()
            if time.monotonic() > began + LINGER:
                for channel in self.channels():
                    if channel.stage in (*IDLE, Stage.REST_OF_REQUEST):
                        channel.handle_close()

    def step(self) -> None:
        """Receive and send once, accept connections, then let threads serve what has arrived.

        If threads began earlier, they would serve whoever sent first, not whose turn it is, and
        receiving the rest would take longer.
        """
        self.loop_thread, self.arrived, self.has_visitors = threading.get_ident(), [], False
        try:
            self.turns.begin_step()
            wasyncore.loop(timeout=1, use_poll=True, map=self._map, count=1)
            if self.has_visitors:
                self.accept_visitors()
        finally:
            arrived, self.arrived = self.arrived, None
            if arrived:
                self.start_requests(arrived)
        if self.unchecked > CHECK_AFTER:
            self.maintenance(time.monotonic())

    def start_requests(self, channels: list[Channel]) -> None:
        """Let threads serve the channels.

        The lock is acquired once: threads that begin would compete for it, and for Python's.
        """
        with self.task_dispatcher.lock:
            for channel in channels:
                self.start_request(channel)
            self.task_dispatcher.queue_cv.notify(min(len(channels), self.queue.most))

    def start_request(self, channel: Channel) -> None:
        """Let a thread serve the channel, or close it if its client has sent too many requests.

        A large request is refused if those of its network that are not yet answered keep too much.
        """
        if not channel.has_begun and self.queue.is_full(channel.client):
            channel.drop()
            return
        if not channel.has_begun and keeps_too_much(channel, self.channels(), self.max_stored):
            channel.refuse_arrived(StorageFull(""))
        channel.started = channel.requests[0]
        self.queue.append(channel)

    def add_task(self, task: Channel) -> None:
        """Let a thread serve the channel: during a step, at its end."""
        if self.arrived is not None and threading.get_ident() == self.loop_thread:
            self.arrived.append(task)
        else:
            super().add_task(task)

    def finish(self, client: Client) -> None:
        """Record that a request of the client was answered, or waits: another one may run."""
        with self.task_dispatcher.lock:
            self.queue.finish(client)
            if self.queue:
                self.task_dispatcher.queue_cv.notify()

    @contextlib.contextmanager
    def waiting(self, client: Client) -> Iterator[None]:
        """Let another request run while one of the client waits."""
        self.finish(client)
        try:
            yield
        finally:
            with self.task_dispatcher.lock:
                self.queue.begin(client)

    def channels(self) -> list[Channel]:
        return list(self.active_channels.values())

    def readable(self) -> bool:
        """Whether to accept connections: there is room, or one can be closed to make room."""
        if not super().readable():
            return False
        if len(self.active_channels) < self.limit or len(self.queue):
            return True
        return any(channel.expires_at() < math.inf for channel in self.channels())

    def handle_accept(self) -> None:
        """Accept connections once all events of this step are handled.

        Otherwise evict() could close a connection, a new one get its file descriptor, and an event
        of the old one close the new one.
        """
        self.has_visitors = True

    def accept_visitors(self) -> None:
        """Accept connections: one more than the limit, then make room for some others."""
        has_evicted = False
        try:
            for _ in range(ACCEPT_AT_ONCE):
                if len(self.active_channels) > self.limit:
                    if has_evicted:
                        return  # until these have been read
                    self.evict(self.channels()[:-1])
                    has_evicted = True
                count = len(self.active_channels)
                super().handle_accept()
                if len(self.active_channels) <= count:  # accept() may have closed some
                    return
                self.channels()[-1].read_early()
        except Exception:
            self.handle_error()  # logs it, and calls handle_close()

    def handle_close(self) -> None:
        """Stop accepting after an error of the listener, which ends run_while()."""
        self.accepting = False

    def accept(self) -> tuple[socket.socket, Any] | None:
        try:
            accepted: tuple[socket.socket, Any] | None = super().accept()
        except OSError as exc:
            if exc.errno in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM):
                self.evict(self.channels())
            return None
        return accepted

    def set_socket_options(self, conn: socket.socket) -> None:
        with contextlib.suppress(OSError):  # the client is gone, which the first read reports
            super().set_socket_options(conn)
            if hasattr(socket, "TCP_NOTSENT_LOWAT"):
                conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, NOTSENT_LOWAT)

    def evict(self, channels: list[Channel]) -> None:
        """Close a tenth of these connections: the idle ones first, then those that expire first.

        If none has a deadline, close one that waits for a thread, of the client with the most.
        """
        expiring = [
            (channel.stage not in IDLE, expires_at, number, channel)
            for number, channel in enumerate(channels)
            if (expires_at := channel.expires_at()) < math.inf
        ]
        for *_, channel in sorted(expiring)[: self.limit // 10]:
            channel.handle_close()
        if not expiring:
            with self.task_dispatcher.lock:
                self.queue.close_last()

    def maintenance(self, now: float) -> None:
        """Close expired connections, and others while too many bytes are kept."""
        self.unchecked = 0
        for channel in self.channels():
            if channel.has_expired():
                channel.expire()
        close_excess(self.channels(), self.max_stored)
