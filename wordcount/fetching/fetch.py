"""Fetch a page from the public internet, and from nowhere else.

Every address on the way, the first and each redirect's, is checked before anything is sent,
and one deadline ends it all. Whatever goes wrong is one of the errors in errors.py.
"""

import contextlib
import http.client
import io
import logging
import re
import socket
import ssl
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import IO
from urllib.parse import urljoin

from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from wordcount.errors import (
    BrokenReply,
    HTTPStatus,
    InvalidURL,
    NoAnswer,
    NotText,
    PageError,
    RefusedAddress,
    Timeout,
    TooManyRedirects,
    UnknownHost,
)

from .address import DEFAULT_PORTS, Address, parse_address
from .connection import Counted, connect
from .deadline import Deadline
from .unpack import CHUNK, SIZE_LIMIT, limited, too_large, unpacked

DEADLINE = 10.0  # seconds for the whole fetch; whoever waits for a page gives up about then
REDIRECT_LIMIT = 5  # http to https, to www, to a language, and two to spare
SNIFFED = 1_445  # bytes looked at where no type is given (WHATWG MIME Sniffing, section 5.2)

REDIRECTS = {301, 302, 303, 307, 308}
TEXT_TYPES = re.compile(r"text/(html|plain)|(text|application)/([a-z0-9.+_-]+\+)?xml")
# Bytes that no text holds (WHATWG MIME Sniffing, section 3), and two documents without them.
BINARY = re.compile(rb"%PDF-|%!PS-Adobe-|.*[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]", re.DOTALL)
BYTE_ORDER_MARKS = (b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf")

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

# Only what any program would send: nothing of the visitor, no cookie, no language.
USER_AGENT = "wordcount (+https://github.com/wordcount/wordcount)"
REQUEST_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.9, application/xml;q=0.8",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Connection": "close",
}
ADVICE = {
    401: "It asks for a password.",
    403: "It does not give that page to programs.",
    404: "Check the address.",
    410: "It is gone for good.",
    429: "It has been asked too often. Try again later.",
}

# It logs the malformed headers of strangers with a traceback; we raise what matters.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Fetched:
    """A page as it arrived."""

    address: str  # normalised, with the scheme that answered, before redirects
    url: str  # where the redirects led
    status: int
    content_type: str | None  # the header as it was sent
    body: bytes  # unpacked, at most SIZE_LIMIT; none where it was written to a file


@dataclass(frozen=True)
class _Reply:
    """What one server said: a page, which has been written, or the place to ask instead."""

    status: int
    content_type: str | None
    location: str | None


def fetch(
    address: str,
    allow: Collection[tuple[str, int]] = (),
    *,
    deadline: float = DEADLINE,
    into: IO[bytes] | None = None,
) -> Fetched:
    """Return the page at `address`, within `deadline` seconds.

    Without a scheme, https is tried, then http where https does not answer. `allow` holds the
    (host, port) that may be fetched although they are not on the public internet. `into` is an
    empty file that the body is written to as it comes, for whoever fetches many pages at once.
    Raises a PageError, and nothing else, but for what writing to `into` may raise.
    """
    in_memory = io.BytesIO()
    typed = parse_address(address, allow)
    with Deadline(deadline) as limit:
        here, connection = _connect_first(typed, allow, limit)
        start, redirects = here, 0
        while True:
            reply = _ask(connection, here, limit, in_memory if into is None else into)
            if reply.location is None:
                body = in_memory.getvalue()
                return Fetched(str(start), str(here), reply.status, reply.content_type, body)
            if redirects == REDIRECT_LIMIT:
                raise TooManyRedirects
            redirects += 1
            here = _next_address(here, reply.location, allow)
            with _translated(limit):
                connection = connect(here, allow, limit)


def _connect_first(
    typed: Address, allow: Collection[tuple[str, int]], limit: Deadline
) -> tuple[Address, HTTPConnection]:
    """Connect to `typed` by its scheme, or by the first that is answered."""
    schemes = [typed.scheme] if typed.scheme else list(DEFAULT_PORTS)
    while True:
        here = typed.with_scheme(schemes.pop(0))
        try:
            with _translated(limit):
                return here, connect(here, allow, limit)
        except (NoAnswer, RefusedAddress, Timeout):
            if not schemes:
                raise


def _ask(connection: HTTPConnection, here: Address, limit: Deadline, body: IO[bytes]) -> _Reply:
    """Ask for `here`, write the page that answers to `body`, and close `connection`."""
    line = connection.sock
    assert isinstance(line, Counted)
    with _translated(limit), contextlib.ExitStack() as at_end:
        at_end.callback(line.hang_up)
        connection.request(
            "GET",
            here.target,
            headers=REQUEST_HEADERS | {"Host": here.authority},
            preload_content=False,
        )
        response = connection.getresponse()
        content_type = response.headers.get("Content-Type") or None
        locations = set(filter(None, response.headers.getlist("Location")))
        if response.status in REDIRECTS and locations:
            if len(locations) > 1:  # which one is meant is not ours to guess
                raise BrokenReply
            return _Reply(response.status, content_type, locations.pop())
        _refuse_status(response.status)
        _refuse_type(content_type)
        _read_body(response, line, limit, body)
    if content_type is None and not _looks_like_text(body):
        raise NotText
    return _Reply(response.status, content_type, None)


def _next_address(here: Address, location: str, allow: Collection[tuple[str, int]]) -> Address:
    """Return where the redirect from `here` leads, checked like any other address."""
    with contextlib.suppress(UnicodeError):  # headers are read as Latin-1, but sent as UTF-8
        location = location.encode("latin-1").decode("utf-8")
    try:
        # urljoin drops some control characters instead of refusing them.
        if CONTROL.search(location):
            raise InvalidURL
        # Servers forget to encode spaces; browsers do it for them.
        following = parse_address(urljoin(str(here), location.replace(" ", "%20")), allow)
    except RefusedAddress as exc:
        raise RefusedAddress(f"That page leads on to another address. {exc}") from exc
    except (InvalidURL, ValueError) as exc:
        raise BrokenReply("That page leads on to something that is not a web address.") from exc
    if following.scheme is None:
        raise BrokenReply("That page leads on to something that is not a web address.")
    return following


def _refuse_status(status: int) -> None:
    if status == 200:
        return
    name = http.client.responses.get(status, "")
    advice = ADVICE.get(status, "Try again later." if status >= 500 else "Check the address.")
    answer = f"{status} {name}".strip()
    raise HTTPStatus(f"That server answered {answer} instead of a page. {advice}", status)


def _refuse_type(content_type: str | None) -> None:
    """Raise NotText for a type that is not text; none at all is left to the bytes."""
    if content_type is None:
        return
    kind = content_type.partition(";")[0].partition(",")[0].strip().lower()
    if not TEXT_TYPES.fullmatch(kind):
        raise NotText


def _read_body(response: BaseHTTPResponse, line: Counted, limit: Deadline, body: IO[bytes]) -> None:
    """Write the page, unpacked, to `body`, or raise TooLarge as soon as it is known to be."""
    # What is packed for the transport as well would be taken for the page itself.
    transfer = response.headers.get("Transfer-Encoding", "").strip().lower()
    if transfer not in ("", "identity", "chunked"):
        raise BrokenReply
    if (response.length_remaining or 0) > SIZE_LIMIT:
        raise too_large()
    without_length = response.length_remaining is None and not response.chunked
    encodings = response.headers.get("Content-Encoding", "")
    received = limited(_received(response, line, limit))
    for block in unpacked(received, encodings):
        body.write(block)
    if without_length and not body.tell():
        raise BrokenReply  # as a reply looks that breaks off within its headers


def _received(response: BaseHTTPResponse, line: Counted, limit: Deadline) -> Iterator[bytes]:
    """Yield the body as it comes, and raise Timeout where the deadline cuts it off."""
    for block in response.stream(CHUNK, decode_content=False):
        line.limit += len(block)
        limit.left()
        yield block
    # Where the length is unknown, being cut off looks like the end.
    limit.left()


def _looks_like_text(body: IO[bytes]) -> bool:
    body.seek(0)
    start = body.read(SNIFFED)
    body.seek(0, io.SEEK_END)
    return start.startswith(BYTE_ORDER_MARKS) or not BINARY.match(start)


@contextlib.contextmanager
def _translated(limit: Deadline) -> Iterator[None]:
    """Turn what the network and its libraries raise into our errors: here and nowhere else."""
    try:
        yield
    except PageError:
        raise
    # ValueError: malformed numbers in a reply.
    except (OSError, HTTPError, http.client.HTTPException, ValueError) as exc:
        raise _translation(exc, limit) from exc


def _translation(exc: Exception, limit: Deadline) -> PageError:
    if limit.passed:
        return limit.timeout()  # the error is what cutting the connection looked like
    match exc:
        case socket.gaierror(errno=socket.EAI_AGAIN):
            return UnknownHost("The name of that server cannot be looked up. Try again later.")
        case socket.gaierror():
            return UnknownHost()
        case ssl.SSLCertVerificationError():
            return BrokenReply(
                "That server's certificate is not valid, so it is not trusted. Check the address."
            )
        case TimeoutError() | ReadTimeoutError():
            return Timeout()
        case http.client.HTTPException():
            return BrokenReply()
        case ssl.SSLError():
            return NoAnswer(
                "That server offers no secure connection. Try its address with http://."
            )
        case OSError():
            return NoAnswer()
        case _:
            return BrokenReply()
