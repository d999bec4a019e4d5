"""Decide which IP addresses and host names belong to the public internet.

IPv4 addresses are public except for the tables below. IPv6 addresses are public only in the block
that IANA allocates from, so that mapped, translated and tunneled IPv4 addresses (::ffff:0:0/96,
64:ff9b::/96, 2001::/32, 2002::/16) cannot smuggle in a private one.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

IPAddress = IPv4Address | IPv6Address

# IANA IPv4 Special-Purpose Address Registry (RFC 6890), updated 2025-10-09: all rows, including
# globally reachable ones, which serve no pages either. Rows within other rows are omitted.
# https://www.iana.org/assignments/iana-ipv4-special-registry
IPV4_SPECIAL = [
    IPv4Network("0.0.0.0/8"),  # "this network"; on Linux, 0.0.0.0 connects to loopback
    IPv4Network("10.0.0.0/8"),  # private use
    IPv4Network("100.64.0.0/10"),  # carrier-grade NAT
    IPv4Network("127.0.0.0/8"),  # loopback
    IPv4Network("169.254.0.0/16"),  # link local, including cloud metadata services
    IPv4Network("172.16.0.0/12"),  # private use
    IPv4Network("192.0.0.0/24"),  # protocol assignments
    IPv4Network("192.0.2.0/24"),  # documentation
    IPv4Network("192.31.196.0/24"),  # AS112
    IPv4Network("192.52.193.0/24"),  # multicast tunnels
    IPv4Network("192.88.99.0/24"),  # 6to4 relays, deprecated
    IPv4Network("192.168.0.0/16"),  # private use
    IPv4Network("192.175.48.0/24"),  # AS112
    IPv4Network("198.18.0.0/15"),  # benchmarks
    IPv4Network("198.51.100.0/24"),  # documentation
    IPv4Network("203.0.113.0/24"),  # documentation
    IPv4Network("240.0.0.0/4"),  # reserved, with the broadcast address
]

# Special networks that the registry does not contain.
IPV4_ALSO_SPECIAL = [
    IPv4Network("224.0.0.0/4"),  # multicast (RFC 5771)
    IPv4Network("168.63.129.16/32"),  # the host of an Azure virtual machine
]

# IANA IPv6 Global Unicast Address Assignments: the only block that addresses are allocated from.
IPV6_PUBLIC = IPv6Network("2000::/3")

# The rows of the IANA IPv6 Special-Purpose Address Registry in that block, updated 2025-10-09.
# https://www.iana.org/assignments/iana-ipv6-special-registry
IPV6_SPECIAL = [
    IPv6Network("2001::/23"),  # protocol assignments, including Teredo
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("2002::/16"),  # 6to4: embeds any IPv4 address
    IPv6Network("2620:4f:8000::/48"),  # AS112
    IPv6Network("3fff::/20"),  # documentation
]

# Domains of local networks: RFC 6761, RFC 6762, RFC 8375; "internal" (ICANN board, 2024-07-29),
# which cloud metadata services use; and "localdomain", from the hosts files of Linux distributions.
LOCAL_DOMAINS = ["localhost", "local", "internal", "home.arpa", "localdomain"]


def is_public(address: IPAddress) -> bool:
    """Return whether `address` is on the public internet."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in IPV4_SPECIAL + IPV4_ALSO_SPECIAL)
    if address not in IPV6_PUBLIC:
        return False
    return not any(address in network for network in IPV6_SPECIAL)


def is_local_name(host: str) -> bool:
    """Return whether `host`, a lowercase name, is in a domain of local networks."""
    return any(host == name or host.endswith("." + name) for name in LOCAL_DOMAINS)
