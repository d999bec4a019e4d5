"""A parsed page to what can be seen of it, a line for each block.

What is hidden is what HTML's section "Rendering" hides, with the `style` attributes of the page.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

# Elements whose content a browser with scripting does not show, whatever is in them.
UNSEEN = frozenset("audio canvas datalist math object rp svg video".split())
# Of these the parser makes one text, so that they need not be taken out.
UNSEEN_TEXT = "iframe noembed noframes noscript script style title".split()
# Elements that stand apart from what is before and after them: blocks, cells, form controls.
APART = (
    "address article aside blockquote body br button caption center col colgroup dd details "
    "dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup "
    "hr html legend li listing main menu nav ol optgroup option p plaintext pre rt search section "
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
    "display": INLINE | BLOCK | {"none"},
    "visibility": frozenset("collapse hidden visible".split()),
}

# The elements that may be hidden or shown otherwise than others of their name.
STYLED = "[style*='display' i], [style*='visibility' i]"
ODD = ", ".join([*sorted(UNSEEN), "dialog", "[hidden]", "[popover]", STYLED])
# What may hold a `;` or a `:` without ending or beginning anything.
QUOTED = re.compile(r"/\*.*?(?:\*/|\Z)|\"[^\"]*\"|'[^']*'|\([^()]*\)", re.DOTALL)

# The parser knows elements by numbers.
_parser = LexborHTMLParser("")
TEXT = 2
APART_IDS = frozenset(_parser.create_node(name).tag_id for name in APART)
UNSEEN_IDS = frozenset(_parser.create_node(name).tag_id for name in UNSEEN_TEXT)

# The end of a line, until white space has been put in order: no parser lets U+0000 pass.
BREAK = " \0 "


def visible_text(tree: LexborHTMLParser) -> str:
    """Give the text of `tree` that a browser with scripting shows, white space put in order.

    The elements that cannot be seen are taken out of the tree.
    """
    body = tree.body
    if body is None or not _take_out_unseen(tree, body):
        return ""
    pieces: list[str] = []
    apart = True
    before, before_id = body, body.mem_id
    blocks: dict[int, int] = {}
    for node in body.traverse(include_text=True):
        kind = node.tag_id
        if kind == TEXT:
            text = node.text_content or ""
            if not text or text.isspace():
                pieces.append(" ")
                continue
            parent = node.parent or body
            if parent.tag_id in UNSEEN_IDS:
                continue
            parent_id = parent.mem_id
            # Most texts with no tag of a block between them are in the same element.
            if apart or (
                parent_id != before_id and _block(parent, blocks) != _block(before, blocks)
            ):
                pieces.append(BREAK)
                apart = False
            pieces.append(text)
            before, before_id = parent, parent_id
        elif kind in APART_IDS:
            apart = True
    return " ".join("".join(pieces).split()).replace(BREAK, "\n").removeprefix(BREAK[1:])


def _block(node: LexborNode, blocks: dict[int, int]) -> int:
    """The nearest element around `node`, or it itself, that stands apart; `blocks` are known."""
    inside = []
    while node.mem_id not in blocks and node.tag_id not in APART_IDS and node.parent is not None:
        inside.append(node.mem_id)
        node = node.parent
    found = blocks.get(node.mem_id, node.mem_id)
    blocks.update(dict.fromkeys(inside, found))
    return found


def _take_out_unseen(tree: LexborHTMLParser, body: LexborNode) -> bool:
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
        if _is_unseen(node, display):
            if whole:
                return False
            node.decompose(recursive=False)
        elif display in BLOCK and node.tag_id not in APART_IDS:
            node.insert_before(line_break)
            node.insert_after(line_break)
        elif display in INLINE and node.tag_id in APART_IDS and not whole:
            node.unwrap()
    return True


def _is_unseen(node: LexborNode, display: str | None) -> bool:
    if node.tag in UNSEEN:
        return True
    if display is not None:
        return display == "none"
    attributes = node.attributes
    closed = node.tag == "dialog" and "open" not in attributes
    popover = "popover" in attributes and not (node.tag == "dialog" and "open" in attributes)
    return "hidden" in attributes or closed or popover


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
