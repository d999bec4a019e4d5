"""The parser of waitress for one request, which leaves the rest of the bytes alone."""

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import RequestEntityTooLarge

from http_server.task import NO_HOST, TWO_LENGTHS


class Parser(HTTPRequestParser):
    rest = b""  # bytes after the request

    def received(self, data: bytes) -> int:
        """Parse up to the end of the request; keep the rest, which counts as consumed."""
        consumed = int(super().received(data))
        if not self.completed:
            return consumed
        if isinstance(self.error, RequestEntityTooLarge):
            self.leave_to_application()
        self.rest = data[consumed:]
        self.expect_continue = False  # it has no body, or is refused
        return len(data)

    def leave_to_application(self) -> None:
        """Have the application refuse the request by its length, at once and without its body."""
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
