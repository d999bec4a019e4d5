import socket
import threading

import pytest
from patience import PATIENCE
from raw_http import hello

from http_server import receiving
from http_server.server import Server


@pytest.fixture
def serve():
    """Serve a WSGI application with 2 threads; return the server."""
    started = []

    def serve(app=hello, trusted_proxies=0, processes=1):
        listener = socket.create_server(("127.0.0.1", 0))
        own = Server(listener, app, 2, trusted_proxies, processes)
        stopped = threading.Event()
        thread = threading.Thread(target=own.run_while, args=[lambda: not stopped.is_set()])
        thread.start()
        started.append((own, stopped, thread))
        own.stop = stopped.set
        own.thread = thread
        return own

    yield serve
    for own, stopped, thread in started:
        stopped.set()
        own.pull_trigger()
        thread.join()
        own.task_dispatcher.shutdown()
        own.close()


@pytest.fixture
def connect():
    """Open a connection to a server and send these bytes."""
    connections = []

    def connect(own, sent=b"", receive_buffer=None):
        connection = socket.socket()
        if receive_buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.settimeout(PATIENCE)
        connection.connect(("127.0.0.1", int(own.effective_port)))
        connection.sendall(sent)
        connections.append(connection)
        return connection

    yield connect
    for connection in connections:
        connection.close()


@pytest.fixture
def parse_order(monkeypatch):
    """The addresses of the connections that parsed a part, in order; one part in each step."""
    found = []
    parse = receiving.ParsingTurns.parse

    def record(self, channel, data):
        found.append(channel.addr)
        parse(self, channel, data)

    monkeypatch.setattr(receiving, "PARSING", 0)
    monkeypatch.setattr(receiving, "TURN", 0, raising=False)
    monkeypatch.setattr(receiving.ParsingTurns, "parse", record)
    return found
