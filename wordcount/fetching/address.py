"""Which addresses may be fetched, and how they are written: no network is asked here.

One strict reading for the check and for the connection: what could be understood in two ways
is refused, never interpreted.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_address
from urllib.parse import quote

import idna

from wordcount.errors import InvalidURL, RefusedAddress

from .networks import IPAddress, is_local_name, is_public

MAX_LENGTH = 2_048  # characters; what browsers, proxies and servers agree on carrying
MAX_SHOWN = 80  # characters of a host that a sentence repeats
MAX_NAME = 253  # characters of a host name (RFC 1035, section 2.3.4)
DEFAULT_PORTS = {"https": 443, "http": 80}  # in the order in which they are tried
ALL_PORTS = range(1, 65_536)

SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?://|(?![0-9]))", re.IGNORECASE)
AUTHORITY = re.compile(r"(?P<host>\[[^\[\]]*\]|[^\[\]:]+)(?::(?P<port>[0-9]{1,5}))?")
END_OF_AUTHORITY = re.compile(r"[/?]|$")
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # what ends an IPv4 address (WHATWG URL, 3.5)
ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")

UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")  # RFC 3986, section 2.3
PATH_SAFE = "/:@!$&'()*+,;=-._~%"
QUERY_SAFE = PATH_SAFE + "?[]"  # brackets as browsers send them: ?tag[]=x

EXAMPLE = "An address looks like https://example.com/page."


@dataclass(frozen=True)
class Address:
    """An address in its parts; `str()` puts the normalised address together again."""

    scheme: str | None  # "http", "https", or None where none was written
    host: str  # a lower-case ASCII name, or an IP address without brackets
    port: int | None  # None: the port of the scheme
    target: str  # path and query, in ASCII, beginning with "/"

    def __str__(self) -> str:
        return (f"{self.scheme}://" if self.scheme else "") + self.authority + self.target

    @property
    def authority(self) -> str:
        """Host and port as the Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def ports(self) -> list[int]:
        """The ports that may be asked: one, unless neither port nor scheme was written."""
        if self.port is not None:
            return [self.port]
        return [DEFAULT_PORTS[self.scheme]] if self.scheme else list(DEFAULT_PORTS.values())

    @property
    def ip(self) -> IPAddress | None:
        """The host where it is an IP address, None where it is a name."""
        return ip_address(self.host) if ":" in self.host or _ends_in_number(self.host) else None

    def with_scheme(self, scheme: str) -> "Address":
        """The same address by `scheme`, whose own port is left out."""
        port = None if self.port == DEFAULT_PORTS[scheme] else self.port
        return Address(scheme, self.host, port, self.target)


def check_address(address: str, allow: Collection[tuple[str, int]] = ()) -> str:
    """Return `address` normalised, without a scheme where it had none.

    The host is lower-case ASCII (IDNA 2008), the fragment and the scheme's own port are gone,
    path and query are percent-encoded ASCII, the path is at least "/". Checking the outcome
    again gives the same. `allow` holds the (host, port) that may be fetched although they are
    not on the public internet. Raises InvalidURL or RefusedAddress.
    """
    return str(parse_address(address, allow))


def parse_address(address: str, allow: Collection[tuple[str, int]] = ()) -> Address:
    """Return the parts of `address`, or raise InvalidURL or RefusedAddress; see check_address."""
    text = address.strip(" ")  # they come with pasting
    _refuse_unwritable(text)
    scheme, rest = _split_scheme(text.partition("#")[0])
    end = END_OF_AUTHORITY.search(rest)
    cut = end.start() if end else len(rest)
    host, port = _read_authority(rest[:cut])
    if scheme and port == DEFAULT_PORTS[scheme]:
        port = None
    parsed = Address(scheme, host, port, _read_target(rest[cut:]))
    if len(str(parsed)) > MAX_LENGTH:
        raise InvalidURL(f"That address is too long: {MAX_LENGTH:,} characters are the limit.")
    if not any((host, port) in allow for port in parsed.ports):
        _refuse_local(parsed)
    return parsed


def parse_allowed(text: str) -> frozenset[tuple[str, int]]:
    """Return the (host, port) pairs of FETCH_ALLOW, as in "127.0.0.1:8001,[::1]:8080".

    Hosts are normalised as in an address, IPv6 without brackets. Raises ValueError.
    """
    pairs = set()
    for entry in filter(None, (part.strip() for part in text.split(","))):
        try:
            host, port = _read_authority(entry)
        except InvalidURL as exc:
            raise ValueError(f"“{entry}” is not a host and a port. {exc}") from exc
        if port is None:
            raise ValueError(f"“{entry}” has no port. Write it as in 127.0.0.1:8001.")
        pairs.add((host, port))
    return frozenset(pairs)


def _refuse_unwritable(text: str) -> None:
    if not text:
        raise InvalidURL(f"Type the address of a web page. {EXAMPLE}")
    if len(text) > MAX_LENGTH:
        raise InvalidURL(f"That address is too long: {MAX_LENGTH:,} characters are the limit.")
    for character in text:
        if character.isspace() or unicodedata.category(character) in ("Cc", "Cs", "Zs"):
            raise InvalidURL(f"There is a space or an invisible character in it. {EXAMPLE}")
    if "\\" in text:
        raise InvalidURL("An address of a web page has no backslash: write / in its place.")


def _split_scheme(text: str) -> tuple[str | None, str]:
    """Split "https://example.com/" into "https" and "example.com/"; None where there is none.

    "example.com:80" is a host and a port, "mailto:someone" a scheme.
    """
    match = SCHEME.match(text)
    if match is None:
        return None, text
    scheme = match[1].lower()
    if scheme not in DEFAULT_PORTS or not match[0].endswith("//"):
        raise InvalidURL(f"Only addresses that begin with https:// or http:// work. {EXAMPLE}")
    return scheme, text[match.end() :]


def _read_authority(text: str) -> tuple[str, int | None]:
    """Read "example.com:80" or "[::1]:80" as a host without brackets and a port."""
    if "@" in text:
        raise InvalidURL("An address with a user name or password is not fetched. Leave it out.")
    match = AUTHORITY.fullmatch(text)
    if match is None:
        raise InvalidURL
    port = int(match["port"]) if match["port"] else None
    if port is not None and port not in ALL_PORTS:
        raise InvalidURL(f"There is no port {port}: ports go from 1 to 65535.")
    return _read_host(match["host"]), port


def _read_host(text: str) -> str:
    """Return `text` as a lower-case ASCII name or an IP address in its usual form."""
    try:
        if text.startswith("["):
            # A zone ("%eth0") names one of our own network cards.
            return str(IPv6Address("" if "%" in text else text[1:-1]))
        if text.isascii() and _ends_in_number(text.removesuffix(".").lower()):
            return str(IPv4Address(text.removesuffix(".")))
    except AddressValueError as exc:
        raise InvalidURL(
            f"{_shown(text)} is not an IP address in its usual form, such as 93.184.216.34."
        ) from exc
    try:
        name = idna.uts46_remap(text, std3_rules=True).removesuffix(".")
        labels = [_read_label(label) for label in name.split(".")]
    except (idna.IDNAError, UnicodeError) as exc:
        raise InvalidURL(f"{_shown(text)} cannot be the name of a server. {EXAMPLE}") from exc
    name = ".".join(labels)
    if len(name) > MAX_NAME or _ends_in_number(name):
        raise InvalidURL(f"{_shown(text)} cannot be the name of a server. {EXAMPLE}")
    return name


def _shown(text: str) -> str:
    """Quote `text` for a sentence: shortened, and nothing in it can hide or turn the rest round."""
    short = text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"
    return f"“{''.join(c if c.isprintable() else chr(0xFFFD) for c in short)}”"


def _read_label(label: str) -> str:
    """Return one part of a name in ASCII; raise IDNAError where it cannot be one."""
    # Plain labels are not held to IDNA 2008, which forbids the "r3---sn" of real names.
    if not label.isascii() or label.startswith("xn--"):
        label = idna.alabel(label).decode("ascii")
    if not LABEL.fullmatch(label):
        raise idna.IDNAError("not letters, digits and hyphens")
    return label


def _ends_in_number(host: str) -> bool:
    return NUMBER.fullmatch(host.rpartition(".")[2]) is not None


def _read_target(text: str) -> str:
    """Return path and query of `text` in normal form (RFC 3986, section 6.2.2)."""
    path, mark, query = text.partition("?")
    path = _without_dot_segments(_encoded(path, PATH_SAFE) or "/")
    return path + mark + _encoded(query, QUERY_SAFE)


def _encoded(text: str, safe: str) -> str:
    return ESCAPE.sub(_normal_escape, quote(text, safe=safe))


def _normal_escape(match: re.Match[str]) -> str:
    if match[1] is None:
        return "%25"
    character = chr(int(match[1], 16))
    return character if UNRESERVED.fullmatch(character) else match[0].upper()


def _without_dot_segments(path: str) -> str:
    """Resolve "." and ".." in a path that begins with "/" (RFC 3986, section 5.2.4)."""
    segments = path.split("/")[1:]
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            kept[-1:] = []
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _refuse_local(address: Address) -> None:
    """Raise what can be known without the network to lie outside the public internet."""
    if address.ip is not None and not is_public(address.ip):
        raise RefusedAddress(f"{address.host} is not on the public internet, so it is not fetched.")
    if is_local_name(address.host):
        raise RefusedAddress(
            f"{_shown(address.host)} is a name of a local network, so it is not fetched."
        )
    if address.ip is None and "." not in address.host:
        raise InvalidURL(f"{_shown(address.host)} is not the full name of a server. {EXAMPLE}")
    if address.port not in (None, *DEFAULT_PORTS.values()):
        raise RefusedAddress(
            f"Port {address.port} is not fetched: web pages are on port 80 or 443."
        )
