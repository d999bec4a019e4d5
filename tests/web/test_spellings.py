import pytest

from web.spellings import spellings


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("example.com", ["https://example.com/", "http://example.com/", "example.com/"]),
        ("https://Example.com", ["https://example.com/", "https://Example.com"]),
        ("http://example.com/", ["http://example.com/"]),
        ("not an address", ["not an address"]),
    ],
)
def test_an_address_has_the_spellings_that_may_be_stored(address, expected, app):
    with app.test_request_context():
        assert spellings(address) == expected
