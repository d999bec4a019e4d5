"""Extract the text of XML that is not XHTML, such as a feed. Every tag separates lines.

HTML in an element, as character data, is read as HTML. Entities that a document declares are never
expanded, so they cannot grow.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from .elements import HTML_ELEMENTS
from .parsing import parse_html
from .visible import visible_text
from .xhtml import xhtml_to_html

# Tags and attributes of XML never contain "<", so the match of a tag never extends beyond the next.
# Groups repeat once per quoted value, not once per character: each repetition takes 100 bytes.
MARKUP = re.compile(
    r"<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)"
    r"|<!--.*?(?:-->|\Z)"
    r"|<\?.*?(?:\?>|\Z)"
    r"|<!DOCTYPE[^\[>]*(?:\[.*?(?:\]\s*+(?=>)|\Z))?>?"
    r"|<(?P<tag>[/!]?[^\s<>](?>[^<>\"']*+(?:(?:\"[^\"<]*+\"|'[^'<]*+')[^<>\"']*+)*))>",
    re.DOTALL,
)
LANGUAGE = re.compile(r"\sxml:lang\s*+=\s*+[\"']([^\"']*+)[\"']|<language>([^<]*+)</language>")
TYPE = re.compile(r"\stype\s*+=\s*+[\"']([^\"']*+)[\"']")
# A tag, a comment or a reference in character data.
HTML = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*+)(?=[\s/>])|<!--|&(?:#\w++|[a-zA-Z]\w*+);")
PREFIX = re.compile(r"(</?)[a-zA-Z][\w.-]*+:")

# What `type` says of the content of an element (RFC 4287, section 3.1.1; Media RSS).
HTML_TYPES = frozenset({"html", "text/html"})
XHTML_TYPES = frozenset({"xhtml", "application/xhtml+xml"})
TEXT_TYPES = frozenset({"text", "plain", "text/plain"})

FEEDS = frozenset({"RDF", "feed", "rss"})
# Elements whose content nobody reads: code, and in feeds also addresses, dates and numbers.
CODE = frozenset({"script", "style"})
METADATA = frozenset(
    "cloud comments commentRss date docs guid height icon id lastBuildDate link logo modified "
    "pubDate published ttl updated updateBase updateFrequency updatePeriod uri url width".split()
)


class Run(NamedTuple):
    """The character data after a tag, or the markup of an element that contains XHTML."""

    tag: str  # without angle brackets
    text: str
    has_cdata: bool = False
    is_xhtml: bool = False


def is_xhtml(markup: str) -> bool:
    return _root_name(markup) == "html"


def parse_xml(markup: str) -> tuple[str | None, str | None, list[str]]:
    """Return the title, the declared language, and the lines of the text."""
    language = LANGUAGE.search(markup[:10_000])
    root = _root_name(markup)
    skipped = CODE | METADATA if root in FEEDS else CODE
    title = None
    lines: list[str] = []
    for run in _find_runs(markup):
        name = _local_name(run.tag)
        if name in skipped or not run.text.strip():
            continue
        text = _html_text(run, is_atom=root == "feed")
        found = [" ".join(line.split()) for line in (text or run.text).split("\n")]
        if name == "title" and title is None:
            title = " ".join(filter(None, found))
        lines += filter(None, found)
    return title or None, (language[1] or language[2] or "").strip() if language else None, lines


def _root_name(markup: str) -> str:
    tags = (found["tag"] for found in MARKUP.finditer(markup))
    return next((_local_name(tag) for tag in tags if tag and tag[0] not in "!/"), "")


def _local_name(tag: str) -> str:
    """Return the name of a start tag without its prefix, or "" for an empty element."""
    return "" if not tag or tag.endswith("/") else tag.split(None, 1)[0].rpartition(":")[2]


def _find_runs(markup: str) -> Iterator[Run]:
    tag = ""
    texts: list[str] = []
    has_cdata = False
    position = 0
    while found := MARKUP.search(markup, position):
        texts.append(unescape(markup[position : found.start()]))
        position = found.end()
        if found["cdata"] is not None:
            texts.append(found["cdata"])
            has_cdata = True
        elif found["tag"]:
            yield Run(tag, "".join(texts), has_cdata)
            tag, texts, has_cdata = found["tag"], [], False
            if "xhtml" in tag and _declared_type(tag) in XHTML_TYPES and tag[-1] != "/":
                # XHTML has no element of this name, so the first end tag is that of this one.
                end = markup.find(f"</{tag.split(None, 1)[0]}", position) % (len(markup) + 1)
                yield Run(tag, markup[position:end], is_xhtml=True)
                tag, position = "", end
    texts.append(unescape(markup[position:]))
    yield Run(tag, "".join(texts), has_cdata)


def _declared_type(tag: str) -> str:
    found = TYPE.search(tag)
    return found[1].strip().lower() if found else ""


def _html_text(run: Run, *, is_atom: bool) -> str | None:
    """Return the visible text of a run that is HTML or XHTML, or None for plain text."""
    if run.is_xhtml:
        html = xhtml_to_html(PREFIX.sub(r"\1", run.text))
    else:
        declared = _declared_type(run.tag)
        # In Atom, the default is text. Its authors use CDATA for HTML all the same.
        is_text = declared in TEXT_TYPES or (is_atom and not declared and not run.has_cdata)
        if declared not in HTML_TYPES and (is_text or not _has_html(run.text)):
            return None
        html = run.text
    return visible_text(parse_html(html.encode("utf-8", "replace"), "UTF-8"))


def _has_html(text: str) -> bool:
    return any(
        found[1] is None or found[1].lower() in HTML_ELEMENTS for found in HTML.finditer(text)
    )
