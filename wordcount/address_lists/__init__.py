"""Lists of addresses: sitemaps, feeds, and lists that people write."""

from .entry import AddressList, Entry, ListEntry
from .parse import parse_list
from .written import parse_written

__all__ = ["AddressList", "Entry", "ListEntry", "parse_list", "parse_written"]
