"""Identify the client of a request, so that limits can be kept for each; no address is stored."""

import hmac
from datetime import date
from ipaddress import IPv4Address, IPv6Address, ip_address

from flask import current_app, request

DIGEST_SIZE = 16  # bytes


def client_address() -> str:
    """Return the IPv4 address of the client, or the /64 network of its IPv6 address.

    One client can use any address of a /64 network. An IPv4-mapped IPv6 address is the IPv4
    address. With TRUSTED_PROXIES it is the address in X-Forwarded-For; if that is malformed, the
    address of the proxy. Without any address, as on a Unix socket, it is "unknown".
    """
    connection = request.environ.get("werkzeug.proxy_fix.orig", {}).get("REMOTE_ADDR")
    for text in (request.remote_addr, connection):
        address = parse_address(text or "")
        if isinstance(address, IPv6Address):
            return f"{IPv6Address(int(address) >> 64 << 64)}/64"
        if address:
            return str(address)
    return "unknown"


def client_digest(day: date) -> bytes:
    """Return DIGEST_SIZE bytes that identify the client on that day, and reveal no address.

    It is HMAC-SHA256 with SECRET_KEY: without the key, addresses cannot be tried out.
    """
    key = current_app.config["SECRET_KEY"].encode()
    message = f"client {day.isoformat()} {client_address()}".encode()
    return hmac.digest(key, message, "sha256")[:DIGEST_SIZE]


def parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """Parse an IP address as proxies write it, possibly with a port: `[2001:db8::1]:8080`."""
    host = text.strip()
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
