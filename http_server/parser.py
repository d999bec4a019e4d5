"""waitress's parser, for one request at a time and with the refusals that HTTP/1.1 requires."""

import contextlib
import re
from urllib.parse import quote

import waitress.parser
from waitress.parser import (
    HTTPRequestParser,
    ParsingError,
    TransferEncodingNotImplemented,
)
from waitress.utilities import BadRequest, Error, RequestEntityTooLarge, RequestHeaderFieldsTooLarge

from http_server.chunks import StrictChunkedReceiver
from http_server.task import NO_HOST, TWO_LENGTHS

# These match what waitress's own patterns match, which take quadratic time: `GET a://11…1 X`, or a
# header of spaces, kept the process from all other work for minutes. A test compares them.
TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
FIRST_LINE = re.compile(
    rb"(?P<method>" + TOKEN + rb") (?P<uri>[^ ]+)(?: HTTP/(?P<version>[0-9]\.[0-9]))?"
)
HEADER = re.compile(rb"(?P<name>" + TOKEN + rb"):(?P<value>[\t\x20-\x7e\x80-\xff]*)\Z")
waitress.parser.first_line_re = FIRST_LINE
waitress.parser.HEADER_FIELD_RE = HEADER
waitress.parser.ChunkedReceiver = StrictChunkedReceiver

# The loop parses heads while all clients wait. Headers and escapes take longest.
MAX_HEADERS = 100
MAX_ESCAPES = 200  # in the path

# The values of these headers are parsed, too, some of them in quadratic time.
PARSED = re.compile("ACCEPT|CONNECTION|CONTENT_TYPE|IF_|PREFER|RANGE")
MAX_PARSED = 2_000  # bytes of such a value
CHUNKED_AT_ONCE = 2_000  # bytes of a chunked body, if they may be more than one chunk
# Bytes of a chunked body that are not content: this many, and one for each 4 bytes of content. So
# chunks have 24 bytes or more on average.
MAX_OVERHEAD = 10_000

ASCII = bytes(range(0x80))
CODING = b"\r\ntransfer-encoding:"


class URITooLong(BadRequest):
    code = 414
    reason = "URI Too Long"


class Parser(HTTPRequestParser):
    path = ""  # waitress logs it, even if the head was refused before it was parsed
    rest = b""  # bytes that are not parsed yet: after the request, or of a chunked body
    refusal: Error | None = None  # of a head that takes too long to parse

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
        if self.refusal:
            self.error, self.completed = self.refusal, True
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
        first_line, _, headers = header_plus.partition(b"\r\n")
        if not first_line.isascii():
            first_line = escape(first_line)
            header_plus = first_line + b"\r\n" + headers
        if headers.count(b"\n") > MAX_HEADERS + 1:  # and the blank line
            self.refusal = RequestHeaderFieldsTooLarge("")
        elif first_line.partition(b"?")[0].count(b"%") > MAX_ESCAPES:
            self.refusal = URITooLong("")
        if self.refusal:
            raise ParsingError("")
        check_framing(header_plus)
        try:
            super().parse_header(header_plus)
        except ValueError as exc:  # of urlsplit(), or of int() with too many digits
            raise ParsingError("") from exc
        if self.version == "1.1" and "HOST" not in self.headers:  # RFC 9112, section 3.2
            raise ParsingError(NO_HOST)
        if any(
            len(value) > MAX_PARSED and PARSED.match(name) for name, value in self.headers.items()
        ):
            self.refusal = RequestHeaderFieldsTooLarge("")
        elif "close" in self.headers.get("CONNECTION", "").lower().replace(",", " ").split():
            self.headers["CONNECTION"] = "close"  # waitress compares the whole value


def escape(first_line: bytes) -> bytes:
    """Percent-encode what is not ASCII in the address: some programs send it as it was typed."""
    method, _, rest = first_line.partition(b" ")
    return method + b" " + quote(rest, ASCII).encode()


def check_framing(head: bytes) -> None:
    """Raise ParsingError if a proxy may read another length of the body from this head.

    RFC 9112 lets a server refuse folded lines (section 5.2), and a Transfer-Encoding beside a
    Content-Length, in another version than HTTP/1.1, or with `chunked` twice (section 6.1).
    """
    head = head.lower()
    if b"\r\n " in head or b"\r\n\t" in head:
        raise ParsingError("")
    if CODING not in head:
        return
    if b"\r\ncontent-length:" in head:
        raise ParsingError(TWO_LENGTHS)
    first_line, *parts = head.split(CODING)
    version = first_line.partition(b"\r\n")[0].rstrip()[-9:]
    coding = b",".join(part.partition(b"\r\n")[0] for part in parts).strip(b" \t")
    names_another = bool(coding.replace(b"chunked", b"").strip(b" \t,"))
    if version != b" http/1.1" or not (names_another or coding == b"chunked"):
        raise ParsingError("")
    if names_another:
        raise TransferEncodingNotImplemented("")  # waitress would split it first
