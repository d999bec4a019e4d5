import pytest

from wordcount.crawl.tables import find_site


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.Example.com/page?q=1", "example.com"),
        ("http://example.com:8080/", "example.com"),
        ("http://user@www2.example.com", "www2.example.com"),
        ("http://example.com./", "example.com"),
        ("http://münchen.example/", "münchen.example"),
        ("http://[::1]:80/", "::1"),
        ("http://[::1/", None),
        ("dns:example.com", None),
        ("", None),
        (None, None),
    ],
)
def test_a_site_is_a_host_without_www(url, site):
    assert find_site(url) == site
