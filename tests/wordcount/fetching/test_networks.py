"""Public and special networks, compared with every row of IANA's registries."""

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

import pytest

from wordcount.fetching.networks import is_local_name, is_public

# https://www.iana.org/assignments/iana-ipv4-special-registry, as updated 2025-10-09
IPV4_REGISTRY = """
    0.0.0.0/8 0.0.0.0/32 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12
    192.0.0.0/24 192.0.0.0/29 192.0.0.8/32 192.0.0.9/32 192.0.0.10/32 192.0.0.170/32 192.0.0.171/32
    192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.88.99.2/32 192.168.0.0/16
    192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 240.0.0.0/4 255.255.255.255/32
"""
# https://www.iana.org/assignments/iana-ipv6-special-registry, as updated 2025-10-09
IPV6_REGISTRY = """
    ::1/128 ::/128 ::ffff:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23
    2001::/32 2001:1::1/128 2001:1::2/128 2001:1::3/128 2001:2::/48 2001:3::/32 2001:4:112::/48
    2001:10::/28 2001:20::/28 2001:30::/28 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20
    5f00::/16 fc00::/7 fe80::/10
"""
# Networks that the registries do not contain: multicast, Azure's host, and unallocated IPv6.
OTHERS = "224.0.0.0/4 168.63.129.16/32 ::/3 4000::/2 8000::/1"

SPECIAL = [ip_network(row) for row in (IPV4_REGISTRY + IPV6_REGISTRY + OTHERS).split()]


def neighbors(network: IPv4Network | IPv6Network) -> list[str]:
    """Return the addresses just outside `network` that are in no other special network."""
    ends = [(network[0], -1), (network[-1], 1)]
    outside = [end + step for end, step in ends if 0 <= int(end) + step < 2**end.max_prefixlen]
    return [
        str(address)
        for address in outside
        if not any(address in other for other in SPECIAL if other.version == address.version)
    ]


@pytest.mark.parametrize("network", SPECIAL, ids=str)
def test_no_address_of_a_special_network_is_public(network: IPv4Network | IPv6Network) -> None:
    middle = network[network.num_addresses // 2]

    assert not any(is_public(address) for address in (network[0], middle, network[-1]))


@pytest.mark.parametrize(
    "address", sorted({address for network in SPECIAL for address in neighbors(network)})
)
def test_an_address_just_outside_the_special_networks_is_public(address: str) -> None:
    assert is_public(ip_address(address))


def test_most_special_networks_have_public_neighbors() -> None:
    assert len({address for network in SPECIAL for address in neighbors(network)}) >= 40


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700::1111", "2001:4860:4860::8888", "2a00::1"],
)
def test_the_address_of_a_web_server_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("name", ["localhost", "a.localhost", "printer.local", "a.b.internal"])
def test_a_name_in_a_local_domain_is_local(name: str) -> None:
    assert is_local_name(name)


@pytest.mark.parametrize("name", ["notlocalhost", "local.example.com", "internal.com", "home.org"])
def test_a_name_that_only_resembles_a_local_one_is_not_local(name: str) -> None:
    assert not is_local_name(name)
