"""Recognize content by its first bytes, and reject what is not text.

The rules extend those of https://mimesniff.spec.whatwg.org/.
"""

import re

from wordcount.errors import NotText

from .elements import HTML_ELEMENTS

# Bytes that text never contains (section 3, "binary data byte"). Only the first SNIFF_BYTES of a
# page are searched for them (section 5.2).
BINARY = bytes({*range(0x20)} - {0x09, 0x0A, 0x0C, 0x0D, 0x1B})
SNIFF_BYTES = 1445
# Documents and compressed data that may have no such byte at the beginning.
MAGIC = (b"%PDF-", b"%!PS-Adobe-", b"{\\rtf", b"\x1f\x8b")
# Browsers show HTML with binary bytes. Compressed data has 1 in 10 and is not UTF-8; archives and
# other formats have more.
MAX_SHARE = 1 / 32
MAX_SHARE_OF_UTF8 = 1 / 4
FEW = 3  # binary bytes that even the shortest page may have

FIRST_TAG = re.compile(r"\s*+<([a-zA-Z][\w:.-]*+)(?=[\s/>])")
HTML_START = re.compile(r"\s*+<!(?:--|doctype\s++html)", re.IGNORECASE)
XML_START = re.compile(r"\s*+<\?xml\s")
FEEDS = frozenset({"rss", "feed", "rdf:RDF"})


def reject_binary(body: bytes, *, is_strict: bool) -> None:
    """Raise `NotText` if `body` is compressed, a document in another format, or other data.

    A few binary bytes at the beginning are allowed unless `is_strict`.
    """
    start = body[:SNIFF_BYTES]
    text = start.translate(None, BINARY)
    binary = len(start) - len(text)
    if start.lstrip().startswith(MAGIC) or (binary and is_strict):
        raise NotText()
    if binary > FEW:
        share = MAX_SHARE_OF_UTF8 if _is_utf8(text) else MAX_SHARE
        if binary > share * len(start):
            raise NotText()


def is_xml(start: str) -> bool:
    """Return whether a page of unknown type that begins with `start` is XML."""
    tag = FIRST_TAG.match(start)
    return bool(XML_START.match(start)) or (tag is not None and tag[1] in FEEDS)


def find_type(text: str) -> str:
    """Return the media type of `text`: "text/html", "text/xml" or "text/plain".

    Text may begin with a name in angle brackets, so a tag must be known or be closed at the end.
    """
    tag = FIRST_TAG.match(text)
    name = tag[1] if tag else ""
    if HTML_START.match(text) or name.lower() in HTML_ELEMENTS:
        return "text/html"
    if is_xml(text) or (tag and text.rstrip().endswith(f"</{name}>")):
        return "text/xml"
    return "text/plain"


def _is_utf8(start: bytes) -> bool:
    try:
        start.decode()
    except UnicodeDecodeError as error:
        return error.start >= len(start) - 3  # cut within a character
    return True
