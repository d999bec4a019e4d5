"""Separate what a reader sees as apart: blocks, images and controls, links, and notes.

Elements that are not rendered are removed.
"""

from turbohtml import Comment, Element, Text

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
# In a line without other elements, neighbors are siblings.
MAYBE_NEIGHBORS = f"{LINK} + {LINK}"
SPACE = " "


def separate(body: Element) -> list[Element]:
    """Turn blocks into lines, and put spaces around controls and notes.

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
            _replace(element)
        elif tag == RUBY_TEXT:
            annotations.append(element)
        elif _is_note(element):
            element.insert_before(Text(SPACE))
            element.insert_after(Text(SPACE))
    return annotations


def separate_links(lines: Element) -> None:
    """Put a space between neighboring links. `lines` contains no other elements in its lines."""
    for link in lines.select(MAYBE_NEIGHBORS):
        # Most links follow text: a call for each of these would be slow.
        if type(link.previous_sibling) is not Text and _has_text(link) and _follows_link(link):
            link.insert_before(Text(SPACE))


def _replace(element: Element) -> None:
    """Replace a control or the like by a space, and remove it where it has no box."""
    tag = element.tag
    if tag == "object" and "data" not in element.attrs:
        return  # its content is rendered
    is_hidden_input = tag == "input" and (element.attr("type") or "").lower() == "hidden"
    if is_hidden_input or (tag == "audio" and "controls" not in element.attrs):
        element.extract()
    else:
        element.replace_with(Text(SPACE))


def _follows_link(link: Element) -> bool:
    """Return whether what is directly before `link`, except for empty nodes, is another link."""
    previous = link.previous_sibling
    while isinstance(previous, Comment) or (
        isinstance(previous, Element) and previous.tag == LINK and not _has_text(previous)
    ):
        previous = previous.previous_sibling
    return isinstance(previous, Element) and previous.tag == LINK


def _has_text(link: Element) -> bool:
    return next(link.strings, None) is not None


def _is_note(superscript: Element) -> bool:
    """Return whether `superscript` is the mark of a note: it holds a link, or is all of one."""
    if superscript.find(LINK) is not None:
        return True
    link = superscript.closest(LINK)
    return link is not None and link.text.split() == superscript.text.split()
