"""waitress's parser, for one request at a time and with the refusals that HTTP/1.1 requires."""

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import RequestEntityTooLarge

from http_server.task import NO_HOST, TWO_LENGTHS


class Parser(HTTPRequestParser):
    rest = b""  # bytes after the request

    @property
    def unfinished_line(self) -> int:
        """Bytes of a chunk's size, or of the trailer, whose end has not arrived."""
        receiver = self.body_rcv
        return len(getattr(receiver, "control_line", b"") + getattr(receiver, "trailer", b""))

    def received(self, data: bytes) -> int:
        """Parse up to the end of the request, and keep what follows in `rest`."""
        consumed = int(super().received(data))
        if not self.completed:
            return consumed
        if isinstance(self.error, RequestEntityTooLarge):
            self.leave_to_application()
        self.rest = data[consumed:]
        self.expect_continue = False  # no body follows, or none is wanted
        return len(data)

    def leave_to_application(self) -> None:
        """Let the application refuse a request that is too long, without waiting for its body."""
        self.error = None
        length = max(self.content_length, self.adj.max_request_body_size)
        self.headers |= {"CONTENT_LENGTH": str(length), "CONNECTION": "close"}

    def parse_header(self, header_plus: bytes) -> None:
        try:
            super().parse_header(header_plus)
        except ValueError as exc:  # of urlsplit(), or of int() with too many digits
            raise ParsingError("") from exc
        if self.version == "1.1" and "HOST" not in self.headers:  # RFC 9112, section 3.2
            raise ParsingError(NO_HOST)
        if self.chunked and "CONTENT_LENGTH" in self.headers:  # RFC 9112, section 6.3
            raise ParsingError(TWO_LENGTHS)
