"""Parse the bytes of a page into its title, declared language and visible text.

Visible text is what a browser with scripting shows before it loads external stylesheets.
"""

from dataclasses import dataclass
from itertools import accumulate

from turbohtml import Document, DocumentFragment, Element, Namespace

from wordcount.errors import NotText
from wordcount.line_ranges import LineRanges, to_ranges
from wordcount.media_type import MediaType, parse_content_type
from wordcount.words.counting import clean_text

from . import sniffing
from .encoding import UTF_8_BOM, UTF_16, declared_encoding, decode, guess_encoding
from .main_text import find_main_lines
from .parsing import parse_html
from .parts import remove_marks
from .visible import visible_text
from .xhtml import xhtml_to_html
from .xmltext import is_xhtml, parse_xml


@dataclass(frozen=True)
class Page:
    """The title of a page, the language that it declares, and its visible text.

    `main_lines` are the lines of the main text, if it was looked for and the page has one.
    """

    title: str | None
    declared_language: str | None
    text: str
    main_lines: LineRanges | None = None


def parse_page(body: bytes, content_type: str | None = None, *, find_main: bool = False) -> Page:
    """Parse a page, given its bytes and its `Content-Type` header, if any.

    The text has one line per block. Neither the text nor the title contains U+0000 or lone
    surrogates (HTML parsers emit none: section 13.2.5). Raises `NotText` for content that is not
    text, and `TooLarge` for markup with too many tags or nested too deeply. HTML is searched for a
    main text if `find_main` is true.
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
        return _parse_html_page(body, encoding, find_main)
    text = decode(body, encoding or guess_encoding(body))
    if kind == "text":
        return Page(None, None, clean_text(text))
    if kind == "xhtml" or is_xhtml(text):
        return _parse_html_page(xhtml_to_html(text).encode(), "UTF-8", find_main)
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


def _parse_html_page(body: bytes, encoding: str | None, find_main: bool) -> Page:
    title, language, marked = _extract(parse_html(body, encoding), find_main)
    # The document has been freed by now: with millions of lines, both would use too much memory.
    main = find_main_lines(marked) if find_main else None
    text = remove_marks(marked) if find_main else marked
    lines = map(str.strip, text.split("\n"))
    main_lines = None if main is None else _ranges_without_blanks(text, main)
    return Page(title, language, "\n".join(filter(None, lines)), main_lines)


def _extract(document: Document, marks: bool) -> tuple[str | None, str | None, str]:
    return _title(document), _declared_language(document), visible_text(document, marks=marks)


def _ranges_without_blanks(text: str, numbers: list[int]) -> LineRanges:
    """Return the ranges of lines once the blank lines of `text` are removed."""
    kept = accumulate(map(bool, map(str.strip, text.split("\n"))), initial=0)
    before = list(kept)
    return to_ranges([before[number] for number in numbers])


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
