"""Which networks and names are the public internet. What is not known to be public is refused.

IPv4 is public except for the tables below; IPv6 is refused except for the block that is handed
out, so that mapped, translated and tunnelled IPv4 addresses (::ffff:0:0/96, 64:ff9b::/96,
2001::/32, 2002::/16) cannot bring a private one in.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

IPAddress = IPv4Address | IPv6Address

# IANA IPv4 Special-Purpose Address Registry (RFC 6890), as updated 2025-10-09: every row, also
# those that are reachable, for none of them serves pages. A row inside another is left out.
# https://www.iana.org/assignments/iana-ipv4-special-registry
IPV4_SPECIAL = [
    IPv4Network("0.0.0.0/8"),  # "this network"; Linux takes 0.0.0.0 for loopback
    IPv4Network("10.0.0.0/8"),  # private use
    IPv4Network("100.64.0.0/10"),  # shared by carriers' customers
    IPv4Network("127.0.0.0/8"),  # loopback
    IPv4Network("169.254.0.0/16"),  # link local, and the metadata services of clouds
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

# What that registry does not hold.
IPV4_ALSO_REFUSED = [
    IPv4Network("224.0.0.0/4"),  # multicast (RFC 5771)
    IPv4Network("168.63.129.16/32"),  # Azure's host, seen from its virtual machines
]

# IANA IPv6 Global Unicast Address Assignments: the only block from which addresses are given.
IPV6_PUBLIC = IPv6Network("2000::/3")

# The rows within it of the IANA IPv6 Special-Purpose Address Registry, as updated 2025-10-09.
# https://www.iana.org/assignments/iana-ipv6-special-registry
IPV6_SPECIAL = [
    IPv6Network("2001::/23"),  # protocol assignments, Teredo among them
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("2002::/16"),  # 6to4: holds any IPv4 address
    IPv6Network("2620:4f:8000::/48"),  # AS112
    IPv6Network("3fff::/20"),  # documentation
]

# Names that never leave the local network: RFC 6761, RFC 6762, RFC 8375, ICANN's board
# (2024-07-29) for "internal", under which clouds keep their metadata services, and what Linux
# distributions call the machine itself.
LOCAL_NAMES = ["localhost", "local", "internal", "home.arpa", "localdomain"]


def is_public(address: IPAddress) -> bool:
    """Tell whether `address` belongs to a server on the public internet."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in IPV4_SPECIAL + IPV4_ALSO_REFUSED)
    if address not in IPV6_PUBLIC:
        return False
    return not any(address in network for network in IPV6_SPECIAL)


def is_local_name(host: str) -> bool:
    """Tell whether the lower-case name `host` belongs to local networks by its ending."""
    return any(host == name or host.endswith("." + name) for name in LOCAL_NAMES)
