"""A parsed page to what can be seen of it, a line for each block.

What is hidden is what HTML's section "Rendering" hides, with the `style` attributes of the page.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

# Elements whose content a browser with scripting does not show, whatever is in them.
UNSEEN = (
    "audio canvas datalist iframe math meter noembed noframes noscript progress rp script "
    "style svg title video"
).split()
# Elements that stand apart from what is before and after them: blocks, cells, form controls.
APART = (
    "address article aside blockquote body br button caption center col colgroup dd details "
    "dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup "
    "hr html legend li listing main menu nav ol optgroup option p plaintext pre search section "
    "select summary table tbody td textarea tfoot th thead tr ul xmp"
).split()

# Values of `display` (CSS Display, section 2) by whether they set a line apart; others are
# not known, and do nothing.
INLINE = frozenset(
    "contents initial inline inline-block inline-flex inline-grid inline-table ruby unset".split()
)
BLOCK = frozenset(
    "block flex flow-root grid list-item table table-caption table-cell table-column "
    "table-column-group table-footer-group table-header-group table-row table-row-group".split()
)
KNOWN = {
    "content-visibility": frozenset("auto hidden visible".split()),
    "display": INLINE | BLOCK | {"none"},
    "visibility": frozenset("collapse hidden visible".split()),
}
# What can stay while all that is in it is hidden (CSS Containment, sections 3.1 and 4): by the
# value of `display`, and by the element where it has none.
BOXES = frozenset(
    "block flex flow-root grid inline-block inline-flex inline-grid list-item table-cell".split()
)
NO_BOXES = frozenset("br caption col colgroup optgroup option table tbody tfoot thead tr".split())

# The elements that may be hidden or shown otherwise than others of their name.
STYLED = "[style*='display' i], [style*='visibility' i]"
ODD = f"dialog, object[data], [hidden], [popover], {STYLED}"
# What may hold a `;` or a `:` without ending or beginning anything.
QUOTED = re.compile(r"/\*.*?(?:\*/|\Z)|\"[^\"]*\"|'[^']*'|\([^()]*\)", re.DOTALL)

# The parser knows elements by numbers.
_parser = LexborHTMLParser("")
TEXT = 2
READING = _parser.create_node("rt").tag_id
APART_IDS = frozenset(_parser.create_node(name).tag_id for name in APART)
UNSEEN_IDS = frozenset(_parser.create_node(name).tag_id for name in UNSEEN)

# Where a line ends, put into the tree as a text: no parser lets U+0000 pass.
BREAK = "\0"


def visible_text(tree: LexborHTMLParser) -> str:
    """Give the text of `tree` that a browser with scripting shows, white space put in order.

    The elements that cannot be seen are taken out of the tree, and ends of lines put in. How
    characters are read (`<rt>`) stands behind all text: 伝<rt>つた</rt>えます is one word.
    """
    body = tree.body
    if body is None or not _take_out_hidden(tree, body):
        return ""
    has_readings = False  # to look for them in every page takes longer
    for node in list(body.traverse()):
        kind = node.tag_id
        if kind in APART_IDS:
            node.insert_before(BREAK)
            node.insert_after(BREAK)
        elif kind in UNSEEN_IDS:
            node.decompose(recursive=False)
        elif kind == READING:
            has_readings = True
    readings = _take_out_readings(body) if has_readings else []
    text = BREAK.join([body.text_lexbor(), *readings])
    lines = map(str.split, text.split(BREAK))
    return "\n".join(filter(None, map(" ".join, lines)))


def _take_out_readings(body: LexborNode) -> list[str]:
    readings = body.css("rt:not(rt *)")
    texts = [node.text_lexbor() for node in readings]
    for node in readings:
        node.decompose(recursive=False)
    return texts


def _take_out_hidden(tree: LexborHTMLParser, body: LexborNode) -> bool:
    """Take out what is not shown, and set apart what says so itself; False if nothing is left."""
    root = body.parent or body
    odd = {node.mem_id: node for node in (root, *body.css(ODD))}
    styles = {name: _declarations(node.attributes.get("style")) for name, node in odd.items()}
    visibility = {
        name: style["visibility"] for name, style in styles.items() if "visibility" in style
    }
    for name, value in visibility.items():
        if value != "visible":
            _take_out_texts(odd[name], visibility)

    line_break = tree.create_node("br")
    for name, node in odd.items():
        display = styles[name].get("display")
        whole = name in (root.mem_id, body.mem_id)
        is_hidden = _is_hidden(node, display)
        is_empty = styles[name].get("content-visibility") == "hidden" and _is_box(node, display)
        if whole and (is_hidden or is_empty):
            return False
        if is_hidden:
            node.decompose(recursive=False)
            continue
        if is_empty:
            _take_out_texts(node, {})
        if display in BLOCK and node.tag_id not in APART_IDS:
            node.insert_before(line_break)
            node.insert_after(line_break)
        elif display in INLINE and node.tag_id in APART_IDS and not whole:
            node.unwrap()
    return True


def _is_hidden(node: LexborNode, display: str | None) -> bool:
    attributes = node.attributes
    if node.tag == "object" and "data" in attributes:
        return True
    if display is not None:
        return display == "none"
    closed = node.tag == "dialog" and "open" not in attributes
    popover = "popover" in attributes and not (node.tag == "dialog" and "open" in attributes)
    return "hidden" in attributes or closed or popover


def _is_box(node: LexborNode, display: str | None) -> bool:
    if display is not None:
        return display in BOXES
    return node.tag_id in APART_IDS and node.tag not in NO_BOXES


def _take_out_texts(hidden: LexborNode, visibility: dict[int, str]) -> None:
    """Take out the texts in `hidden`, but not in elements with a visibility of their own."""
    below = [hidden]
    while below:
        for node in list(below.pop().iter(include_text=True)):
            if node.tag_id == TEXT:
                node.decompose(recursive=False)
            elif node.mem_id not in visibility:
                below.append(node)


def _declarations(style: str | None) -> dict[str, str]:
    """The `display` and `visibility` of a `style` attribute, as far as their values are known.

    The last one counts, and one that is `!important` more (CSS Cascade, section 6.1).
    """
    declared: dict[str, str] = {}
    important: set[str] = set()
    for declaration in QUOTED.sub(" ", style or "").split(";"):
        name, _, value = declaration.lower().partition(":")
        value, mark, _ = value.partition("!")
        name, value = name.strip(), value.strip()
        if value in KNOWN.get(name, ()) and (mark or name not in important):
            declared[name] = value
            if mark:
                important.add(name)
    return declared
