"""The spellings under which an address may be stored, however it is typed."""

from flask import current_app

from wordcount.errors import PageError
from wordcount.fetching.address import DEFAULT_PORTS, check_address


def spellings(address: str) -> list[str]:
    """Return the spellings of an address: with each scheme and without, unless it has a scheme."""
    try:
        url = check_address(address, current_app.config["FETCH_ALLOW"])
    except PageError:
        return [address]  # it may have been stored under other rules
    if "://" in url:
        return list(dict.fromkeys([url, address]))
    return [*(f"{scheme}://{url}" for scheme in DEFAULT_PORTS), url]
