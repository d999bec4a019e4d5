"""Parse the bytes of a page into its title, declared language and visible text.

Visible text is what a browser with scripting shows before it loads external stylesheets.
"""

from dataclasses import dataclass

from turbohtml import Document, DocumentFragment, Element, Namespace

from wordcount.errors import NotText
from wordcount.media_type import MediaType, parse_content_type
from wordcount.words.counting import clean_text

from . import sniffing
from .encoding import UTF_8_BOM, UTF_16, declared_encoding, decode, guess_encoding
from .parsing import parse_html
from .visible import visible_text
from .xhtml import xhtml_to_html
from .xmltext import is_xhtml, parse_xml


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
    media_type = parse_content_type(content_type)
    kind = _detect_kind(media_type)
    encoding = declared_encoding(body, media_type)
    # Browsers show text in UTF-16 or with a BOM whatever bytes it has (MIME Sniffing, section 7.2).
    may_be_binary = media_type is None or media_type.essence == "text/plain"
    is_strict = may_be_binary and encoding not in UTF_16 and not body.startswith(UTF_8_BOM)
    if encoding in UTF_16:
        body, encoding = decode(body, encoding).encode(), "UTF-8"
    body = body.removeprefix(UTF_8_BOM)
    sniffing.reject_binary(body, is_strict=is_strict)
    if kind is None:
        kind = "xml" if sniffing.is_xml(body[: sniffing.SNIFF_BYTES].decode("latin-1")) else "html"
    if kind == "html":
        return _parse_html_page(body, encoding)
    text = decode(body, encoding or guess_encoding(body))
    if kind == "text":
        return Page(None, None, clean_text(text))
    if kind == "xhtml" or is_xhtml(text):
        return _parse_html_page(xhtml_to_html(text).encode(), "UTF-8")
    title, language, lines = parse_xml(text)
    return Page(clean_text(title) if title else None, language, clean_text("\n".join(lines)))


def _detect_kind(media_type: MediaType | None) -> str | None:
    """Return "html", "xhtml", "xml" or "text", or None if the type is unknown."""
    if media_type is None:
        return None
    essence = media_type.essence
    if essence == "text/html":
        return "html"
    if essence == "application/xhtml+xml":
        return "xhtml"
    if essence in ("text/xml", "application/xml") or essence.endswith("+xml"):
        return "xml"
    if essence.startswith("text/"):
        return "text"
    raise NotText()


def _parse_html_page(body: bytes, encoding: str | None) -> Page:
    title, language, text = _extract(parse_html(body, encoding))
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
