"""HTTP over a socket, byte by byte."""

import threading
import time
from contextlib import contextmanager

from patience import PATIENCE

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\n"


def hello(environ, start_response):
    body = environ["wsgi.input"].read() or b"hello"
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def read_answer(connection):
    """The status, and the body by its Content-Length or until the connection closes."""
    reply = connection.makefile("rb")
    status = int(reply.readline().split()[1])
    headers = dict(
        line.decode().strip().lower().split(": ") for line in iter(reply.readline, b"\r\n")
    )
    length = headers.get("content-length")
    return status, reply.read(int(length)) if length else reply.read()


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@contextmanager
def stopped(server):
    """Stop the loop of the server, so that it finds all at once what is sent meanwhile."""
    held, go_on = threading.Event(), threading.Event()

    def hold():
        held.set()
        assert go_on.wait(PATIENCE)

    server.trigger.pull_trigger(hold)
    assert held.wait(PATIENCE)
    try:
        yield
    finally:
        go_on.set()
