"""Apply what a page says about its elements: which are hidden, and which are blocks or inline."""

from collections.abc import Iterable

from turbohtml import Element, Text

from .elements import BLOCKS, LINE, UNRENDERED
from .styles import FLEX_DISPLAY, INLINE_DISPLAY, is_block, parse_style

# Boxes to which `content-visibility: hidden` applies (CSS Containment, sections 3.1 and 4), by the
# value of `display`; without `display`, all block elements but those in NO_BOX.
BOX_DISPLAY = frozenset(
    "block flex flow-root grid inline-block inline-flex inline-grid list-item table-cell".split()
)
NO_BOX = frozenset("br caption col colgroup optgroup option table tbody tfoot thead tr".split())

# Selects elements whose rendering may differ from the default for their name. `[style*='is']`
# matches both `display` and `visibility`.
MAYBE_STYLED = (
    "dialog, [hidden], [popover], [style]:is("
    "[style*='is' i], [style*='float' i], [style*='absolute' i], [style*='fixed' i])"
)
# Elements that are no items of a flex container.
NO_ITEM = UNRENDERED | frozenset("base br link meta param source track wbr".split())


def apply_styles(styled: Iterable[Element], roots: set[Element]) -> bool:
    """Remove hidden elements, and apply `display`. Return False if a root is hidden.

    `styled` are the elements MAYBE_STYLED of a page.
    """
    flex_containers = []
    without_box = set()
    for element in styled:
        style = parse_style(element.attr("style"))
        display = style.get("display")
        is_root = element in roots
        if _is_hidden(element, display):
            if is_root:
                return False
            element.extract()
            continue
        if style.get("content-visibility") == "hidden" and _is_box(element, display):
            if is_root:
                return False
            element.clear()
        elif style.get("visibility", "visible") != "visible":
            _remove_texts(element)
        if is_block(style):
            _separate(element)
        elif (
            display in INLINE_DISPLAY
            and element.tag in BLOCKS
            and element.tag != "br"
            and not is_root
        ):
            element.tag = "span"
        if display in FLEX_DISPLAY:
            flex_containers.append(element)
        elif display == "contents":
            without_box.add(element)
    for container in flex_containers:
        _separate_items(container, without_box)
    return True


def _is_hidden(element: Element, display: str | None) -> bool:
    if display is not None:
        return display == "none"
    attributes = element.attrs
    is_open_dialog = element.tag == "dialog" and "open" in attributes
    is_closed = element.tag == "dialog" or "popover" in attributes
    return "hidden" in attributes or (is_closed and not is_open_dialog)


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
                style = parse_style(node.attr("style"))
                if "visibility" not in style:
                    stack.append(node)


def _separate_items(container: Element, without_box: set[Element]) -> None:
    """Separate the items of a flex or grid container. Texts between elements are items, too."""
    stack = [container]
    while stack:
        for child in list(stack.pop().children):
            if not isinstance(child, Element) or child.tag in NO_ITEM:
                continue
            if child.tag == "slot" or child in without_box:
                stack.append(child)
            else:
                _separate(child)


def _separate(element: Element) -> None:
    if element.tag not in BLOCKS and element.parent is not None:
        element.insert_before(Element(LINE))
        element.insert_after(Element(LINE))
