"""Bytes of a page to its title, its declared language, and the text a browser would show.

"Visible" is what a browser with scripting shows before any stylesheet is applied.
"""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from . import guard, xmltext
from .encoding import decode
from .errors import NotText

# Bytes that no text has (WHATWG MIME Sniffing, "binary data byte"), and how many it looks at.
BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
SNIFFED = 1445
BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")

# Elements whose content a browser with scripting does not show, whatever is in them. `title`
# is here because it is kept apart.
UNSEEN = frozenset(
    "area audio base canvas datalist embed frame frameset head iframe link math meta noembed "
    "noframes noscript object param rp script source style svg template title track video".split()
)
# Elements that stand apart from what is before and after them: blocks, cells, form controls.
APART = frozenset(
    "address article aside blockquote body br button caption center col colgroup dd details "
    "dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup "
    "hr html legend li listing main menu nav ol optgroup option p plaintext pre rt search section "
    "select summary table tbody td textarea tfoot th thead tr ul xmp".split()
)
INLINE_DISPLAYS = frozenset("contents inline inline-block inline-flex inline-grid".split())

# With scripting, `<noscript>` is text that is not shown; lexbor parses without scripting, and
# would let parts of it out. What only looks like it, in a script or a comment, stays.
NOSCRIPT = re.compile(
    r"(<!--.*?(?:-->|\Z)|<(script|style|textarea|title|xmp|iframe)\b.*?(?:</\2\b|\Z))"
    r"|<noscript\b.*?(?:</noscript\b[^>]*+>?|\Z)",
    re.DOTALL | re.IGNORECASE,
)


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
    characters = decode(body, content_type)
    if kind == "text":
        return Page(None, None, characters)
    if kind == "xml":
        title, language, text = xmltext.read_xml(characters)
        return Page(title, language, text)
    return _read_html(xmltext.as_html(characters) if kind == "xhtml" else characters)


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


def _read_html(markup: str) -> Page:
    if "<noscript" in markup.lower():
        markup = NOSCRIPT.sub(lambda found: found[1] or "", markup)
    guard.check(markup)
    # Without events: keeping <selectedcontent> up to date is quadratic in the options.
    tree = LexborHTMLParser(markup, options=LexborDocumentOptions.WO_EVENTS)
    root = tree.css_first("html")
    if root is None or tree.body is None:
        return Page(None, None, "")

    title = tree.css_first("head > title")
    language = root.attributes.get("lang") or root.attributes.get("xml:lang")
    written, late_title = _Walk(tree).write(tree.body)
    name = _one_line(title.text() if title else late_title or "")
    return Page(name or None, language, _lines(written))


class _Walk:
    """A walk over the nodes of a page that writes down what can be seen of them."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.display: dict[int, str] = {}
        self.visibility: dict[int, str] = {}
        for node in tree.css("[hidden], [style], dialog"):
            self._note_style(node)

    def write(self, body: LexborNode) -> tuple[str, str | None]:
        """Give the visible text, a line break between blocks, and a title found in the body."""
        written: list[str] = []
        late_title: str | None = None
        ends: list[tuple[bool, bool]] = []
        visible = True
        node: LexborNode | None = body
        while node is not None:
            tag = node.tag or ""
            below = None
            if tag == "-text":
                if visible:
                    written.append(node.text_content or "")
            elif not tag.startswith("-"):
                display = self.display.get(node.mem_id)
                apart = tag in APART if display is None else display not in INLINE_DISPLAYS
                if apart or tag == "br":
                    written.append("\n")
                if tag == "title" and late_title is None:
                    late_title = node.text()
                if tag not in UNSEEN and display != "none":
                    below = node.first_child
                if below is not None:
                    ends.append((apart, visible))
                    visible = self._is_visible(node, visible)
            if below is not None:
                node = below
                continue
            following = node.next if node.mem_id != body.mem_id else None
            while following is None and ends:
                apart, visible = ends.pop()
                if apart:
                    written.append("\n")
                parent = node.parent
                if parent is None or not ends:
                    node = None
                    break
                node = parent
                following = node.next
            node = following if node is not None else None
        return "".join(written), late_title

    def _is_visible(self, node: LexborNode, inherited: bool) -> bool:
        visibility = self.visibility.get(node.mem_id) if self.visibility else None
        return inherited if visibility is None else visibility == "visible"

    def _note_style(self, node: LexborNode) -> None:
        attributes = node.attributes
        style = _declarations(attributes.get("style") or "")
        display = style.get("display")
        closed = node.tag == "dialog" and "open" not in attributes
        if display is None and ("hidden" in attributes or closed):
            display = "none"
        if display is not None:
            self.display[node.mem_id] = display
        if style.get("visibility") in ("visible", "hidden", "collapse"):
            self.visibility[node.mem_id] = style["visibility"]


def _declarations(style: str) -> dict[str, str]:
    """The properties of a `style` attribute: the last one counts, and `!important` more."""
    declared: dict[str, str] = {}
    important: set[str] = set()
    for declaration in re.sub(r"/\*.*?(?:\*/|\Z)", "", style, flags=re.DOTALL).split(";"):
        name, colon, value = declaration.lower().partition(":")
        value, mark, _ = value.partition("!")
        name, value = name.strip(), value.strip()
        if not colon or not value or (name in important and not mark):
            continue
        declared[name] = value
        if mark:
            important.add(name)
    return declared


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _lines(text: str) -> str:
    """One line per block, without the white space that only lays out the source."""
    lines = (_one_line(line) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
