"""Parse the bytes of a page into its title, declared language and visible text.

Visible text is what a browser with scripting shows before it loads external stylesheets.
"""

import re
from dataclasses import dataclass

from turbohtml import Document, DocumentFragment, Element, Namespace, parse

from wordcount.errors import NotText
from wordcount.words.counting import clean_text

from . import guard, xmltext
from .encoding import BOMS, decode, to_utf8
from .visible import visible_text

# Bytes that text never contains (WHATWG MIME Sniffing, "binary data byte"). Only the first
# SNIFF_BYTES of a page are searched for them (ibid., section 5.2).
BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
SNIFF_BYTES = 1445
HTML_TAG = re.compile(rb"<html[\s>]")
# Matches a page that begins with text instead of a tag.
TEXT_FIRST = re.compile(rb"[\t\n\f\r ]*+[^<\t\n\f\r ]")


@dataclass(frozen=True)
class Page:
    """The title of a page, the language that it declares, and its visible text."""

    title: str | None
    declared_language: str | None
    text: str


def parse_page(body: bytes, content_type: str | None = None) -> Page:
    """Parse a page, given its bytes and its `Content-Type` header, if any.

    The text has one line per block. Neither the text nor the title contains U+0000 or lone
    surrogates (HTML parsers emit none: section 13.2.5). Raises `NotText` for content that is not
    text, and `TooLarge` for markup with too many tags or nested too deeply.
    """
    kind = _detect_kind(body, content_type)
    if kind == "html":
        return _parse_html_page(to_utf8(body, content_type))
    characters = decode(body, content_type)
    if kind == "text":
        return Page(None, None, clean_text(characters))
    if kind == "xml":
        title, language, text = xmltext.parse_xml(characters)
        return Page(clean_text(title) if title else None, language, clean_text(text))
    return _parse_html_page(xmltext.xhtml_to_html(characters).encode())


def _detect_kind(body: bytes, content_type: str | None) -> str:
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type == "text/html":
        return "html"
    is_exempt = body.startswith(tuple(BOMS)) or "utf-16" in (content_type or "").lower()
    if media_type in ("", "text/plain") and not is_exempt and BINARY.search(body[:SNIFF_BYTES]):
        raise NotText()
    if media_type == "application/xhtml+xml":
        return "xhtml"
    if media_type in ("text/xml", "application/xml") or media_type.endswith("+xml"):
        return "xhtml" if HTML_TAG.search(body[:SNIFF_BYTES]) else "xml"
    if media_type == "" and xmltext.is_xml(body[:SNIFF_BYTES]):
        return "xml"
    if media_type == "":
        return "html"
    if media_type.startswith("text/"):
        return "text"
    raise NotText()


def parse_html(markup: bytes) -> Document:
    """Parse HTML, in UTF-8, as a browser with scripting does."""
    if TEXT_FIRST.match(markup):
        # An explicit tag saves the parser nine tenths of the memory for an implied `<body>`.
        markup = b"<body>" + markup
    return parse(
        markup,
        encoding="utf-8",
        scripting=True,
        positions=False,
        allow_declarative_shadow_roots=False,
    )


def _parse_html_page(markup: bytes) -> Page:
    guard.check_tags(markup)
    title, language, text = _extract(parse_html(markup))
    # The document has been freed by now: with millions of lines, both would use too much memory.
    lines = map(str.strip, text.split("\n"))
    return Page(title, language, "\n".join(filter(None, lines)))


def _extract(document: Document) -> tuple[str | None, str | None, str]:
    return _title(document), _declared_language(document), visible_text(document)


def _title(document: Document) -> str | None:
    title = document.find("title")
    if title is not None and not _is_page_title(title):
        title = next(filter(_is_page_title, document.iter_elements("title")), None)
    return " ".join(title.text.split()) or None if title is not None else None


def _is_page_title(title: Element) -> bool:
    """Return whether `title` is neither part of an SVG drawing nor in a template."""
    if isinstance(title.parent, Element) and title.parent.tag == "head":
        # The common case, which saves the search of all ancestors.
        return True
    is_html = title.namespace is Namespace.HTML
    return is_html and not any(isinstance(node, DocumentFragment) for node in title.ancestors)


def _declared_language(document: Document) -> str | None:
    """Return `lang` of `<html>`, else the "pragma-set default language" (HTML, section 4.2.5.3)."""
    if document.root is None:
        return None
    for name in ("lang", "xml:lang"):
        language = document.root.attr(name)
        if language is not None:
            return language
    meta = document.select_one("meta[http-equiv='content-language' i]")
    return meta.attr("content") if meta is not None else None
