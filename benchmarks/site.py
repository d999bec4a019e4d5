"""A web site of pages that are slow, large or failing, as their addresses say."""

import functools
import threading
import time
from collections import Counter
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Site:
    """A web site of any number of pages, on 127.0.0.1 and what other loopback hosts are named.

    `/name?delay=SECONDS&size=BYTES&status=NUMBER` waits, then sends a page of that size
    and status; with `location`, it redirects. `fetched` counts the requests by path.
    """

    def __init__(self, *hosts: str) -> None:
        self.fetched: Counter[str] = Counter()
        self.bodies: dict[str, bytes] = {}  # by name, where a page is not to be of ordinary prose
        hosts = ("127.0.0.1", *hosts)
        self._servers = _serve(hosts, _handler(self))
        self.port = self._servers[0].server_port
        self.allowed = ",".join(f"{host}:{self.port}" for host in hosts)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def __enter__(self) -> "Site":
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Workers that are killed hang up: that is what is tried here."""


def _serve(
    hosts: Sequence[str], handler: type[BaseHTTPRequestHandler], attempts: int = 10
) -> list[_Server]:
    """Listen on one port of all hosts, which may be taken on some: then try another one."""
    servers = [_Server((hosts[0], 0), handler)]
    try:
        for host in hosts[1:]:
            servers.append(_Server((host, servers[0].server_port), handler))
    except OSError:
        for each in servers:
            each.server_close()
        if attempts == 1:
            raise
        return _serve(hosts, handler, attempts - 1)
    return servers


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            wanted = {name: value for name, [value] in parse_qs(parts.query).items()}
            site.fetched[self.path] += 1
            time.sleep(float(wanted.get("delay", 0)))
            body = site.bodies.get(parts.path) or prose(int(wanted.get("size", 1000)))
            self.send_response(int(wanted.get("status", 200)))
            self.send_header("Content-Type", wanted.get("type", "text/html; charset=utf-8"))
            if "location" in wanted:
                self.send_header("Location", wanted["location"])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            """The benchmarks say what there is to say."""

    return Handler


@functools.cache
def prose(size: int) -> bytes:
    """A page of about `size` bytes: paragraphs of a few thousand different words."""
    words = (f"word{number * 7919 % 3001}" for number in range(size // 9))
    paragraphs, line = [], []
    for word in words:
        line.append(word)
        if len(line) == 40:
            paragraphs.append(" ".join(line))
            line = []
    paragraphs.append(" ".join(line))
    return (
        "<!doctype html><html lang=en><title>Prose</title><p>" + "<p>".join(paragraphs)
    ).encode()
