"""The clients that take turns in the queue."""

from ipaddress import IPv6Address, IPv6Network, ip_address


def client_of(address: str, forwarded: str, proxies: int) -> str:
    """Return the IPv4 address of the client, or the /64 network of its IPv6 address.

    `address` is that of the connection. Behind trusted proxies, that many from the end of
    `forwarded`, which is X-Forwarded-For, is the client; if it is malformed, the proxy is.
    """
    hops = forwarded.split(",")
    if 0 < proxies <= len(hops):
        return network(without_port(hops[-proxies].strip())) or network(address) or address
    return network(address) or address


def network(text: str) -> str | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Network((int(address) >> 64 << 64, 64)))


def without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0] if host.count(":") == 1 else host
