"""A web site that costs little CPU time: one process, replies made in advance, many hosts."""

import asyncio
import multiprocessing
import socket
from multiprocessing.connection import Connection

HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\r\n"
SEND_BUFFER = 1_000_000  # bytes; a whole reply fits, so that one call sends it


class QuickSite:
    """A web site of the pages `bodies` at the same port of each of `hosts`.

    `url(page, name, host)` is the address of a page; each `name` makes another address of it.
    """

    def __init__(self, bodies: list[bytes], hosts: list[str]) -> None:
        self.pages = len(bodies)
        self.hosts = hosts
        spawning = multiprocessing.get_context("spawn")
        self._pipe, other_end = spawning.Pipe()
        self._process = spawning.Process(target=serve, args=[other_end, bodies, hosts], daemon=True)

    def __enter__(self) -> "QuickSite":
        self._process.start()
        self.port: int = self._pipe.recv()
        self.allowed = ",".join(f"{host}:{self.port}" for host in self.hosts)
        assert self._process.pid
        self.pid: int = self._process.pid
        return self

    def __exit__(self, *error: object) -> None:
        self._process.terminate()
        self._process.join()

    def urls(self, name: str, number: int, first: int = 0) -> list[str]:
        """`number` addresses that nobody else has, from the page `first` on, of all hosts."""
        return [
            f"http://{self.hosts[each % len(self.hosts)]}:{self.port}"
            f"/{each % self.pages}/{name}/{each}"
            for each in range(first, first + number)
        ]


class Visitor(asyncio.Protocol):
    """Answers `GET /PAGE/…` with the reply of that number, and closes where that is asked."""

    def __init__(self, replies: list[bytes]) -> None:
        self.replies = replies
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.received += data
        while b"\r\n\r\n" in self.received:
            head, _, self.received = self.received.partition(b"\r\n\r\n")
            self.transport.write(self.replies[int(head.split(b"/", 2)[1])])
            if b"connection: close" in head.lower():
                self.transport.close()


def serve(pipe: Connection, bodies: list[bytes], hosts: list[str]) -> None:
    """Serve until the process is ended, and send the port through `pipe`."""
    replies = [HEAD.format(len(body)).encode() + body for body in bodies]
    asyncio.run(listen(pipe, replies, hosts))


async def listen(pipe: Connection, replies: list[bytes], hosts: list[str]) -> None:
    loop = asyncio.get_running_loop()
    port = 0
    for host in hosts:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        listener.bind((host, port))
        port = listener.getsockname()[1]
        await loop.create_server(lambda: Visitor(replies), sock=listener, backlog=128)
    pipe.send(port)
    await loop.create_future()
