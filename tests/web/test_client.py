from datetime import date

import pytest
from werkzeug.middleware.proxy_fix import ProxyFix

from models import NETWORK_BYTES
from web.client import client_digest, current_client

DAY = date(2026, 11, 25)


@pytest.fixture
def name_of(session_app, monkeypatch):
    """The client of a request from 192.0.2.1 with X-Forwarded-For, behind so many proxies."""

    def name_of(forwarded, proxies):
        monkeypatch.setitem(session_app.config, "TRUSTED_PROXIES", proxies)
        found = []

        def ask(environ, start_response):
            with session_app.request_context(environ):
                found.append(current_client().name)
            return []

        headers = {"X-Forwarded-For": forwarded}
        base = {"REMOTE_ADDR": "192.0.2.1"}
        request = session_app.test_request_context("/", headers=headers, environ_base=base).request
        (ProxyFix(ask, x_for=proxies) if proxies else ask)(request.environ, None)
        return found[0]

    return name_of


@pytest.mark.parametrize(
    ("forwarded", "proxies", "client"),
    [
        pytest.param("198.51.100.7", 1, "198.51.100.7", id="IPv4"),
        pytest.param("[2001:db8:1:2::7]:50123", 1, "2001:db8:1:2::/64", id="IPv6 with a port"),
        pytest.param("10.0.0.1, 198.51.100.7:80, 203.0.113.9", 2, "198.51.100.7", id="two proxies"),
        pytest.param("unknown", 1, "192.0.2.1", id="malformed"),
        pytest.param("198.51.100.7", 0, "192.0.2.1", id="no trusted proxy"),
    ],
)
def test_the_client_is_found_behind_trusted_proxies(forwarded, proxies, client, name_of):
    assert name_of(forwarded, proxies) == client


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


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("2001:db8:1:2::1", "2001:db8:1:3::1", id="IPv6 /48"),
        pytest.param("192.0.2.1", "192.0.2.255", id="IPv4 /24"),
    ],
)
def test_digests_of_one_network_begin_alike(first, second, session_app):
    one, other = digest(session_app, first), digest(session_app, second)

    assert one != other
    assert one[:NETWORK_BYTES] == other[:NETWORK_BYTES]
    elsewhere = digest(session_app, "198.51.100.7")
    assert elsewhere[:NETWORK_BYTES] != one[:NETWORK_BYTES]
