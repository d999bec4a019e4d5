"""Extract the text of XML that is not XHTML, such as a feed. Every tag separates lines.

Entities that a document declares are never expanded, so they cannot grow.
"""

import re
from html import unescape

XML_DECLARATION = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml\s")
# Tags and attributes of XML never contain "<", so the match of a tag never extends beyond the next.
# Groups repeat once per quoted value, not once per character: each repetition takes 100 bytes.
MARKUP = re.compile(
    r"<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)"
    r"|<!--.*?(?:-->|\Z)"
    r"|<\?.*?(?:\?>|\Z)"
    r"|<!DOCTYPE[^\[>]*(?:\[.*?(?:\]\s*+(?=>)|\Z))?>?"
    r"|<[/!]?[^\s<>](?>[^<>\"']*+(?:(?:\"[^\"<]*+\"|'[^'<]*+')[^<>\"']*+)*)>",
    re.DOTALL,
)
TITLE = re.compile(r"<(?:\w++:)?title(?:\s[^<>]*+)?>(.*?)(?:</(?:\w++:)?title\s*+>|\Z)", re.DOTALL)
LANGUAGE = re.compile(r"\sxml:lang\s*+=\s*+[\"']([^\"']*+)[\"']|<language>([^<]*+)</language>")
HTML_TAG = re.compile(rb"<html[\s>]", re.IGNORECASE)
CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
EMPTY_ELEMENT = re.compile(
    r"<([a-zA-Z][\w:.-]*+)"
    r"((?>[^<>\"'/]*+(?:(?:/(?!>)|\"[^\"<]*+\"|'[^'<]*+')[^<>\"'/]*+)*))/>"
)
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())


def is_xml(start: bytes) -> bool:
    """Return whether `start`, the beginning of a page without a type, is XML but not XHTML."""
    return bool(XML_DECLARATION.match(start)) and not HTML_TAG.search(start)


def parse_xml(markup: str) -> tuple[str | None, str | None, str]:
    """Return the title, the declared language and the text, with line breaks at tags."""
    title = TITLE.search(markup)
    language = LANGUAGE.search(markup[:10_000])
    name = " ".join(_extract_text(title[1]).split()) if title else ""
    lines = (" ".join(line.split()) for line in _extract_text(markup).split("\n"))
    text = "\n".join(line for line in lines if line)
    return name or None, (language[1] or language[2] or "").strip() if language else None, text


def xhtml_to_html(markup: str) -> str:
    """Convert XHTML to HTML syntax: add end tags to empty elements, and turn CDATA into text."""
    markup = CDATA.sub(_escape_cdata, markup)
    return EMPTY_ELEMENT.sub(_add_end_tag, markup)


def _extract_text(markup: str) -> str:
    texts = []
    position = 0
    for found in MARKUP.finditer(markup):
        texts.append(unescape(markup[position : found.start()]))
        texts.append("\n" if found["cdata"] is None else found["cdata"])
        position = found.end()
    texts.append(unescape(markup[position:]))
    return "".join(texts)


def _escape_cdata(found: re.Match[str]) -> str:
    return found[1].replace("&", "&amp;").replace("<", "&lt;")


def _add_end_tag(found: re.Match[str]) -> str:
    name, attributes = found[1], found[2]
    if name.lower() in VOID:
        return found[0]
    return f"<{name}{attributes}></{name}>"
