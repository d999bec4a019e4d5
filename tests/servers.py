"""Real servers on 127.0.0.1 that tests fetch from, and a monitor of network connections.

`Site` serves pages over HTTP; `raw_server` passes each connection to a function.
"""

import contextlib
import errno
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any


@dataclass
class Reply:
    """A response of a Site. Bytes alone are served as an HTML page with status 200."""

    body: bytes = b""
    status: int = 200
    content_type: str | None = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


class Site:
    """Serves `pages` by path and query, and records the requests."""

    def __init__(self, *, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, bytes | Reply] = {}
        self.requests: list[str] = []
        self.headers: list[dict[str, str]] = []
        self._scheme = "https" if tls else "http"
        self._server = _QuietServer(("127.0.0.1", 0), _handler(self))
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.01])

    @property
    def port(self) -> int:
        return self._server.server_port

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self._scheme}://{host}:{self.port}{path}"

    def __enter__(self) -> "Site":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore clients that disconnect or use TLS on a plain port, as some tests do."""


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.requests.append(self.path)
            site.headers.append(dict(self.headers))
            page = site.pages.get(self.path, Reply(b"Not here.", status=404))
            reply = page if isinstance(page, Reply) else Reply(page)
            self.send_response(reply.status)
            if reply.content_type is not None:
                self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *arguments: object) -> None:
            """Keep the output of the tests clean."""

    return Handler


@contextlib.contextmanager
def raw_server(behave: Callable[[socket.socket], None], host: str = "127.0.0.1") -> Iterator[int]:
    """Yield the port of a server that passes each connection to `behave`, then closes it."""
    listener = socket.create_server((host, 0))

    def serve(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            behave(connection)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=serve, args=[connection], daemon=True).start()

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


# Audit events of lookups and connections: https://docs.python.org/3/library/audit_events.html
LOOKUPS = ("socket.getaddrinfo", "socket.gethostbyname")
CONNECTIONS = ("socket.connect", "socket.sendto", "socket.sendmsg")

_watch: Callable[[str, tuple[Any, ...]], None] | None = None


@contextlib.contextmanager
def watched(except_for: Collection[tuple[str, int]] = ()) -> Iterator[list[tuple[str, str]]]:
    """Block every lookup and connection of this process, and yield a list of the attempts.

    Connections to the (host, port) pairs in `except_for` are allowed, and not listed.
    """
    global _watch
    attempts: list[tuple[str, str]] = []

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in LOOKUPS:
            name = arguments[0]
            attempts.append(("look up", name.decode() if isinstance(name, bytes) else str(name)))
        elif event in CONNECTIONS and arguments[0].family in (socket.AF_INET, socket.AF_INET6):
            place = arguments[1][:2]
            if place in except_for or arguments[0].type == socket.SOCK_DGRAM:
                return  # connecting a datagram socket sends nothing
            attempts.append(("connect", f"{place[0]} {place[1]}"))
        else:
            return
        raise OSError(errno.ENETUNREACH, "stopped by the test")

    _watch = watch
    try:
        yield attempts
    finally:
        _watch = None


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _watch is not None and event.startswith("socket."):
        _watch(event, arguments)


sys.addaudithook(_audit)  # audit hooks cannot be removed
