"""What the command counts: files, the files in zips, addresses, and the pages of a sitemap."""

import argparse
import io
import re
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from wordcount import Count, count_file, count_page
from wordcount.address_lists.parse import parse_list
from wordcount.documents.names import ENDINGS
from wordcount.documents.zips import documents_in
from wordcount.errors import PageError, TooLongList, UnsupportedFile
from wordcount.fetching.address import check_address, parse_address, parse_allowed
from wordcount.fetching.fetch import fetch
from wordcount.fetching.fetcher import Fetcher
from wordcount.fetching.refresh import mentions_refresh
from wordcount.fetching.response import LIST_TYPES
from wordcount.page.refresh import find_refresh

HAS_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
# "example.com", "example.com/page", "localhost:8000", "[::1]:8000/page"
LOOKS_LIKE_ADDRESS = re.compile(
    r"(\[[0-9a-fA-F:.]+\]|[^\s/\\.]+(\.[^\s/\\.]+)+\.?|localhost)(:\d+)?(/.*)?"
)
# File names that look like addresses: "notes.txt" is more likely a missing file than a host.
FILE_NAME = re.compile(rf"[^/]*\.(?:{'|'.join(ENDINGS)})", re.IGNORECASE)

MAX_PAGES = 1_000  # of a sitemap
MAX_LISTS = 100  # sitemaps of an index

# Counts a source; the first value is the final address, if it is one.
CountSource = Callable[[], tuple[str | None, Count]]


def find_sources(options: argparse.Namespace) -> Iterator[tuple[str, CountSource]]:
    """Yield the names of all sources of the options, and what counts each. Raises PageError."""
    allow = parse_allowed(",".join(options.allow))
    for source in options.sources:
        if source == "-":
            yield source, partial(_count_input, options.language)
        elif is_address(source):
            yield source, partial(_count_address, source, allow, options.language)
        elif source.lower().endswith(".zip") and Path(source).is_file():
            for name, body in _files_in(Path(source)):
                yield f"{source}/{name}", partial(_count_body, body, name, options.language)
        else:
            yield source, partial(_count_path, Path(source), options.language)
    if options.sitemap:
        fetcher = Fetcher(allow)
        for page in _pages_of(options.sitemap, fetcher, allow):
            yield page, partial(_count_page, page, fetcher, options.language)


def is_address(source: str) -> bool:
    if HAS_SCHEME.match(source):
        return True
    if Path(source).exists() or FILE_NAME.fullmatch(source):
        return False
    return bool(LOOKS_LIKE_ADDRESS.fullmatch(source))


def _count_input(language: str | None) -> tuple[None, Count]:
    return None, count_file(sys.stdin.buffer.read(), None, language, find_main=False)


def _count_path(path: Path, language: str | None) -> tuple[None, Count]:
    return None, count_file(path.read_bytes(), path.name, language, find_main=False)


def _files_in(path: Path) -> list[tuple[str, bytes | PageError]]:
    """Return the names and bytes of the files in a zip, or an error of it."""
    try:
        return list(documents_in(path.read_bytes(), path.name)) or [("", UnsupportedFile())]
    except PageError as error:
        return [("", error)]


def _count_body(body: bytes | PageError, name: str, language: str | None) -> tuple[None, Count]:
    if isinstance(body, PageError):
        raise body
    return None, count_file(body, name, language, find_main=False)


def _count_address(
    address: str, allow: frozenset[tuple[str, int]], language: str | None
) -> tuple[str, Count]:
    page = fetch(address, allow, find_refresh=_find_refresh)
    return page.url, count_page(page.body, page.content_type, language, find_main=False)


def _count_page(address: str, fetcher: Fetcher, language: str | None) -> tuple[str, Count]:
    """Count a page of a sitemap, as robots.txt allows it."""
    body = io.BytesIO()
    page = fetcher.fetch(address, body, _find_refresh, ask_robots=True, take_turn=_wait)
    return page.url, count_page(body.getvalue(), page.content_type, language, find_main=False)


def _wait(host: str, seconds: float) -> bool:
    """Wait for as long as a site asks from one page to the next."""
    time.sleep(seconds)
    return True


def _find_refresh(page: IO[bytes], content_type: str | None, url: str) -> str | None:
    if not mentions_refresh(page):
        return None
    page.seek(0)
    return find_refresh(page.read(), content_type, url)


def _pages_of(sitemap: str, fetcher: Fetcher, allow: frozenset[tuple[str, int]]) -> dict[str, None]:
    """Return the addresses of a sitemap, of the sitemaps of an index, or of those of a site."""
    waiting, read, pages = [sitemap], set[str](), dict[str, None]()
    while waiting:
        url = waiting.pop(0)
        if url in read:
            continue
        read.add(url)
        body = io.BytesIO()
        page = fetcher.fetch(url, body, types=LIST_TYPES)
        found = parse_list(body.getvalue(), page.content_type, page.url)
        if found.kind == "page":
            site = parse_address(page.url, allow)
            waiting += fetcher.robots_of(site).sitemaps or [
                f"{site.scheme}://{site.authority}/sitemap.xml"
            ]
        elif found.kind == "index":
            waiting += [entry.url for entry in found.entries]
        else:
            pages |= {check_address(entry.url, allow): None for entry in found.entries}
        if len(pages) > MAX_PAGES or len(read) + len(waiting) > MAX_LISTS:
            raise TooLongList.beyond(MAX_PAGES)
    return pages
