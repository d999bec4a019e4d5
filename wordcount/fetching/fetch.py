"""Fetch a page from the public internet, and from nowhere else.

Every address, including the target of each redirect, is checked before anything is sent. One
deadline covers the whole fetch. All failures are raised as the errors in errors.py.
"""

import contextlib
import io
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import IO
from urllib.parse import urljoin

from urllib3.connection import HTTPConnection

from wordcount.errors import (
    InvalidURL,
    MisconfiguredServer,
    NoAnswer,
    NotText,
    RefusedAddress,
    ServerBusy,
    Timeout,
    TooManyRedirects,
)
from wordcount.media_type import parse_content_type
from wordcount.messages import N_

from .address import DEFAULT_PORTS, Address, parse_address
from .connection import connect
from .deadline import Deadline
from .response import (
    PAGE_TYPES,
    has_text,
    is_document,
    read_body,
    reject_status,
    reject_type,
)
from .slots import ConnectionSlots
from .sockets import MeteredSocket
from .translate import translate_errors

DEADLINE = 10.0  # seconds for the whole fetch; people stop waiting for a page at about this time
MAX_REDIRECTS = 5  # to https, to www, to a language, and two more

REDIRECTS = N_("That page redirects to another address.")
NOT_A_REDIRECT = N_("That page redirects to something that is not a web address.")
REDIRECT_STATUSES = {301, 302, 303, 307, 308}
CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f-\x9f]")

# The request contains nothing about the visitor: no cookies, no language.
USER_AGENT = "wordcount"
REQUEST_HEADERS = {
    "Accept": (
        "text/html, application/xhtml+xml, text/plain;q=0.9, application/xml;q=0.8, "
        "application/pdf;q=0.7, application/epub+zip;q=0.7, */*;q=0.1"
    ),
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Connection": "close",
}

# Takes the body, `Content-Type` and address of a page; returns the address that it refreshes to.
FindRefresh = Callable[[IO[bytes], str | None, str], str | None]


@dataclass(frozen=True)
class FetchedPage:
    """A page as the server sent it, decompressed."""

    address: str  # normalized, before redirects, with the scheme that worked
    url: str  # after redirects
    status: int
    content_type: str | None  # the unchanged header
    body: bytes  # at most MAX_PAGE_BYTES; empty if it was written to a file


@dataclass(frozen=True)
class _Reply:
    """The response of one server: either a page or the location of a redirect."""

    status: int
    content_type: str | None
    location: str | None


def fetch(
    address: str,
    allow: Collection[tuple[str, int]] = (),
    *,
    deadline: float = DEADLINE,
    into: IO[bytes] | None = None,
    contact: str = "",
    slots: ConnectionSlots | None = None,
    find_refresh: FindRefresh | None = None,
    check: Callable[[Address], None] | None = None,
    types: re.Pattern[str] = PAGE_TYPES,
) -> FetchedPage:
    """Fetch the page at `address` within `deadline` seconds.

    Without a scheme, https is tried first, then http if https does not answer.

    - `allow` contains (host, port) pairs that may be fetched although they are not public.
    - `into`, an empty file, saves memory: the body is written to it as it arrives.
    - `contact` becomes part of the User-Agent header.
    - `slots` limits the connections to each IP address.
    - `find_refresh` is called with each page; an address that it returns is followed.
    - `check` is called with each address before the connection; it may raise an error.
    - `types` matches the media types that are accepted.

    Raises PageError, including ServerBusy if no slot is free; WriteFailed if `into` cannot be
    written; and the errors of `find_refresh` and `check`.
    """
    in_memory = io.BytesIO()
    body = in_memory if into is None else into
    slots = slots or ConnectionSlots()
    user_agent = f"{USER_AGENT} (+{contact})" if contact else USER_AGENT
    requested = parse_address(address, allow)
    if check is not None:
        check(requested)
    with Deadline(deadline) as limit:
        here, connection = _connect_first(requested, allow, limit, slots)
        start, redirects = here, 0
        while True:
            reply = _request(connection, here, user_agent, limit, body, types)
            target = None
            if reply.location is not None:
                target = _resolve_location(here, reply.location, allow)
            elif find_refresh is not None:
                location = find_refresh(body, reply.content_type, str(here))
                target = _resolve_refresh(here, location, allow) if location else None
            if target is None:
                content = in_memory.getvalue()
                return FetchedPage(str(start), str(here), reply.status, reply.content_type, content)
            if redirects == MAX_REDIRECTS:
                raise TooManyRedirects
            redirects += 1
            here = target
            body.seek(0)
            body.truncate()
            try:
                if check is not None:
                    check(here)
                with translate_errors(limit):
                    connection = connect(here, allow, limit, slots)
            except ServerBusy as exc:
                raise ServerBusy(was_asked=True) from exc


def _connect_first(
    requested: Address,
    allow: Collection[tuple[str, int]],
    deadline: Deadline,
    slots: ConnectionSlots,
) -> tuple[Address, HTTPConnection]:
    """Connect by the scheme of the address, or by the first of the default schemes that works."""
    schemes = [requested.scheme] if requested.scheme else list(DEFAULT_PORTS)
    while True:
        here = requested.with_scheme(schemes.pop(0))
        try:
            with translate_errors(deadline):
                return here, connect(here, allow, deadline, slots)
        except (NoAnswer, RefusedAddress, Timeout):
            if not schemes:
                raise


def _request(
    connection: HTTPConnection,
    here: Address,
    user_agent: str,
    deadline: Deadline,
    body: IO[bytes],
    types: re.Pattern[str],
) -> _Reply:
    """Request `here`, write the page to `body`, and close `connection`."""
    sock = connection.sock
    assert isinstance(sock, MeteredSocket)
    with translate_errors(deadline), contextlib.ExitStack() as stack:
        stack.callback(sock.close_with_response)
        connection.request(
            "GET",
            here.target,
            headers=REQUEST_HEADERS | {"User-Agent": user_agent, "Host": here.authority},
            preload_content=False,
        )
        response = connection.getresponse()
        content_type = response.headers.get("Content-Type") or None
        locations = set(filter(None, response.headers.getlist("Location")))
        if response.status in REDIRECT_STATUSES and locations:
            if len(locations) > 1:  # ambiguous
                raise MisconfiguredServer
            return _Reply(response.status, content_type, locations.pop())
        reject_status(response.status, response.headers.get("Retry-After"))
        media_type = parse_content_type(content_type)
        file_name = response.headers.get("Content-Disposition", "")
        reject_type(media_type, types, f"{here.target} {file_name}")
        read_body(response, sock, deadline, body)
    if media_type is None and not (has_text(body) or is_document(body)):
        raise NotText
    return _Reply(response.status, content_type, None)


def _resolve_location(here: Address, location: str, allow: Collection[tuple[str, int]]) -> Address:
    """Return the target of a redirect from `here`, checked like any other address."""
    with contextlib.suppress(UnicodeError):  # headers are decoded as Latin-1, but sent as UTF-8
        location = location.encode("latin-1").decode("utf-8")
    try:
        # urljoin would silently remove some control characters.
        if CONTROL_CHARACTER.search(location):
            raise InvalidURL
        # Like browsers, encode the spaces that some servers leave in.
        target = parse_address(urljoin(str(here), location.replace(" ", "%20")), allow)
    except RefusedAddress as exc:
        raise RefusedAddress(f"{REDIRECTS} {exc}") from exc
    except (InvalidURL, ValueError) as exc:
        raise MisconfiguredServer(NOT_A_REDIRECT) from exc
    if target.scheme is None:
        raise MisconfiguredServer(NOT_A_REDIRECT)
    return target


def _resolve_refresh(
    here: Address, location: str, allow: Collection[tuple[str, int]]
) -> Address | None:
    """Return the target of a refresh, or None where a browser would stay on the page."""
    if not location.lower().startswith(("http://", "https://")):
        return None
    try:
        target = _resolve_location(here, location, allow)
    except MisconfiguredServer:
        return None
    return None if str(target) == str(here) else target
