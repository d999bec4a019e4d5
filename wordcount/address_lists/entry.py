"""What lists of addresses contain."""

import datetime as dt
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

MAX_DATE = 64  # characters; nothing longer is a date


@dataclass(frozen=True)
class Entry:
    """An address in a sitemap or feed, and when it was published and last changed, if it says so.

    `modified_at` has a time zone.
    """

    url: str
    published: dt.date | None = None
    modified_at: dt.datetime | None = None


@dataclass(frozen=True)
class AddressList:
    """A sitemap or feed.

    `kind` is "sitemap", "index" (whose entries are sitemaps), "feed", "text", or "page" (a web
    page, whose entries are the feeds that it declares).
    """

    kind: str
    title: str | None = None
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class ListEntry:
    """A line of a list that a person wrote. `problem` says why it cannot be used."""

    line: int
    url: str
    tag: str | None = None
    published: dt.date | None = None
    problem: str | None = None


def parse_moment(text: str) -> dt.datetime | None:
    """Parse a date of RFC 3339, RFC 5322 or ISO 8601; UTC where it has no time zone.

    The month and the day may be missing (https://www.w3.org/TR/NOTE-datetime): they are the first.
    Return None for anything else.
    """
    text = text.strip()
    if not 4 <= len(text) <= MAX_DATE:
        return None
    try:
        moment = _parse_iso(text) or parsedate_to_datetime(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return moment.astimezone(dt.UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _parse_iso(text: str) -> dt.datetime | None:
    year, _, month = text.partition("-")
    if len(year) != 4 or not (year.isascii() and year.isdigit()):
        return None
    if len(text) <= 7:
        return dt.datetime(int(year), int(month or 1), 1)
    return dt.datetime.fromisoformat(text)
