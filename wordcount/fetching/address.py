"""Parse, normalize and check addresses, without using the network.

The same strict parser serves the check and the connection: it rejects ambiguous addresses instead
of interpreting them.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_address

import idna

from wordcount.errors import InvalidURL, RefusedAddress
from wordcount.messages import N_

from .networks import IPAddress, is_local_name, is_public
from .target import normalize_target

MAX_LENGTH = 2_000  # characters; browsers, proxies and servers all accept this much
MAX_QUOTED = 80  # characters of a host that an error message quotes
MAX_HOST_LENGTH = 253  # characters of a host name (RFC 1035, section 2.3.4)
DEFAULT_PORTS = {"https": 443, "http": 80}  # in the order they are tried
ALL_PORTS = range(1, 65_536)

SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?://|(?![0-9]))", re.IGNORECASE)
AUTHORITY = re.compile(r"(?P<host>\[[^\[\]]*\]|[^\[\]:]+)(?::(?P<port>[0-9]{1,5}))?")
END_OF_AUTHORITY = re.compile(r"[/?]|$")
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # the last label of an IPv4 address (WHATWG URL, 3.5)

EXAMPLE = " " + N_("An address looks like https://example.com/page.")
TOO_LONG = N_("That address is too long: the limit is %(most)s characters.")
NO_FULL_NAME = N_("%(host)s is not the full name of a server.")
NO_NAME = N_("%(host)s cannot be the name of a server.")


@dataclass(frozen=True)
class Address:
    """The parts of a normalized address; `str()` returns the whole."""

    scheme: str | None  # "http", "https", or None if omitted
    host: str  # a lowercase ASCII name, or an IP address without brackets
    port: int | None  # None for the default port of the scheme
    target: str  # path and query, percent-encoded, beginning with "/"

    def __str__(self) -> str:
        return (f"{self.scheme}://" if self.scheme else "") + self.authority + self.target

    @property
    def authority(self) -> str:
        """The host and port, as in a Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def ports(self) -> list[int]:
        """The ports to try: one, unless both port and scheme were omitted."""
        if self.port is not None:
            return [self.port]
        return [DEFAULT_PORTS[self.scheme]] if self.scheme else list(DEFAULT_PORTS.values())

    @property
    def ip(self) -> IPAddress | None:
        """The host if it is an IP address, or None if it is a name."""
        return ip_address(self.host) if ":" in self.host or _ends_in_number(self.host) else None

    def with_scheme(self, scheme: str) -> "Address":
        """Return the same address with `scheme`, and without the default port of `scheme`."""
        port = None if self.port == DEFAULT_PORTS[scheme] else self.port
        return Address(scheme, self.host, port, self.target)


def check_address(address: str, allow: Collection[tuple[str, int]] = ()) -> str:
    """Return `address` normalized, with a scheme only if it had one.

    The host is lowercase ASCII (IDNA 2008), the fragment and the default port are removed, path
    and query are percent-encoded ASCII, and the path is at least "/". The function is idempotent.
    `allow` contains (host, port) pairs that may be fetched although they are not on the public
    internet. Raises InvalidURL or RefusedAddress.
    """
    return str(parse_address(address, allow))


def parse_address(address: str, allow: Collection[tuple[str, int]] = ()) -> Address:
    """Return the parts of `address`. Raises InvalidURL or RefusedAddress; see check_address."""
    text = address.strip(" ")  # pasted addresses often have them
    _reject_malformed(text)
    scheme, rest = _split_scheme(text.partition("#")[0])
    end = END_OF_AUTHORITY.search(rest)
    cut = end.start() if end else len(rest)
    host, port = _parse_authority(rest[:cut])
    if scheme and port == DEFAULT_PORTS[scheme]:
        port = None
    parsed = Address(scheme, host, port, normalize_target(rest[cut:]))
    if len(str(parsed if scheme else parsed.with_scheme("https"))) > MAX_LENGTH:  # as stored
        raise InvalidURL(TOO_LONG, most=f"{MAX_LENGTH:,}")
    if not any((host, port) in allow for port in parsed.ports):
        _reject_local(parsed)
    return parsed


def parse_allowed(text: str) -> frozenset[tuple[str, int]]:
    """Return the (host, port) pairs of a setting such as "127.0.0.1:8001,[::1]:8080".

    Hosts are normalized as in an address, with IPv6 brackets removed. Raises ValueError.
    """
    pairs = set()
    for entry in filter(None, (part.strip() for part in text.split(","))):
        try:
            host, port = _parse_authority(entry)
        except InvalidURL as exc:
            raise ValueError(
                N_("%(text)s is not a host and a port. %(reason)s")
                % {"text": f"“{entry}”", "reason": exc}
            ) from exc
        if port is None:
            raise ValueError(
                N_("%(text)s has no port. Write it as in 127.0.0.1:8001.") % {"text": f"“{entry}”"}
            )
        pairs.add((host, port))
    return frozenset(pairs)


def _reject_malformed(text: str) -> None:
    if not text:
        raise InvalidURL(N_("Type the address of a web page.") + EXAMPLE)
    if len(text) > MAX_LENGTH:
        raise InvalidURL(TOO_LONG, most=f"{MAX_LENGTH:,}")
    for character in text:
        # U+FFFD replaces what cannot be decoded or stored. No IRI has it (RFC 3987, section 2.2).
        is_odd = character == "\ufffd" or unicodedata.category(character) in ("Cc", "Cs", "Zs")
        if character.isspace() or is_odd:
            raise InvalidURL(
                N_("That address contains a space or an invisible character.") + EXAMPLE
            )
    if "\\" in text:
        raise InvalidURL(N_("The address of a web page has no backslash. Write / instead."))


def _split_scheme(text: str) -> tuple[str | None, str]:
    """Split "https://example.com/" into "https" and "example.com/"; the scheme may be None.

    "example.com:80" is a host and a port, "mailto:someone" a scheme.
    """
    match = SCHEME.match(text)
    if match is None:
        return None, text
    scheme = match[1].lower()
    if scheme not in DEFAULT_PORTS or not match[0].endswith("//"):
        raise InvalidURL(N_("Only https:// and http:// addresses are supported.") + EXAMPLE)
    return scheme, text[match.end() :]


def _parse_authority(text: str) -> tuple[str, int | None]:
    """Split "example.com:80" or "[::1]:80" into a host without brackets and a port."""
    if "@" in text:
        raise InvalidURL(N_("Addresses with a user name or password are not fetched. Remove them."))
    match = AUTHORITY.fullmatch(text)
    if match is None:
        raise InvalidURL
    port = int(match["port"]) if match["port"] else None
    if port is not None and port not in ALL_PORTS:
        raise InvalidURL(N_("There is no port %(port)s: ports go from 1 to 65535."), port=port)
    return _parse_host(match["host"]), port


def _parse_host(text: str) -> str:
    """Return `text` as a lowercase ASCII name, or as an IP address in its canonical form."""
    try:
        if text.startswith("["):
            # A zone ("%eth0") names a network interface of this machine.
            return str(IPv6Address("" if "%" in text else text[1:-1]))
        if text.isascii() and _ends_in_number(text.removesuffix(".").lower()):
            return str(IPv4Address(text.removesuffix(".")))
    except AddressValueError as exc:
        raise InvalidURL(
            N_("%(host)s is not an IP address in its usual form, such as 93.184.216.34."),
            host=_quote_host(text),
        ) from exc
    try:
        name = idna.uts46_remap(text, std3_rules=True).removesuffix(".")
        labels = [_encode_label(label) for label in name.split(".")]
    except (idna.IDNAError, UnicodeError) as exc:
        raise InvalidURL(NO_NAME + EXAMPLE, host=_quote_host(text)) from exc
    name = ".".join(labels)
    if len(name) > MAX_HOST_LENGTH or _ends_in_number(name):
        raise InvalidURL(NO_NAME + EXAMPLE, host=_quote_host(text))
    return name


def _quote_host(text: str) -> str:
    """Quote a host for an error message: shortened, with U+FFFD for unprintable characters."""
    short = text if len(text) <= MAX_QUOTED else text[:MAX_QUOTED] + "…"
    return f"“{''.join(c if c.isprintable() else chr(0xFFFD) for c in short)}”"


def _encode_label(label: str) -> str:
    """Return one label of a host name in ASCII. Raises IDNAError if it is not valid."""
    # ASCII labels need not conform to IDNA 2008, which forbids existing names such as "r3---sn".
    if not label.isascii() or label.startswith("xn--"):
        label = idna.alabel(label).decode("ascii")
    if not LABEL.fullmatch(label):
        raise idna.IDNAError("not letters, digits and hyphens")
    return label


def _ends_in_number(host: str) -> bool:
    return NUMBER.fullmatch(host.rpartition(".")[2]) is not None


def _reject_local(address: Address) -> None:
    """Reject an address that is not on the public internet, as far as its text shows."""
    if address.ip is not None and not is_public(address.ip):
        raise RefusedAddress(
            N_("%(host)s is not on the public internet, so it is not fetched."), host=address.host
        )
    if is_local_name(address.host):
        raise RefusedAddress(
            N_("%(host)s is a name on a local network, so it is not fetched."),
            host=_quote_host(address.host),
        )
    if address.ip is None and "." not in address.host:
        raise InvalidURL(NO_FULL_NAME + EXAMPLE, host=_quote_host(address.host))
    if address.port not in (None, *DEFAULT_PORTS.values()):
        raise RefusedAddress(
            N_("Port %(port)s is not fetched. Only ports 80 and 443 are allowed."),
            port=address.port,
        )
