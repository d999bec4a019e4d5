"""Find out which kind of list a server has sent, and read it."""

from dataclasses import replace
from urllib.parse import urljoin

from turbohtml import Document

from wordcount.errors import NotAList
from wordcount.fetching.decompress import decompress
from wordcount.media_type import MediaType, parse_content_type
from wordcount.page.encoding import declared_encoding, decode, guess_encoding
from wordcount.page.parsing import parse_html

from .entry import AddressList, Entry
from .json_feed import parse_json_feed
from .written import parse_written
from .xml_list import MAX_ENTRIES, parse_xml_list

MAX_TITLE = 1_000  # characters
GZIP = b"\x1f\x8b"
FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
HTML_TYPES = ("text/html", "application/xhtml+xml")


def parse_list(body: bytes, content_type: str | None, url: str) -> AddressList:
    """Return the list that `url` has answered with: a sitemap, a feed, or lines of text.

    Its addresses are absolute. A body that is packed by gzip is unpacked. Raises NotAList,
    TooLarge, and BrokenReply for a body that cannot be unpacked.
    """
    if body.startswith(GZIP):
        body = b"".join(decompress(iter([body]), "gzip"))
    media_type = parse_content_type(content_type)
    text = decode(body, declared_encoding(body, media_type) or guess_encoding(body))
    found = _parse(text, body, media_type)
    entries = [absolute for entry in found.entries if (absolute := _absolute(entry, url))]
    return replace(found, title=found.title and _clean(found.title), entries=entries)


def _clean(title: str) -> str:
    """A title that a database can store: without U+0000, and without halves of characters."""
    return title[:MAX_TITLE].encode(errors="replace").decode().replace("\0", "").strip()


def _parse(text: str, body: bytes, media_type: MediaType | None) -> AddressList:
    start = text.lstrip()[:200].lower()
    essence = media_type.essence if media_type else ""
    if start.startswith("{"):
        return parse_json_feed(text)
    if start.startswith(("<!doctype html", "<html")) or essence in HTML_TYPES:
        return AddressList("page", None, _declared_feeds(parse_html(body)))
    if start.startswith("<"):
        return parse_xml_list(text)
    lines = parse_written(text, MAX_ENTRIES)
    if not lines or not all(line.url.startswith(("http://", "https://")) for line in lines):
        raise NotAList
    return AddressList("text", None, [Entry(line.url, line.published) for line in lines])


def _declared_feeds(document: Document) -> list[Entry]:
    """The feeds of a page (https://www.rssboard.org/rss-autodiscovery)."""
    links = document.select("link[rel~='alternate' i][type][href]")
    return [
        Entry(str(link.attrs["href"]))
        for link in links
        if str(link.attrs["type"]).strip().lower() in FEED_TYPES
    ]


def _absolute(entry: Entry, base: str) -> Entry | None:
    try:
        return replace(entry, url=urljoin(base, entry.url.strip()))
    except ValueError:
        return entry  # it is reported as malformed when it is checked
