"""Answers that pause, without holding a thread, while their client does not read."""

import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from waitress.parser import HTTPRequestParser
from waitress.task import ErrorTask, WSGITask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_UNSENT = 256 * 1024  # bytes at which an answer pauses

NO_HOST = "An HTTP/1.1 request needs a Host header."
TWO_LENGTHS = "The request states its length in two ways."
SENTENCES = {
    400: "The head or the body of the request is malformed.",
    408: "The request did not arrive in time. Send it again.",
    413: "That request is too large: the limit is 10 MB.",
    414: "The path of the address has more than 200 escaped characters.",
    431: (
        "The head of the request is too large: the limits are 32 KB and 100 headers,"
        " and 2,000 bytes for some headers."
    ),
    500: "Something went wrong on our side. Try again later.",
    501: "The request uses a transfer encoding that is not supported.",
    503: "The request cannot be stored. Try again later.",
}


class Paused(BaseException):
    """The answer pauses until its client has read. Not an Exception, so that nothing catches it."""


class Parts:
    """Iterates over the parts of an answer; raises Paused while too many bytes are unsent."""

    def __init__(self, parts: Iterable[bytes], channel: Any) -> None:
        self.parts = parts
        self.iterator = iter(parts)
        self.channel = channel
        self.is_paused = False
        self.lock = threading.Lock()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        self.is_paused = self.channel.total_outbufs_len > MAX_UNSENT
        if self.is_paused:
            raise Paused
        return next(self.iterator)

    def end_pause(self) -> bool:
        """Return whether it was paused. Of several threads that ask, one gets True."""
        with self.lock:
            was_paused, self.is_paused = self.is_paused, False
        return was_paused

    def close(self) -> None:
        if not self.is_paused and hasattr(self.parts, "close"):
            self.parts.close()


class PausingTask(WSGITask):
    """An answer of the application; after Paused, service() continues it."""

    parts: Parts | None = None

    def get_environment(self) -> "WSGIEnvironment":
        environ: WSGIEnvironment = super().get_environment()
        environ["http_server.task"] = self
        waiting = self.channel.server.waiting
        environ["http_server.waiting"] = partial(waiting, self.channel.client)
        return environ

    @property
    def unsent(self) -> int:
        """The bytes that the application keeps, in memory or in a file, until the client reads."""
        return max(0, (self.content_length or 0) - int(self.content_bytes_written))

    def abort(self) -> None:
        """Close a paused answer whose client is gone. An error ends neither loop nor thread."""
        parts = self.parts  # another thread may forget them
        if not (parts and parts.end_pause()):
            return
        try:
            parts.close()
        except Exception:
            path = self.request.path
            self.channel.logger.exception("Exception while closing the answer to %s", path)


def forget(request: HTTPRequestParser) -> None:
    """Let go of the answer to a request, which its connection remembers until the next one."""
    if task := getattr(request, "task", None):
        request.task = task.environ = task.parts = None


def abort(requests: Sequence[HTTPRequestParser]) -> None:
    """Close answers that were paused, and the bodies of their requests."""
    for request in requests:
        if task := getattr(request, "task", None):
            task.abort()
        request.close()


def pausing(app: "WSGIApplication") -> "WSGIApplication":
    """Wrap `app` so that it is called once for each PausingTask, which may run several times."""

    def start_or_continue(environ: "WSGIEnvironment", start_response: "StartResponse") -> Parts:
        task: PausingTask = environ["http_server.task"]
        if task.parts is None:
            task.parts = Parts(app(environ, start_response), task.channel)
        return task.parts

    return start_or_continue


class JSONErrorTask(ErrorTask):
    """Answers an error with our own message: waitress's may repeat what the client sent."""

    def execute(self) -> None:
        error = self.request.error
        message = error.body if error.body in (NO_HOST, TWO_LENGTHS) else SENTENCES[error.code]
        code = error.reason.lower().replace(" ", "_")
        body = json.dumps({"error": {"code": code, "message": message}}).encode() + b"\n"
        self.status = f"{error.code} {error.reason}"
        self.response_headers.append(("Content-Type", "application/json"))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)
