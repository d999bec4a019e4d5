"""Lists of addresses: sitemaps, feeds, and lists that people write."""

from .entry import AddressList, Entry, ListEntry
from .written import parse_row, parse_written

__all__ = ["AddressList", "Entry", "ListEntry", "parse_row", "parse_written"]
