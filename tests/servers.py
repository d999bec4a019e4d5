"""Real servers on 127.0.0.1 that tests fetch from, and a monitor of network connections.

`Site` serves pages over HTTP; `raw_server` passes each connection to a function.
"""

import _socket
import contextlib
import errno
import socket
import ssl
import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NoReturn
from unittest.mock import patch


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


@contextlib.contextmanager
def watched(except_for: Collection[tuple[str, int]] = ()) -> Iterator[list[tuple[str, str]]]:
    """Block every lookup and connection of this process, and yield a list of the attempts.

    Connections to the (host, port) pairs in `except_for` are allowed, and not listed. An audit hook
    sees the same, but cannot be removed. Each thread that starts would run it while Python 3.11
    installs the trace function of coverage.py, which fails if two threads do so at once.
    """
    attempts: list[tuple[str, str]] = []

    def look_up(name: str | bytes | None, *arguments: object, **options: object) -> NoReturn:
        attempts.append(("look up", name.decode() if isinstance(name, bytes) else str(name)))
        raise OSError(errno.ENETUNREACH, "stopped by the test")

    def watch(connect: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
        def watched_connect(sock: socket.socket, address: Any) -> Any:
            is_internet = sock.family in (socket.AF_INET, socket.AF_INET6)
            # Connecting a datagram socket sends nothing.
            is_allowed = sock.type == socket.SOCK_DGRAM or tuple(address[:2]) in except_for
            if is_internet and not is_allowed:
                attempts.append(("connect", f"{address[0]} {address[1]}"))
                raise OSError(errno.ENETUNREACH, "stopped by the test")
            return connect(sock, address)

        return watched_connect

    with contextlib.ExitStack() as patches:
        patches.enter_context(patch.object(_socket, "getaddrinfo", look_up))  # socket's calls it
        for name in ("gethostbyname", "gethostbyname_ex"):
            patches.enter_context(patch.object(socket, name, look_up))
        for name in ("connect", "connect_ex"):
            method = watch(getattr(_socket.socket, name))
            patches.enter_context(patch.object(socket.socket, name, method))
        yield attempts
