"""Bytes of a page to its title, its declared language, and the text a browser would show.

"Visible" is what a browser with scripting shows before any stylesheet is applied.
"""

import re
from dataclasses import dataclass

from turbohtml import Document, DocumentFragment, Element, Namespace, parse

from wordcount.errors import NotText
from wordcount.words.counting import clean_text

from . import guard, xmltext
from .encoding import BOMS, as_utf8, decode
from .visible import visible_text

# Bytes that no text has (WHATWG MIME Sniffing, "binary data byte"), and how many it looks at.
BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
SNIFFED = 1445
HTML_TAG = re.compile(rb"<html[\s>]")
# A page without a tag before its text.
TEXT_FIRST = re.compile(rb"[\t\n\f\r ]*+[^<\t\n\f\r ]")


@dataclass(frozen=True)
class Page:
    """What a page says: its title, its own claim about its language, its visible text."""

    title: str | None
    declared_language: str | None
    text: str


def read_page(body: bytes, content_type: str | None = None) -> Page:
    """Read a page from its bytes and the `Content-Type` it came with, if any.

    The text has a line for each block; neither it nor the title has U+0000 or a lone surrogate
    (HTML's parser gives none, section 13.2.5). Raises `NotText` for what is no text, and `TooLarge`
    for markup of too many tags, or that is nested too deeply.
    """
    kind = _kind(body, content_type)
    if kind == "html":
        return _read_html(as_utf8(body, content_type))
    characters = decode(body, content_type)
    if kind == "text":
        return Page(None, None, clean_text(characters))
    if kind == "xml":
        title, language, text = xmltext.read_xml(characters)
        return Page(clean_text(title) if title else None, language, clean_text(text))
    return _read_html(xmltext.as_html(characters).encode())


def _kind(body: bytes, content_type: str | None) -> str:
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type == "text/html":
        return "html"
    if media_type in ("", "text/plain") and not body.startswith(tuple(BOMS)):
        looked_at = body[:SNIFFED]
        if BINARY.search(looked_at) and "utf-16" not in (content_type or "").lower():
            raise NotText()
    if media_type == "application/xhtml+xml":
        return "xhtml"
    if media_type in ("text/xml", "application/xml") or media_type.endswith("+xml"):
        return "xhtml" if HTML_TAG.search(body[:SNIFFED]) else "xml"
    if media_type == "" and xmltext.is_xml(body[:SNIFFED]):
        return "xml"
    if media_type == "":
        return "html"
    if media_type.startswith("text/"):
        return "text"
    raise NotText()


def parsed(markup: bytes) -> Document:
    """Parse HTML in UTF-8 as a browser with scripting does."""
    if TEXT_FIRST.match(markup):
        # That is where the body begins; the parser takes ten times the memory to find it out.
        markup = b"<body>" + markup
    return parse(
        markup,
        encoding="utf-8",
        scripting=True,
        positions=False,
        allow_declarative_shadow_roots=False,
    )


def _read_html(markup: bytes) -> Page:
    guard.check_tags(markup)
    title, language, text = _said_by(parsed(markup))
    # The document is gone by now: with millions of lines, both at once would be too much.
    lines = map(str.strip, text.split("\n"))
    return Page(title, language, "\n".join(filter(None, lines)))


def _said_by(document: Document) -> tuple[str | None, str | None, str]:
    return _title(document), _declared_language(document), visible_text(document)


def _title(document: Document) -> str | None:
    title = document.find("title")
    if title is not None and not _is_of_page(title):
        title = next(filter(_is_of_page, document.iter_elements("title")), None)
    return " ".join(title.text.split()) or None if title is not None else None


def _is_of_page(title: Element) -> bool:
    """Whether it is neither that of a drawing nor in a template."""
    if isinstance(title.parent, Element) and title.parent.tag == "head":
        # Nearly all are there, where neither can be; to ask for all ancestors takes longer.
        return True
    is_html = title.namespace is Namespace.HTML
    return is_html and not any(isinstance(node, DocumentFragment) for node in title.ancestors)


def _declared_language(document: Document) -> str | None:
    """What `<html>` says, else the "pragma-set default language" (HTML, section 4.2.5.3)."""
    if document.root is None:
        return None
    for name in ("lang", "xml:lang"):
        language = document.root.attr(name)
        if language is not None:
            return language
    meta = document.select_one("meta[http-equiv='content-language' i]")
    return meta.attr("content") if meta is not None else None
