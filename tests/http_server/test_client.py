import time
from timeit import timeit

import pytest

from http_server.client import client_of


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::FFFF:C000:201", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
    ],
)
def test_a_client_is_an_ipv4_address_or_a_network(address, client):
    assert client_of(address, "203.0.113.9", proxies=0).name == client


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.255", "192.0.2.0/24"),
        ("::ffff:192.0.2.1", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("2001:db8:1:ffff::", "2001:db8:1::/48"),
        ("2001:db8:2::", "2001:db8:2::/48"),
        ("", "unknown"),
    ],
)
def test_a_client_belongs_to_a_network(address, network):
    assert client_of(address, "", proxies=0).network == network


@pytest.mark.parametrize(
    ("forwarded", "proxies", "client"),
    [
        pytest.param("203.0.113.9", 1, "203.0.113.9", id="one"),
        pytest.param("1.1.1.1, 203.0.113.9", 1, "203.0.113.9", id="the client wrote the first"),
        pytest.param("1.1.1.1, 203.0.113.9, 10.0.0.1", 2, "203.0.113.9", id="two proxies"),
        pytest.param("203.0.113.9:4711", 1, "203.0.113.9", id="port"),
        pytest.param("[2001:db8:1:2::9]:4711", 1, "2001:db8:1:2::/64", id="IPv6 and port"),
        pytest.param("unknown", 1, "192.0.2.1", id="malformed"),
        pytest.param("", 1, "192.0.2.1", id="none"),
        pytest.param('"[2001:db8:1:2::7]:5"', 1, "2001:db8:1:2::/64", id="quoted"),
        pytest.param("_hidden", 1, "192.0.2.1", id="obfuscated"),
        pytest.param("198.51.100.999", 1, "192.0.2.1", id="no address"),
        pytest.param("[", 1, "192.0.2.1", id="a bracket"),
        pytest.param(":", 1, "192.0.2.1", id="a colon"),
        pytest.param("1" * 100_000, 1, "192.0.2.1", id="long"),
        pytest.param("203.0.113.9", 2, "192.0.2.1", id="fewer than proxies"),
    ],
)
def test_behind_trusted_proxies_the_client_is_the_last_untrusted_address(
    forwarded, proxies, client
):
    assert client_of("192.0.2.1", forwarded, proxies).name == client


@pytest.mark.parametrize("proxies", [0, 1])
def test_entries_that_no_trusted_proxy_wrote_are_not_split(proxies):
    forwarded = "," * 1_000_000 + "192.0.2.1"

    def find_client():
        assert client_of("192.0.2.1", forwarded, proxies).name == "192.0.2.1"

    taken = timeit(find_client, timer=time.process_time, number=20)
    assert taken < timeit(lambda: forwarded.split(","), timer=time.process_time, number=20) / 2
