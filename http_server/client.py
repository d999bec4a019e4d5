"""Clients and their networks, as limits and queues distinguish them."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import NamedTuple


class Client(NamedTuple):
    """A client, and the network whose share it is part of.

    A provider assigns a /64 of IPv6 to a household or a phone, and up to a /48 to a site (RFC
    6177); the smallest network of IPv4 that the internet routes is a /24.
    """

    network: str  # IPv4 /24, or IPv6 /48
    name: str  # an IPv4 address, or an IPv6 network of /64


def client_of(address: str, forwarded: str, proxies: int) -> Client:
    """Return the client of a connection from `address`.

    Behind `proxies` trusted proxies, that is the entry of `forwarded` (X-Forwarded-For) at this
    position from its end; if it is malformed, it is the proxy. An IPv4-mapped IPv6 address is
    treated as the IPv4 address.
    """
    found = (proxies and parse_hop(forwarded, proxies)) or parse_address(address)
    if found is None:  # a Unix socket
        return Client("unknown", "unknown")
    if isinstance(found, IPv4Address):
        return Client(str(IPv4Network((found, 24), strict=False)), str(found))
    bits = int(found)
    return Client(
        str(IPv6Network((bits >> 80 << 80, 48))), str(IPv6Network((bits >> 64 << 64, 64)))
    )


def parse_hop(forwarded: str, proxies: int) -> IPv4Address | IPv6Address | None:
    """Parse the entry at this position from the end. There may be thousands before it."""
    hops = forwarded.rsplit(",", proxies)
    return parse_address(hops[-proxies]) if len(hops) >= proxies else None


def parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """Parse an IP address as proxies write it, possibly with a port: `[2001:db8::1]:8080`."""
    host = text.strip(' "')
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ip_address(host)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
