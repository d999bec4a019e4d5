"""Bytes of a page to its title, its declared language, and the text a browser would show.

"Visible" is what a browser with scripting shows before any stylesheet is applied.
"""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

from . import guard, xmltext
from .encoding import as_utf8, decode
from .errors import NotText
from .visible import visible_text

# Bytes that no text has (WHATWG MIME Sniffing, "binary data byte"), and how many it looks at.
BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
SNIFFED = 1445
BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


@dataclass(frozen=True)
class Page:
    """What a page says: its title, its own claim about its language, its visible text."""

    title: str | None
    declared_language: str | None
    text: str


def read_page(body: bytes, content_type: str | None = None) -> Page:
    """Read a page from its bytes and the `Content-Type` it came with, if any.

    The text has a line for each block. Raises `NotText` for what is no text, and `TooLarge`
    for markup that would take too long.
    """
    kind = _kind(body, content_type)
    if kind == "html":
        return _read_html(as_utf8(body, content_type))
    characters = decode(body, content_type)
    if kind == "text":
        return Page(None, None, characters)
    if kind == "xml":
        title, language, text = xmltext.read_xml(characters)
        return Page(title, language, text)
    return _read_html(xmltext.as_html(characters).encode())


def _kind(body: bytes, content_type: str | None) -> str:
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type in ("", "text/plain") and not body.startswith(BOMS):
        looked_at = body[:SNIFFED]
        if BINARY.search(looked_at) and "utf-16" not in (content_type or "").lower():
            raise NotText()
    if media_type == "application/xhtml+xml":
        return "xhtml"
    if media_type in ("text/xml", "application/xml") or media_type.endswith("+xml"):
        return "xhtml" if re.search(rb"<html[\s>]", body[:SNIFFED]) else "xml"
    if media_type == "" and xmltext.is_xml(body[:SNIFFED]):
        return "xml"
    if media_type in ("", "text/html"):
        return "html"
    if media_type.startswith("text/"):
        return "text"
    raise NotText()


def _read_html(markup: bytes) -> Page:
    # A CDATA section is text in drawings and formulas alone, which do not count; elsewhere it
    # is a comment up to the next `>`. As such a comment it has no say in what follows.
    markup = markup.replace(b"<![CDATA[", b"<?[CDATA[")
    guard.check(markup)
    # Without events: keeping <selectedcontent> up to date is quadratic in the options.
    tree = LexborHTMLParser(markup, options=LexborDocumentOptions.WO_EVENTS, scripting=True)
    language = _declared_language(tree)
    title = tree.css_first("title:not(svg *, math *)")
    name = " ".join(title.text().split()) if title is not None else ""
    return Page(name or None, language, visible_text(tree))


def _declared_language(tree: LexborHTMLParser) -> str | None:
    """What `<html>` says, else the "pragma-set default language" (HTML, section 4.2.5.3)."""
    if tree.root is None:
        return None
    attributes = tree.root.attributes
    for name in ("lang", "xml:lang"):
        if name in attributes:
            return attributes[name] or ""
    meta = tree.css_first("meta[http-equiv='content-language' i]")
    return meta.attributes.get("content") if meta is not None else None
