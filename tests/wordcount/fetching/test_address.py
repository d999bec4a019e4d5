"""Parsing, normalizing and rejecting addresses, without any use of the network."""

import pytest

from wordcount.errors import InvalidURL, RefusedAddress
from wordcount.fetching.address import check_address, parse_allowed

LONGEST = "https://example.com/" + "a" * (2_000 - len("https://example.com/"))


@pytest.mark.parametrize(
    ("address", "normalized"),
    [
        pytest.param(
            "https://example.com/page", "https://example.com/page", id="already normalized"
        ),
        pytest.param("example.com/page", "example.com/page", id="no scheme"),
        pytest.param("example.com", "example.com/", id="no path"),
        pytest.param("example.com:80?a=b", "example.com:80/?a=b", id="port without scheme"),
        pytest.param("  https://example.com  ", "https://example.com/", id="pasted with spaces"),
        pytest.param("HTTPS://Example.COM/Page", "https://example.com/Page", id="capitals"),
        pytest.param("https://example.com./", "https://example.com/", id="root dot"),
        pytest.param("https://example.com/#top", "https://example.com/", id="fragment"),
        pytest.param("http://example.com#@127.0.0.1/", "http://example.com/", id="fragment trick"),
        pytest.param("https://example.com:443/", "https://example.com/", id="default port"),
        pytest.param("http://example.com:443/", "http://example.com:443/", id="other port"),
        pytest.param(
            "https://한국.com/민지", "https://xn--3e0b707e.com/%EB%AF%BC%EC%A7%80", id="한국"
        ),
        pytest.param(
            "https://\uff25\uff38\uff21\uff2d\uff30\uff2c\uff25。com/",
            "https://example.com/",
            id="full width",
        ),
        pytest.param("https://faß.de/", "https://xn--fa-hia.de/", id="IDNA 2008, not 2003"),
        pytest.param("https://r3---sn.example.com/", "https://r3---sn.example.com/", id="hyphens"),
        pytest.param(
            "https://example.com/%7e%2f%zz", "https://example.com/~%2F%25zz", id="escapes"
        ),
        pytest.param(
            "https://example.com/a/../b/./c", "https://example.com/b/c", id="dot segments"
        ),
        pytest.param(
            "https://example.com/?a[]=한", "https://example.com/?a[]=%ED%95%9C", id="query"
        ),
        pytest.param("http://8.8.8.8/", "http://8.8.8.8/", id="public IPv4"),
        pytest.param("http://[2606:4700:0:0::1]/", "http://[2606:4700::1]/", id="public IPv6"),
        pytest.param(LONGEST, LONGEST, id="longest allowed"),
    ],
)
def test_check_address_normalizes(address: str, normalized: str) -> None:
    assert check_address(address) == normalized
    assert check_address(normalized) == normalized


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("", id="empty"),
        pytest.param("   ", id="blank"),
        pytest.param("hello", id="one word"),
        pytest.param("http://", id="no host"),
        pytest.param("http:///page", id="empty host"),
        pytest.param("//example.com/", id="no scheme but slashes"),
        pytest.param("ftp://example.com/", id="ftp"),
        pytest.param("file:///etc/passwd", id="file"),
        pytest.param("javascript:alert(1)", id="javascript"),
        pytest.param("http:example.com", id="no slashes"),
        pytest.param("http://user:word@example.com/", id="user info"),
        pytest.param("http://example.com\\@127.0.0.1/", id="backslash"),
        pytest.param("http://exam ple.com/", id="space"),
        pytest.param("http://example.com/\r\nHost: x", id="CR LF"),
        pytest.param("http://example.com/\x00", id="NUL"),
        pytest.param("http://example.com/\ud800", id="lone surrogate"),
        pytest.param("http://127.1/", id="short IPv4"),
        pytest.param("http://2130706433/", id="decimal IPv4"),
        pytest.param("http://0177.0.0.1/", id="octal IPv4"),
        pytest.param("http://0x7f000001/", id="hexadecimal IPv4"),
        pytest.param("http://\uff11\uff12\uff17.0.0.1/", id="full-width IPv4"),
        pytest.param("http://[::1%25lo]/", id="zone"),
        pytest.param("http://[::1/", id="unclosed bracket"),
        pytest.param("http://::1/", id="IPv6 without brackets"),
        pytest.param("http://exam%70le.com/", id="percent in the host"),
        pytest.param("http://under_score.com/", id="underscore"),
        pytest.param("http://-example.com/", id="hyphen first"),
        pytest.param("http://a..example.com/", id="empty label"),
        pytest.param("http://xn--a.com/", id="broken punycode"),
        pytest.param(f"http://{'a' * 64}.com/", id="long label"),
        pytest.param(f"http://{'a.' * 127}com/", id="long name"),
        pytest.param("http://example.com:/", id="port missing"),
        pytest.param("http://example.com:0/", id="port 0"),
        pytest.param("http://example.com:65536/", id="port 65536"),
        pytest.param("http://example.com:٨٠/", id="port in Arabic digits"),
        pytest.param(LONGEST + "a", id="too long"),
        pytest.param(LONGEST.removeprefix("https://") + "a", id="too long with its scheme"),
        pytest.param("https://example.com/" + "한" * 2_000, id="too long once encoded"),
    ],
)
def test_check_address_rejects_malformed_addresses(address: str) -> None:
    with pytest.raises(InvalidURL):
        check_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "127.0.0.1",
        "http://127.0.0.1./",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://metadata.google.internal/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54/",
        "http://printer.local/",
        "http://example.com:22/",
        "http://127.0.0.1:8001/",
    ],
)
def test_check_address_refuses_private_addresses(address: str) -> None:
    with pytest.raises(RefusedAddress):
        check_address(address)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        pytest.param("", set(), id="nothing"),
        pytest.param("127.0.0.1:8001", {("127.0.0.1", 8001)}, id="IPv4"),
        pytest.param("[0::1]:8080", {("::1", 8080)}, id="IPv6"),
        pytest.param(
            "Intranet:80, a.example:81,", {("intranet", 80), ("a.example", 81)}, id="names"
        ),
    ],
)
def test_parse_allowed_returns_hosts_and_ports(text: str, pairs: set[tuple[str, int]]) -> None:
    assert parse_allowed(text) == pairs


@pytest.mark.parametrize(
    "text", ["127.0.0.1", "http://127.0.0.1:80", "127.0.0.1:0", "10.0.0.0/8:80", ":80", "*:80"]
)
def test_parse_allowed_names_the_malformed_entry(text: str) -> None:
    with pytest.raises(ValueError, match=r"^“"):
        parse_allowed(text)


def test_an_error_quotes_a_host_shortened_and_printable() -> None:
    with pytest.raises(InvalidURL) as refused:
        check_address("http://exam\u202eple" + "a" * 500)

    assert str(refused.value).startswith("“exam\ufffdpleaaa")
    assert "aaa…”" in str(refused.value)


def test_an_allowed_host_and_port_allow_nothing_else() -> None:
    allow = parse_allowed("127.0.0.1:8001")

    assert check_address("http://127.0.0.1:8001/", allow) == "http://127.0.0.1:8001/"
    for other in ("127.0.0.1:8002", "127.0.0.1", "127.0.0.2:8001", "localhost:8001", "[::1]:8001"):
        with pytest.raises(RefusedAddress):
            check_address(f"http://{other}/", allow)


def test_an_allowed_name_may_be_local() -> None:
    allow = parse_allowed("intranet:80")

    assert check_address("intranet/page", allow) == "intranet/page"
    with pytest.raises(InvalidURL):
        check_address("https://intranet/page", allow)
