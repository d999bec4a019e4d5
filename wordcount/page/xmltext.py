"""XML to text: a feed or a document without HTML's rules, where every element stands apart.

Nothing is expanded but the five named and the numeric references, so no entity can grow.
"""

import re
from html import unescape

DECLARATION = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml\s")
# No tag or attribute of XML contains "<", so a match of a tag never looks beyond the next one.
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
SELF_CLOSED = re.compile(
    r"<([a-zA-Z][\w:.-]*+)"
    r"((?>[^<>\"'/]*+(?:(?:/(?!>)|\"[^\"<]*+\"|'[^'<]*+')[^<>\"'/]*+)*))/>"
)
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())


def is_xml(start: bytes) -> bool:
    """Whether a page that came without a type is XML and not XHTML."""
    return bool(DECLARATION.match(start)) and not HTML_TAG.search(start)


def read_xml(markup: str) -> tuple[str | None, str | None, str]:
    """Give the title, the declared language and the text, a line for each element."""
    title = TITLE.search(markup)
    language = LANGUAGE.search(markup[:10_000])
    name = " ".join(_text(title[1]).split()) if title else ""
    lines = (" ".join(line.split()) for line in _text(markup).split("\n"))
    text = "\n".join(line for line in lines if line)
    return name or None, (language[1] or language[2] or "").strip() if language else None, text


def as_html(markup: str) -> str:
    """XHTML in the syntax of HTML: empty elements get an end tag, CDATA becomes text."""
    markup = CDATA.sub(_escaped, markup)
    return SELF_CLOSED.sub(_with_end_tag, markup)


def _text(markup: str) -> str:
    pieces = []
    position = 0
    for found in MARKUP.finditer(markup):
        pieces.append(unescape(markup[position : found.start()]))
        pieces.append("\n" if found["cdata"] is None else found["cdata"])
        position = found.end()
    pieces.append(unescape(markup[position:]))
    return "".join(pieces)


def _escaped(found: re.Match[str]) -> str:
    return found[1].replace("&", "&amp;").replace("<", "&lt;")


def _with_end_tag(found: re.Match[str]) -> str:
    name, attributes = found[1], found[2]
    if name.lower() in VOID:
        return found[0]
    return f"<{name}{attributes}></{name}>"
