"""Mark the parts of a page in its text: articles, links, and what surrounds an article.

`find_parts` finds the parts of a parsed page, and `mark_parts` inserts a mark at the start and the
end of each. The marks pass through the layout into the text. There, `read_parts` reads them, and
`remove_marks` removes them: what remains is the text of the page as it is without marks.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from turbohtml import Document, Element, Text

# Five marks start a part of one kind, and the last ends any. They are lone surrogates: parsers of
# HTML emit none, so the text of a page contains no other.
ARTICLE_BODY, ARTICLE, MAIN, OTHER, LINK, END = (chr(0xD800 + number) for number in range(6))
STARTS = frozenset({ARTICLE_BODY, ARTICLE, MAIN, OTHER, LINK})
MARK = re.compile(f"([{''.join(STARTS)}{END}])")
SPACES = re.compile("  +")
PAGE = ""  # the kind of the part that is all of the page

SELECTORS = {
    ARTICLE_BODY: "[itemprop~=articleBody]",
    # Answers are articles too, so that a page with several of them is a list. Comments are not.
    ARTICLE: (
        ":is(article, [role=article], [itemtype$='/Answer'], .postbody)"
        ":not([class*=comment i], [id*=comment i])"
    ),
    MAIN: "main, [role=main]",
    OTHER: (
        "aside, button, footer, form, nav, option, select, [aria-hidden=true], "
        "[itemtype$='/Comment'], [role=complementary], [role=contentinfo], [role=navigation], "
        "[role=search]"
    ),
}
# Parts of class names and ids that pages use for what surrounds an article.
OTHER_NAME = re.compile(
    "advert|banner|breadcrumb|byline|comment|consent|cookie|disqus|footer|login|masthead|menu|modal|"
    "navbar|newsletter|outbrain|pagination|popular|popup|promo|recommend|related|reply|share|sidebar|"
    "signup|social|sponsor|subscri|taboola|toolbar|trending|widget"
)
ARTICLE_NAME = re.compile("article|body|content|entry|main|post|story")
NAMED = ":is(div, header, ol, section, ul):is([class], [id])"

# A page declares that it is a forum by this type of schema.org, in microdata or JSON-LD.
FORUM = "DiscussionForumPosting"
FORUM_SELECTOR = f"[itemtype$='/{FORUM}'], script[type='application/ld+json']"

# No article has more parts, most of which are links. Marks take memory.
MAX_PARTS = 20_000

# Scripts that write no spaces, whose words have about two and four characters.
CHINESE_OR_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]+")
SOUTHEAST_ASIAN = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+"
)  # Thai, Lao, Burmese, Khmer

# Text between two marks: its line, the number of its words, and whether it is in a link. A plain
# tuple, because creating named ones would take half as long as everything else.
Piece = tuple[int, int, bool]


class Part(NamedTuple):
    """The pieces from `start` to before `end`."""

    kind: str
    start: int
    end: int
    words: int  # outside of links
    linked: int  # words in links


def is_forum(document: Document) -> bool:
    """Return whether a page declares that it is a discussion in a forum."""
    found = document.select(FORUM_SELECTOR)
    return any(element.tag != "script" or f'"{FORUM}"' in element.text for element in found)


def find_parts(body: Element) -> list[tuple[Element, str]]:
    """Return the parts of `body`, each with its kind."""
    parts = [(link, LINK) for link in body.select("a")]
    for kind, selector in SELECTORS.items():
        parts += [(element, kind) for element in body.select(selector)]
    is_other = lru_cache(1_000)(_is_other)  # the same names occur again and again in a page
    for element in body.select(NAMED):
        if is_other(element.attr("class"), element.attr("id")):
            parts.append((element, OTHER))
    return parts if len(parts) <= MAX_PARTS else without_article(body)


def without_article(body: Element) -> list[tuple[Element, str]]:
    """Return the parts of a page that counts as one link, so that it has no main text."""
    return [(body, LINK)]


def _is_other(*names: str | None) -> bool:
    text = " ".join(filter(None, names)).lower()
    return bool(OTHER_NAME.search(text)) and not ARTICLE_NAME.search(text)


def mark_parts(parts: Sequence[tuple[Element, str]]) -> None:
    """Insert the marks of `parts`."""
    for element, kind in parts:
        element.insert(0, Text(kind))
        element.append(Text(END))


def remove_marks(text: str) -> str:
    for mark in (*STARTS, END):
        text = text.replace(mark, "")
    # The layout collapses spaces, but not those around a mark.
    return SPACES.sub(" ", text) if "  " in text else text


def read_parts(text: str) -> tuple[list[Piece], list[Part]]:
    """Return the pieces that have words, and all parts but links. The last part is the page."""
    pieces: list[Piece] = []
    parts: list[Part] = []
    opened: list[tuple[str, int, int, int]] = []
    line, words, linked, links = 0, 0, 0, 0
    for text_or_mark in MARK.split(text):
        if text_or_mark in STARTS:
            opened.append((text_or_mark, len(pieces), words, linked))
            links += text_or_mark == LINK
        elif text_or_mark == END:
            if opened:
                kind, start, words_before, linked_before = opened.pop()
                links -= kind == LINK
                if kind != LINK:
                    counts = words - words_before, linked - linked_before
                    parts.append(Part(kind, start, len(pieces), *counts))
        elif text_or_mark:
            for number, piece in enumerate(text_or_mark.split("\n"), line):
                if piece and (length := _count_words(piece)):
                    pieces.append((number, length, links > 0))
                    if links:
                        linked += length
                    else:
                        words += length
            line = number
    return pieces, [*parts, Part(PAGE, 0, len(pieces), words, linked)]


def _count_words(text: str) -> int:
    """Return about how many words `text` has."""
    words = len(text.split())
    if not text.isascii():
        words += sum(map(len, CHINESE_OR_JAPANESE.findall(text))) // 2
        words += sum(map(len, SOUTHEAST_ASIAN.findall(text))) // 4
    return words
