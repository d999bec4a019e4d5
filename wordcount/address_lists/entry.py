"""What lists of addresses contain."""

import datetime as dt
import json
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

    def write_entries(self) -> str:
        """The entries as JSON."""
        rows = [
            (each.url, _write(each.published), _write(each.modified_at)) for each in self.entries
        ]
        return json.dumps(rows, ensure_ascii=False)

    @classmethod
    def read(cls, kind: str, title: str | None, entries: str) -> "AddressList":
        """The list with these entries, as `write_entries` returns them."""
        found = [
            Entry(
                url,
                published and dt.date.fromisoformat(published),
                modified_at and dt.datetime.fromisoformat(modified_at),
            )
            for url, published, modified_at in json.loads(entries)
        ]
        return cls(kind, title, found)


@dataclass(frozen=True)
class ListEntry:
    """A line of a list that a person wrote. `problem` says why it cannot be used."""

    line: int
    url: str
    tag: str | None = None
    published: dt.date | None = None
    problem: str | None = None


def _write(moment: dt.date | None) -> str | None:
    return moment.isoformat() if moment else None


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
