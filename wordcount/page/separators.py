"""Separate what a reader sees as apart: blocks, images and controls, links, and notes.

Elements that are not rendered are removed.
"""

from turbohtml import Comment, Element, Node, Text

from .elements import (
    BLOCKS,
    IMAGE,
    LINE,
    LINES,
    LINK,
    REPLACED,
    RUBY_TEXT,
    SUPERSCRIPT,
    UNRENDERED,
)

PROCESSED = [*(BLOCKS - LINES), *REPLACED, *UNRENDERED, SUPERSCRIPT, RUBY_TEXT]
# All links but those in which a line begins, at most with text before them: these follow no other.
MAYBE_NEIGHBORS = f"{LINK}:not(:is({', '.join(sorted(LINES))}) > :first-child)"
SPACE = " "


def separate(body: Element) -> list[Element]:
    """Turn blocks into lines, and put spaces where others separate text.

    Return the ruby annotations.
    """
    annotations = []
    for element in list(body.iter_elements(PROCESSED)):
        tag = element.tag
        if tag in BLOCKS:
            element.tag = LINE
        elif tag == IMAGE:
            element.attrs.pop("alt", None)  # an image without it becomes a space
        elif tag in UNRENDERED:
            element.extract()
        elif tag in REPLACED:
            _replace(element, tag)
        elif tag == RUBY_TEXT:
            annotations.append(element)
        elif _is_note(element):
            element.insert_before(Text(SPACE))
            element.insert_after(Text(SPACE))
    # Only what is before a link matters, so links are separated when all blocks are lines.
    for link in body.select(MAYBE_NEIGHBORS):
        # Most links follow text: a call for each of these would be slow.
        if type(link.previous_sibling) is not Text and _follows_link(link) and _has_text(link):
            link.insert_before(Text(SPACE))
    return annotations


def _replace(element: Element, tag: str) -> None:
    """Replace a control or the like by a space, and remove it where it has no box."""
    if tag == "object" and "data" not in element.attrs:
        return  # its content is rendered
    is_hidden_input = tag == "input" and (element.attr("type") or "").lower() == "hidden"
    if is_hidden_input or (tag == "audio" and "controls" not in element.attrs):
        element.extract()
    else:
        element.replace_with(Text(SPACE))


def _follows_link(link: Element) -> bool:
    """Return whether the text directly before `link`, in the same block, is that of another."""
    node: Node = link
    while True:
        previous = node.previous_sibling
        if previous is None:
            parent = node.parent
            if not isinstance(parent, Element) or parent.tag in LINES:
                return False
            node = parent
        elif _has_text(previous):
            return _ends_with_link(previous)
        else:
            node = previous


def _ends_with_link(node: Node) -> bool:
    while isinstance(node, Element) and node.tag not in LINES:
        if node.tag == LINK:
            return True
        node = next(filter(_has_text, reversed(node.children)))
    return False


def _has_text(node: Node) -> bool:
    if isinstance(node, Element):
        return next(node.strings, None) is not None
    return not isinstance(node, Comment)


def _is_note(superscript: Element) -> bool:
    """Return whether `superscript` is the mark of a note: it holds a link, or is all of one."""
    if superscript.find(LINK) is not None:
        return True
    link = superscript.closest(LINK)
    return link is not None and link.text.split() == superscript.text.split()
