"""Extract the visible text of a parsed page, one line per block.

Elements are hidden as in HTML, section 15 ("Rendering"), and by the `style` attributes of the page.
"""

import re

from turbohtml import Document, Element, Text, XPath

from wordcount.errors import TooLarge

# Elements whose content a browser with scripting never renders as text.
NEVER_RENDERED = frozenset(
    "audio canvas datalist iframe math meter noembed noframes noscript progress rp script "
    "style svg template title video".split()
)
# Elements that separate the text before and after them: blocks, cells, form controls.
BLOCKS = (
    "address article aside blockquote body br button caption center col colgroup dd details "
    "dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup "
    "hr html legend li listing main menu nav ol optgroup option p plaintext pre search section "
    "select summary table tbody td textarea tfoot th thead tr ul xmp"
).split()

# Values of `display` (CSS Display, section 2), by whether they start a new line. Unknown values
# have no effect.
INLINE_DISPLAY = frozenset(
    "contents initial inline inline-block inline-flex inline-grid inline-table ruby unset".split()
)
BLOCK_DISPLAY = frozenset(
    "block flex flow-root grid list-item table table-caption table-cell table-column "
    "table-column-group table-footer-group table-header-group table-row table-row-group".split()
)
KNOWN_VALUES = {
    "content-visibility": frozenset("auto hidden visible".split()),
    "display": INLINE_DISPLAY | BLOCK_DISPLAY | {"none"},
    "visibility": frozenset("collapse hidden visible".split()),
}
# Boxes to which `content-visibility: hidden` applies (CSS Containment, sections 3.1 and 4), by the
# value of `display`; without `display`, all block elements but those in NO_BOX.
BOX_DISPLAY = frozenset(
    "block flex flow-root grid inline-block inline-flex inline-grid list-item table-cell".split()
)
NO_BOX = frozenset("br caption col colgroup optgroup option table tbody tfoot thead tr".split())

# Selects elements whose rendering may differ from the default for their name. `[style*='is']`
# matches both `display` and `visibility`.
MAYBE_HIDDEN = "dialog, object[data], [hidden], [popover], [style*='is' i]"
# Parts of a style in which `;` and `:` have no meaning: comments, strings and parentheses.
QUOTED = re.compile(r"/\*.*?(?:\*/|\Z)|\"[^\"]*\"|'[^']*'|\([^()]*\)", re.DOTALL)

# The pronunciation of characters, shown above them.
RUBY_TEXT = "rt"

# turbohtml lays out text by element. These make lines, without indents, numbers or columns.
LINE = "div"
LINES = (LINE, "li", "p", "br")
NOT_LINE = f":not({', '.join(LINES)})"
PROCESSED = [*NEVER_RENDERED, *(name for name in BLOCKS if name not in LINES), RUBY_TEXT]

# With 512 elements open, parsers (like browsers) stop nesting, so the content of scripts and styles
# would become text of the page. None of 8,876 real pages is this deep.
MAX_DEPTH = 500
# The expression first looks for elements at this depth, which few pages have, and only then deeper.
FIRST_DEPTH = 32
IS_TOO_DEEP = XPath(
    f"boolean({'/*' * FIRST_DEPTH}[{'/'.join('*' * (MAX_DEPTH + 1 - FIRST_DEPTH))}])"
)


def visible_text(document: Document) -> str:
    """Return the text of `document` that a browser with scripting shows, one line per block.

    Some lines may be blank. Ruby annotations follow all other text, so that 伝<rt>つた</rt>えます
    is one word. The document is modified: hidden elements are removed, and block elements become
    `<div>`. Raises `TooLarge` if elements are nested too deeply.
    """
    if IS_TOO_DEEP(document):
        raise TooLarge("That page nests its elements too deeply to be counted.")
    root, body = document.root, document.find("body")
    if root is None or body is None or not _remove_hidden(document, {root, body}):
        return ""
    annotations = _separate_blocks(body)
    # Annotations are extracted first, so that the text of the body does not contain them.
    texts = [_layout(element.extract()) for element in annotations if body in element.ancestors]
    return "\n".join([_layout(body), *texts])


def _layout(element: Element) -> str:
    # Blocks produce lines only if all of their ancestors are line elements.
    return element.strip_tags(NOT_LINE).to_text()


def _separate_blocks(body: Element) -> list[Element]:
    """Remove elements that are never rendered, turn blocks into lines, return ruby annotations."""
    annotations = []
    for element in list(body.iter_elements(PROCESSED)):
        tag = element.tag
        if tag in NEVER_RENDERED:
            element.extract()
        elif tag == RUBY_TEXT:
            annotations.append(element)
        else:
            element.tag = LINE
    return annotations


def _remove_hidden(document: Document, roots: set[Element]) -> bool:
    """Remove hidden elements, and apply `display`. Return False if a root is hidden."""
    for element in document.select(MAYBE_HIDDEN):
        style = _parse_style(element.attr("style"))
        display = style.get("display")
        is_hidden = _is_hidden(element, display)
        hides_content = style.get("content-visibility") == "hidden" and _is_box(element, display)
        is_root = element in roots
        if is_root and (is_hidden or hides_content):
            return False
        if is_hidden:
            element.extract()
            continue
        if hides_content:
            element.clear()
        elif style.get("visibility", "visible") != "visible":
            _remove_texts(element)
        if display in BLOCK_DISPLAY and element.tag not in BLOCKS and element.parent is not None:
            element.insert_before(Element(LINE))
            element.insert_after(Element(LINE))
        elif (
            display in INLINE_DISPLAY
            and element.tag in BLOCKS
            and element.tag != "br"
            and not is_root
        ):
            element.tag = "span"
    return True


def _is_hidden(element: Element, display: str | None) -> bool:
    attributes = element.attrs
    name = element.tag
    if name == "object" and "data" in attributes:
        return True
    if display is not None:
        return display == "none"
    closed = name == "dialog" and "open" not in attributes
    popover = "popover" in attributes and not (name == "dialog" and "open" in attributes)
    return "hidden" in attributes or closed or popover


def _is_box(element: Element, display: str | None) -> bool:
    if display is not None:
        return display in BOX_DISPLAY
    return element.tag in BLOCKS and element.tag not in NO_BOX


def _remove_texts(hidden: Element) -> None:
    """Remove the text nodes in `hidden`, except in elements with a visibility of their own."""
    stack = [hidden]
    while stack:
        for node in list(stack.pop().children):
            if isinstance(node, Text):
                node.extract()
            elif isinstance(node, Element):
                style = _parse_style(node.attr("style"))
                if "visibility" not in style:
                    stack.append(node)


def _parse_style(style: str | None) -> dict[str, str]:
    """Return the properties in KNOWN_VALUES that a `style` attribute sets to a known value.

    The last declaration wins, unless an earlier one is `!important` (CSS Cascade, section 6.1).
    """
    if not style:
        return {}
    declared: dict[str, str] = {}
    important: set[str] = set()
    for declaration in QUOTED.sub(" ", style).split(";"):
        name, _, value = declaration.lower().partition(":")
        value, mark, _ = value.partition("!")
        name, value = name.strip(), value.strip()
        if value in KNOWN_VALUES.get(name, ()) and (mark or name not in important):
            declared[name] = value
            if mark:
                important.add(name)
    return declared
