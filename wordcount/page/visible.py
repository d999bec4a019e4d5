"""Extract the visible text of a parsed page, one line per block."""

from turbohtml import Document, Element, PlainText, XPath

from wordcount.errors import TooLarge
from wordcount.messages import N_

from .elements import IMAGE, LINES
from .hiding import MAYBE_STYLED, apply_styles
from .parts import find_parts, is_forum, mark_parts, without_article
from .separators import separate
from .shadow import SHADOW_TEMPLATE, flatten_shadow_trees

# Images are spaces: separating text by new nodes takes longer.
INLINE = f":not({', '.join(sorted(LINES))}, {IMAGE})"
LAYOUT = PlainText(images=True, default_image_alt=" ")

STYLED = f":is({MAYBE_STYLED}, {SHADOW_TEMPLATE})"  # `:is` saves a search for each of them

# With 512 elements open, parsers (like browsers) stop nesting, so the content of scripts and styles
# would become text of the page. None of 8,876 real pages is this deep.
MAX_DEPTH = 500
# Only an element at this depth that contains as many others as are needed is looked into.
FIRST_DEPTH = 6
DEEPER = MAX_DEPTH + 1 - FIRST_DEPTH
IS_TOO_DEEP = XPath(
    f"boolean({'/*' * FIRST_DEPTH}[descendant::*[{DEEPER}]][{'/'.join('*' * DEEPER)}])"
)


def visible_text(document: Document, *, marks: bool = False) -> str:
    """Return the text of `document` that a browser with scripting shows, one line per block.

    Some lines may be blank. With `marks`, the text has those of its parts. Ruby annotations follow
    all other text, so that 伝<rt>つた</rt>えます is one word. The document is modified: shadow
    trees are flattened, hidden elements are removed, and block elements become `<div>`. Raises
    `TooLarge` if elements are nested too deeply.
    """
    styled = document.select(STYLED)
    if flatten_shadow_trees(element for element in styled if element.tag == "template"):
        styled = document.select(STYLED)
    if IS_TOO_DEEP(document):
        raise TooLarge(N_("That page nests its elements too deeply to be counted."))
    find = without_article if marks and is_forum(document) else find_parts
    root, body = document.root, document.find("body")
    if root is None or body is None or not apply_styles(styled, {root, body}):
        return ""
    parts = find(body) if marks else []
    annotations = separate(body)
    mark_parts(parts)
    # Annotations are extracted first, so that the text of the body does not contain them.
    texts = [_layout(element.extract()) for element in annotations if body in element.ancestors]
    return "\n".join([_layout(body), *texts])


def _layout(element: Element) -> str:
    # Blocks produce lines only if all of their ancestors are line elements.
    return element.strip_tags(INLINE).to_text(LAYOUT)
