"""Fetch many pages politely: with few connections to a server, and by its robots.txt."""

import io
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from typing import IO

from wordcount.errors import (
    HTTPStatus,
    NotText,
    RobotsDisallowed,
    ServerBusy,
    TooLarge,
    TooManyRedirects,
)

from .address import Address
from .fetch import FetchedPage, FindRefresh, fetch
from .held import HeldHosts
from .response import PAGE_TYPES
from .robots import Robots, parse_robots
from .slots import ConnectionSlots

ROBOTS_VALID = 3600  # seconds; RFC 9309, section 2.4, allows a day
MAX_SITES = 100  # whose rules are kept

# Takes a host and its crawl delay in seconds; returns whether one of its pages may be fetched now.
TakeTurn = Callable[[str, float], bool]


class Fetcher:
    """Fetches pages for all threads of this process.

    `allow` is that of `fetch`. `contact`, a web or mail address, becomes part of the User-Agent
    header, so that the owners of a site can complain.
    """

    def __init__(self, allow: Collection[tuple[str, int]] = (), contact: str = "") -> None:
        self._allow = allow
        self._contact = contact
        self._slots = ConnectionSlots()
        self._held = HeldHosts()
        self._robots: OrderedDict[str, tuple[float, Robots]] = OrderedDict()
        self._lock = threading.Lock()

    def fetch(
        self,
        address: str,
        into: IO[bytes],
        find_refresh: FindRefresh | None = None,
        *,
        ask_robots: bool = False,
        take_turn: TakeTurn | None = None,
        types: re.Pattern[str] = PAGE_TYPES,
    ) -> FetchedPage:
        """Fetch the page at `address`. Raises the errors of `fetch`, and ServerBusy.

        With `ask_robots`, checks the robots.txt of the site, and of those that the page redirects
        to, and raises the errors of `check_robots`. If it names a crawl delay, raises ServerBusy
        unless `take_turn` returns True. Until the `Retry-After` of a host has passed, its
        HTTPStatus is raised again, and it is not asked.
        """
        host = ""

        def check(here: Address) -> None:
            nonlocal host
            host = here.host
            self._held.check(host)
            if ask_robots:
                self.check_robots(here)
                delay = self.robots_of(here).delay
                if delay and take_turn and not take_turn(here.authority, delay):
                    raise ServerBusy

        try:
            return fetch(
                address,
                self._allow,
                into=into,
                contact=self._contact,
                slots=self._slots,
                find_refresh=find_refresh,
                check=check,
                types=types,
            )
        except HTTPStatus as error:
            self._held.hold(host, error)
            raise

    def check_robots(self, address: Address) -> None:
        """Raise RobotsDisallowed if the site's robots.txt disallows `address`.

        Without a robots.txt, everything is allowed; if it is too large, nothing is. If its server
        fails, that error is raised (RFC 9309, section 2.3.1).
        """
        if not self.robots_of(address).allows(address.target):
            raise RobotsDisallowed

    def robots_of(self, address: Address) -> Robots:
        """Return the rules of the site of `address`. Raises the errors of `check_robots`."""
        site = str(Address(address.scheme, address.host, address.port, "/robots.txt"))
        with self._lock:
            expires_at, robots = self._robots.get(site, (0.0, Robots()))
        if expires_at > time.monotonic():
            return robots
        robots = self._fetch_robots(site)
        with self._lock:
            self._robots[site] = (time.monotonic() + ROBOTS_VALID, robots)
            self._robots.move_to_end(site)
            while len(self._robots) > MAX_SITES:
                self._robots.popitem(last=False)
        return robots

    def _fetch_robots(self, site: str) -> Robots:
        body = io.BytesIO()
        try:
            self.fetch(site, body)
        except HTTPStatus as error:
            if error.status is None or error.status == 429 or error.status >= 500:
                raise
            return Robots()
        except (NotText, TooManyRedirects):
            return Robots()
        except TooLarge:
            return Robots((("/", False),))
        return parse_robots(body.getvalue())
