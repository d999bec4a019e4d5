"""Read sitemaps (https://www.sitemaps.org/protocol.html), RSS and Atom (RFC 4287) by expat."""

import datetime as dt
from collections.abc import Sequence
from xml.parsers.expat import ExpatError, ParserCreate

from wordcount.errors import NotAList
from wordcount.messages import N_

from .entry import AddressList, Entry, parse_moment

KINDS = {"urlset": "sitemap", "sitemapindex": "index", "rss": "feed", "rdf": "feed", "feed": "feed"}
ITEMS = frozenset({"url", "sitemap", "item", "entry"})
PUBLISHED = ("publication_date", "pubdate", "published", "date")
MODIFIED = ("lastmod", "updated", "modified")
TEXTS = frozenset({"loc", "link", "guid", "title", *PUBLISHED, *MODIFIED})
MAX_ENTRIES = 50_000  # of a sitemap, by its protocol
MAX_TEXT = 4_000  # characters that are kept of an element
MAX_DEPTH = 100  # elements

WITH_ENTITIES = N_("That list declares entities, which are not expanded here.")
NOT_WELL_FORMED = N_("That list is not well-formed XML: see line %(line)s, column %(column)s.")


class _Done(Exception):
    """There are as many entries as are read."""


class _Reader:
    """Collects the entries of a document while expat parses it."""

    def __init__(self) -> None:
        self.kind: str | None = None
        self.title: str | None = None
        self.entries: list[Entry] = []
        self._open: list[str] = []  # the local names of the open elements, in lower case
        self._item_depth = 0  # of the open item; 0 outside of one
        self._fields: dict[str, str] = {}
        self._text: list[str] | None = None  # of the open element, if it is one of TEXTS
        self._size = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2].lower()
        self._open.append(name)
        if len(self._open) > MAX_DEPTH:
            raise NotAList
        if len(self._open) == 1:
            self.kind = KINDS.get(name)
            if self.kind is None:
                raise NotAList
        elif name in ITEMS and not self._item_depth:
            self._item_depth, self._fields = len(self._open), {}
        self._text, self._size = ([], 0) if name in TEXTS else (None, 0)
        if name == "link" and self._is_field() and "href" in attributes:
            if attributes.get("rel", "alternate") == "alternate":
                self._fields.setdefault("link", attributes["href"])
            self._text = None
        elif name == "guid" and attributes.get("isPermaLink", "true") == "false":
            self._text = None

    def characters(self, text: str) -> None:
        if self._text is not None and self._size < MAX_TEXT:
            self._text.append(text)
            self._size += len(text)

    def end(self, tag: str) -> None:
        name = self._open[-1]
        if self._text is not None:
            text = "".join(self._text).strip()[:MAX_TEXT]
            if self._is_field() and text:
                self._fields.setdefault(name, text)
            elif name == "title" and not self._item_depth and len(self._open) <= 3:
                self.title = self.title or text or None
        if len(self._open) == self._item_depth:
            self._item_depth = 0
            self._add()
        self._open.pop()
        self._text = None

    def _is_field(self) -> bool:
        """Whether the open element is a field of an item: those of its images and so on are not."""
        is_child = len(self._open) == self._item_depth + 1
        return self._item_depth > 0 and (is_child or self._open[-1] == "publication_date")

    def _add(self) -> None:
        url = next(filter(None, map(self._fields.get, ("loc", "link", "guid"))), None)
        if url is None:
            return
        published, modified_at = self._moment(PUBLISHED), self._moment(MODIFIED)
        day = published or modified_at
        self.entries.append(Entry(url, day and day.date(), modified_at))
        if len(self.entries) > MAX_ENTRIES:
            raise _Done

    def _moment(self, names: Sequence[str]) -> dt.datetime | None:
        texts = map(self._fields.get, names)
        return next(filter(None, (parse_moment(text) for text in texts if text)), None)


def parse_xml_list(markup: str) -> AddressList:
    """Return the entries of a sitemap or feed, one more than MAX_ENTRIES at most.

    Raises NotAList for any other document, and for one that is not well-formed or declares
    entities.
    """
    reader = _Reader()
    parser = ParserCreate("utf-8")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.EntityDeclHandler = _refuse_entities
    parser.buffer_text = True
    try:
        parser.Parse(markup.encode(errors="replace"), True)
    except ExpatError as error:
        raise NotAList(NOT_WELL_FORMED, line=error.lineno, column=error.offset + 1) from error
    except _Done:
        pass
    assert reader.kind
    return AddressList(reader.kind, reader.title, reader.entries)


def _refuse_entities(*_: object) -> None:
    raise NotAList(WITH_ENTITIES)
