from datetime import date

import pytest
from werkzeug.middleware.proxy_fix import ProxyFix

from web.client import client_address, client_digest

DAY = date(2026, 11, 25)


@pytest.fixture
def address_of(session_app):
    """The client of a request from `connection`, with X-Forwarded-For and so many proxies."""

    def address_of(connection, forwarded=None, proxies=1):
        found = []
        environ = {"REMOTE_ADDR": connection}
        if forwarded is not None:
            environ["HTTP_X_FORWARDED_FOR"] = forwarded

        def ask(environ, start_response):
            with session_app.request_context(environ):
                found.append(client_address())
            return []

        ask_behind_proxies = ProxyFix(ask, x_for=proxies) if proxies else ask
        base = session_app.test_request_context("/").request.environ
        ask_behind_proxies({**base, **environ}, None)
        return found[0]

    return address_of


@pytest.mark.parametrize(
    ("connection", "client"),
    [
        pytest.param("192.0.2.1", "192.0.2.1", id="IPv4"),
        pytest.param("::ffff:192.0.2.1", "192.0.2.1", id="IPv4-mapped"),
        pytest.param("::FFFF:C000:201", "192.0.2.1", id="IPv4-mapped in hexadecimal"),
        pytest.param("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", id="IPv6"),
        pytest.param("fe80::1%eth0", "fe80::/64", id="IPv6 with a zone"),
        pytest.param("::1", "::/64", id="loopback"),
        pytest.param("", "unknown", id="Unix socket"),
    ],
)
def test_a_connection_has_a_client(connection, client, address_of):
    assert address_of(connection, proxies=0) == client


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        pytest.param("198.51.100.7", "198.51.100.7", id="IPv4"),
        pytest.param("198.51.100.7:50123", "198.51.100.7", id="IPv4 with a port"),
        pytest.param("[2001:db8:1:2::7]:50123", "2001:db8:1:2::/64", id="IPv6 with a port"),
        pytest.param("[2001:db8:1:2::7]", "2001:db8:1:2::/64", id="IPv6 in brackets"),
        pytest.param("2001:db8:1:2::7", "2001:db8:1:2::/64", id="IPv6"),
        pytest.param("::ffff:198.51.100.7", "198.51.100.7", id="IPv4-mapped"),
        pytest.param('"[2001:db8:1:2::7]:5"', "2001:db8:1:2::/64", id="quoted"),
        pytest.param("203.0.113.9, 198.51.100.7", "198.51.100.7", id="the last of several"),
        pytest.param("unknown", "192.0.2.1", id="unknown"),
        pytest.param("_hidden", "192.0.2.1", id="obfuscated"),
        pytest.param("198.51.100.999", "192.0.2.1", id="no address"),
        pytest.param("[", "192.0.2.1", id="a bracket"),
        pytest.param(":", "192.0.2.1", id="a colon"),
        pytest.param("", "192.0.2.1", id="empty"),
        pytest.param("1" * 100_000, "192.0.2.1", id="long"),
    ],
)
def test_a_forwarded_client_is_identified(forwarded, client, address_of):
    assert address_of("192.0.2.1", forwarded) == client


def test_the_address_that_the_second_trusted_proxy_saw_is_the_client(address_of):
    forwarded = "10.0.0.1, 198.51.100.7:80, 203.0.113.9:80"

    assert address_of("192.0.2.1", forwarded, proxies=2) == "198.51.100.7"


def test_without_a_trusted_proxy_a_forwarded_address_is_ignored(address_of):
    assert address_of("192.0.2.1", "198.51.100.7", proxies=0) == "192.0.2.1"


def digest(app, address, day=DAY):
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
        return client_digest(day)


def test_a_digest_is_the_same_for_one_client_on_one_day(session_app):
    one = digest(session_app, "192.0.2.1")

    assert len(one) == 16
    assert one == digest(session_app, "::ffff:192.0.2.1")
    assert digest(session_app, "2001:db8::1") == digest(session_app, "2001:db8::2")


def test_a_digest_depends_on_client_day_and_secret(session_app, monkeypatch):
    one = digest(session_app, "192.0.2.1")

    assert digest(session_app, "192.0.2.2") != one
    assert digest(session_app, "192.0.2.1", date(2026, 11, 26)) != one
    monkeypatch.setitem(session_app.config, "SECRET_KEY", "another")
    assert digest(session_app, "192.0.2.1") != one
