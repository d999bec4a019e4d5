"""waitress's parser, for one request at a time and with the refusals that HTTP/1.1 requires."""

import contextlib
import re

import waitress.parser
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import BadRequest, RequestEntityTooLarge, RequestHeaderFieldsTooLarge

from http_server.task import NO_HOST, TWO_LENGTHS

# These match what waitress's own patterns match, which take quadratic time: `GET a://11…1 X`, or a
# header of spaces, kept the process from all other work for minutes. A test compares them.
TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
FIRST_LINE = re.compile(
    rb"(?P<method>" + TOKEN + rb") (?P<uri>[^ ]+)(?: HTTP/(?P<version>[0-9]\.[0-9]))?"
)
HEADER = re.compile(rb"(?P<name>" + TOKEN + rb"):(?P<value>[\t\x20-\x7e\x80-\xff]*)$")
waitress.parser.first_line_re = FIRST_LINE
waitress.parser.HEADER_FIELD_RE = HEADER

# Headers that the application parses, some of them in quadratic time, and their bytes at most.
PARSED = re.compile("ACCEPT|CONTENT_TYPE|IF_|PREFER|RANGE")
MAX_PARSED = 2_000
CHUNKED_AT_ONCE = 2_000  # bytes of a chunked body, if they may be more than one chunk
# Bytes of a chunked body that are not content: this many, and one for each 4 bytes of content. So
# chunks have 24 bytes or more on average.
MAX_OVERHEAD = 10_000


class Parser(HTTPRequestParser):
    rest = b""  # bytes that are not parsed yet: after the request, or of a chunked body
    has_long_header = False

    @property
    def unfinished_line(self) -> int:
        """Bytes of a chunk's size, or of the trailer, whose end has not arrived."""
        receiver = self.body_rcv
        return len(getattr(receiver, "control_line", b"") + getattr(receiver, "trailer", b""))

    def received(self, data: bytes) -> int:
        """Parse up to the end of the request, and keep what follows in `rest`."""
        is_chunked = self.chunked
        remainder = getattr(self.body_rcv, "chunk_remainder", 0)
        part = data[: max(CHUNKED_AT_ONCE, remainder)] if is_chunked else data
        consumed = int(super().received(part))
        if is_chunked:
            self.check_overhead()
        if self.has_long_header:
            self.error, self.completed = RequestHeaderFieldsTooLarge(""), True
        if not self.completed and not is_chunked:
            return consumed
        if isinstance(self.error, RequestEntityTooLarge):
            self.leave_to_application()
        self.rest = data[consumed:]
        if self.completed:
            self.expect_continue = False  # no body follows, or none is wanted
        return len(data)

    def check_overhead(self) -> None:
        """Refuse a chunked body of tiny chunks or blank lines, which take long to parse."""
        assert self.body_rcv is not None  # its length may be 0
        content = len(self.body_rcv)
        if self.body_bytes_received - content > MAX_OVERHEAD + content / 4:
            self.error, self.completed = BadRequest(""), True

    def close(self) -> None:
        with contextlib.suppress(OSError):  # the temporary folder is full
            super().close()

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
        self.has_long_header = any(
            len(value) > MAX_PARSED and PARSED.match(name) for name, value in self.headers.items()
        )
