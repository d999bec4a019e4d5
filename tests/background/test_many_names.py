"""Many names of one server: it has two connections of a worker at a time, whatever they do."""

import itertools
import socket
import threading
import time

import pytest
from patience import PATIENCE
from servers import raw_server

import jobs
from background.worker import Worker
from models import Result
from wordcount.fetching.fetcher import Fetcher
from wordcount.fetching.slots import PER_ADDRESS

pytestmark = pytest.mark.slow

NAMES = [f"name{number}.example" for number in range(20)]
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nwords"
MOVED = "HTTP/1.1 302 Found\r\nLocation: http://{}:{}/there\r\nContent-Length: 0\r\n\r\n"


class Server:
    """A server that redirects `/` to another of its names, and counts its open connections."""

    def __init__(self):
        self.port = 0
        self.names = itertools.cycle(NAMES)
        self.open = self.most = 0
        self.both_are_open = threading.Event()
        self.lock = threading.Lock()

    def behave(self, connection):
        with self.lock:
            self.open += 1
            self.most = max(self.most, self.open)
        if self.open == PER_ADDRESS:
            self.both_are_open.set()
        path = connection.recv(65_536).split()[1]
        self.both_are_open.wait(PATIENCE)
        moved = MOVED.format(next(self.names), self.port).encode()
        with self.lock:
            self.open -= 1  # the client may close the connection once it has the answer
        connection.sendall(moved if path == b"/" else PAGE)


@pytest.fixture
def server(monkeypatch):
    answers = [(0, 0, 0, "", ("127.0.0.2", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    server = Server()
    with raw_server(server.behave, "127.0.0.2") as server.port:
        yield server


@pytest.mark.parametrize("path", ["/there", "/"], ids=["pages", "redirects to other names"])
def test_a_server_of_many_names_has_two_connections_of_a_worker(path, server, app):
    worker = Worker(1, Fetcher({(name, server.port) for name in NAMES}))
    for name in NAMES:
        jobs.submit(url=f"http://{name}:{server.port}{path}")

    worker.start()
    deadline = time.monotonic() + 2 * PATIENCE
    while open_results() and time.monotonic() < deadline:
        time.sleep(0.05)
    worker.stop()
    worker.join()

    assert server.most == PER_ADDRESS
    attempts = [(each.status, each.attempts) for each in Result.select()]
    if path == "/there":  # a page was not attempted if its server was busy
        assert attempts == [("done", 1)] * len(NAMES)
    assert not open_results()


def open_results():
    return Result.select().where(Result.status.in_(("pending", "running"))).count()
