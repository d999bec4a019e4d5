"""Read JSON Feed (https://www.jsonfeed.org/version/1.1/)."""

import json
from typing import Any

from wordcount.errors import NotAList
from wordcount.messages import N_

from .entry import AddressList, Entry, parse_moment


def parse_json_feed(text: str) -> AddressList:
    """Return the entries of a JSON Feed that have an address. Raises NotAList."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAList(N_("That list is not valid JSON.")) from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise NotAList
    entries = [_entry(item) for item in items if isinstance(item, dict)]
    title = feed.get("title")
    return AddressList("feed", title if isinstance(title, str) else None, [*filter(None, entries)])


def _entry(item: dict[str, Any]) -> Entry | None:
    url = item.get("url") or item.get("external_url") or item.get("id")
    if not isinstance(url, str):
        return None
    published, modified_at = (
        parse_moment(text) if isinstance(text := item.get(key), str) else None
        for key in ("date_published", "date_modified")
    )
    day = published or modified_at
    return Entry(url, day and day.date(), modified_at)
