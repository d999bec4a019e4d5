"""A parsed page to what can be seen of it, a line for each block.

What is hidden is what HTML's section "Rendering" hides, with the `style` attributes of the page.
"""

import re

from turbohtml import Document, Element, Text, XPath

from wordcount.errors import TooLarge

# Elements whose content a browser with scripting does not show, whatever is in them.
UNSEEN = frozenset(
    "audio canvas datalist iframe math meter noembed noframes noscript progress rp script "
    "style svg template title video".split()
)
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

# The elements that may be hidden or shown otherwise than others of their name; "is" is what
# `display` and `visibility` have in common.
ODD = "dialog, object[data], [hidden], [popover], [style*='is' i]"
# What may hold a `;` or a `:` without ending or beginning anything.
QUOTED = re.compile(r"/\*.*?(?:\*/|\Z)|\"[^\"]*\"|'[^']*'|\([^()]*\)", re.DOTALL)

# How characters are read, which stands above them.
READING = "rt"

# A text is laid out by its elements: these make lines, and no indents, numbers or columns.
LINE = "div"
LINES = (LINE, "li", "p", "br")
NOT_LINE = f":not({', '.join(LINES)})"
LOOKED_AT = [*UNSEEN, *(name for name in APART if name not in LINES), READING]

# With 512 elements open the parser, as browsers do, nests no more: what a script or a style holds
# would be text of the page from there on. Of 8,876 real pages none is this deep.
MAX_DEPTH = 500
# Few pages are as deep as this: in them alone the other steps are taken.
DEEP = 32
DEEPER = XPath(f"boolean({'/*' * DEEP}[{'/'.join('*' * (MAX_DEPTH + 1 - DEEP))}])")


def visible_text(document: Document) -> str:
    """Give the text of `document` that a browser with scripting shows, a line for each block.

    Some lines may be blank. How characters are read stands behind all text: 伝<rt>つた</rt>えます
    is one word. The document is changed: what cannot be seen is taken out, and what stands apart
    is made a `<div>`. Raises `TooLarge` where elements are nested too deeply.
    """
    if DEEPER(document):
        raise TooLarge("That page nests its elements too deeply to be counted.")
    root, body = document.root, document.find("body")
    if root is None or body is None or not _take_out_hidden(document, {root, body}):
        return ""
    readings = _set_apart(body)
    # The body comes last: it is to have no readings in it.
    texts = [_text(element.extract()) for element in readings if body in element.ancestors]
    return "\n".join([_text(body), *texts])


def _text(element: Element) -> str:
    # Only where nothing else holds a block, every one of them makes lines.
    return element.strip_tags(NOT_LINE).to_text()


def _set_apart(body: Element) -> list[Element]:
    """Take out what is never seen, make lines of what stands apart, and give the readings."""
    readings = []
    for element in list(body.iter_elements(LOOKED_AT)):
        tag = element.tag
        if tag in UNSEEN:
            element.extract()
        elif tag == READING:
            readings.append(element)
        else:
            element.tag = LINE
    return readings


def _take_out_hidden(document: Document, wholes: set[Element]) -> bool:
    """Take out what is not shown, and set apart what says so itself; False if nothing is left."""
    for element in document.select(ODD):
        style = _declarations(element.attr("style"))
        display = style.get("display")
        is_hidden = _is_hidden(element, display)
        is_empty = style.get("content-visibility") == "hidden" and _is_box(element, display)
        whole = element in wholes
        if whole and (is_hidden or is_empty):
            return False
        if is_hidden:
            element.extract()
            continue
        if is_empty:
            element.clear()
        elif style.get("visibility", "visible") != "visible":
            _take_out_texts(element)
        if display in BLOCK and element.tag not in APART and element.parent is not None:
            element.insert_before(Element(LINE))
            element.insert_after(Element(LINE))
        elif display in INLINE and element.tag in APART and element.tag != "br" and not whole:
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
        return display in BOXES
    return element.tag in APART and element.tag not in NO_BOXES


def _take_out_texts(hidden: Element) -> None:
    """Take out the texts in `hidden`, but not in elements with a visibility of their own."""
    below = [hidden]
    while below:
        for node in list(below.pop().children):
            if isinstance(node, Text):
                node.extract()
            elif isinstance(node, Element):
                style = _declarations(node.attr("style"))
                if "visibility" not in style:
                    below.append(node)


def _declarations(style: str | None) -> dict[str, str]:
    """The `display` and `visibility` of a `style` attribute, as far as their values are known.

    The last one counts, and one that is `!important` more (CSS Cascade, section 6.1).
    """
    if not style:
        return {}
    declared: dict[str, str] = {}
    important: set[str] = set()
    for declaration in QUOTED.sub(" ", style).split(";"):
        name, _, value = declaration.lower().partition(":")
        value, mark, _ = value.partition("!")
        name, value = name.strip(), value.strip()
        if value in KNOWN.get(name, ()) and (mark or name not in important):
            declared[name] = value
            if mark:
                important.add(name)
    return declared
