"""The spellings under which an address may be stored: however it is typed, it is one thing."""

from flask import current_app

from wordcount.errors import PageError
from wordcount.fetching.address import DEFAULT_PORTS, check_address


def spellings(address: str) -> list[str]:
    """The address as it may be stored: with each scheme and without one, unless it has one."""
    try:
        url = check_address(address, current_app.config["FETCH_ALLOW"])
    except PageError:
        return [address]  # it may have been stored under other rules
    if "://" in url:
        return list(dict.fromkeys([url, address]))
    return [*(f"{scheme}://{url}" for scheme in DEFAULT_PORTS), url]
