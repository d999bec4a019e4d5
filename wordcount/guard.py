"""Refuse markup that would make the parser's work or memory grow with the square of its size.

Lexbor walks up its open elements at every tag, compares each attribute of a tag with all others,
and copies unclosed formatting elements (`<b>`, `<font>`, …) with all their attributes into every
new paragraph. In most pages that is surely little; the others are followed tag by tag.
"""

import re
from collections import Counter
from collections.abc import Iterable

from .errors import TooLarge
from .open_elements import FORMATTING, MAX_REOPENED, MOST_ALIKE, REOPENED, OpenElements

# `<` of all tags, the ends among them: a tag and its text take about 350 bytes when parsed.
MAX_TAGS = 1_000_000

# With fewer tags than these, at most 18 million open elements are looked at: a tenth of a second.
FEW_TAGS = 6_000

# Attributes of one tag, and of all `<html>` and `<body>` tags together (they are merged).
MAX_ATTRIBUTES = 500
# In fewer bytes than these all attributes together take a tenth of a second to compare.
FEW_BYTES = 30_000

UNCLEAR = "That page can be read in too many ways to be counted."

RAW_TEXT = frozenset("iframe noembed noframes noscript script style textarea title xmp".split())
ROOTS = frozenset({"body", "html"})

SPACE = r"[\t\n\f\r ]"
# Groups are atomic, not possessive: what those match is wrong before Python 3.11.5 (gh-106052).
ATTRIBUTE = (
    r"[\t\n\f\r /]*+(?:=[^\t\n\f\r />=]*+|[^\t\n\f\r />=]++)"
    rf"(?>(?:{SPACE}*+={SPACE}*+(?:\"[^\"]*+\"|'[^']*+'|[^\t\n\f\r >]*+))?)"
)
ATTRIBUTES = re.compile(ATTRIBUTE.encode())
TOKEN = re.compile(
    (
        r"<!--(?:-?>|.*?(?:--!?>|\Z))"
        r"|<[!?][^>]*+>?"
        r"|</(?![a-zA-Z])[^>]*+>?"
        rf"|<(?P<end>/?)(?P<name>[a-zA-Z][^\t\n\f\r />]*+)"
        rf"(?P<attributes>(?>(?:{ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}}))(?>(?P<more>{ATTRIBUTE})?)"
        r"[\t\n\f\r ]*+(?P<closed>/?)"
    ).encode(),
    re.DOTALL,
)
BEGINNING = re.compile(b"<")
# What most tags are, read as the parser reads them: a few attributes, all of them apart.
SMALL_TAG = 4_500
NAME = r"[^\t\n\f\r /<>\"'=]"
VALUE = r"\"[^\"]{0,300}+\"|'[^']{0,300}+'|[^\t\n\f\r \"'<>=]{1,300}+(?=[\t\n\f\r >])"
SMALL_ATTRIBUTES = (
    # What most attributes look like comes first: that is quick.
    rf"(?>(?: {NAME}{{1,30}}+=\"[^\"]{{0,300}}+\""
    rf"|[\t\n\f\r /]{{1,9}}+{NAME}{{1,30}}+(?:{SPACE}{{0,9}}+={SPACE}{{0,9}}+(?:{VALUE}))?"
    r"){0,12})[\t\n\f\r /]{0,9}+"
)


def _in_any_case(names: Iterable[str]) -> str:
    """A pattern for `names` that is quicker than to ignore the case of a whole pattern."""
    return "|".join("".join(f"[{c}{c.upper()}]" for c in name) for name in sorted(names))


# A link ends the one before it, so that only the largest counts, and most are small.
LEFT_OPEN = FORMATTING - {"a"}
FIRST_LETTERS = "".join(sorted({name[0] + name[0].upper() for name in LEFT_OPEN | ROOTS}))
# The tags that have to be looked at, be they in a comment, a script or a quotation: formatting
# elements that are not closed behind their own text, `<html>` and `<body>`, and large tags.
LOOKED_AT = re.compile(
    (
        # The first letter is looked at first: only that is quick.
        rf"<(?:(?=[{FIRST_LETTERS}])(?:"
        rf"({_in_any_case(LEFT_OPEN)}){SMALL_ATTRIBUTES}>(?![^<]*+</\1[\t\n\f\r />])"
        rf"|(?:{_in_any_case(ROOTS)})(?=[\t\n\f\r />]))"
        rf"|[a-zA-Z](?!{NAME}{{0,30}}+{SMALL_ATTRIBUTES}>))"
    ).encode()
)


def check(markup: bytes) -> None:
    """Return if `markup` can be parsed in about linear time; raise `TooLarge` if not.

    `markup` has no CDATA sections: where they begin and end depends on all that is before them.
    """
    tags = markup.count(b"<")
    if tags > MAX_TAGS:
        raise TooLarge("That page has more than 1,000,000 tags.")
    if not (tags < FEW_TAGS and _is_harmless(markup, tags)):
        _follow(markup)


def _is_harmless(markup: bytes, tags: int) -> bool:
    """Whether surely no tag has too many attributes, and little would be copied.

    That is so if it were little even if every tag reopened all formatting elements left open.
    """
    if len(markup) < FEW_BYTES and tags * (REOPENED * tags + len(markup)) <= MAX_REOPENED:
        return True
    bytes_left = len(markup)
    of_root = 0
    largest_anchor = SMALL_TAG
    others: Counter[bytes] = Counter()
    for found in LOOKED_AT.finditer(markup):
        if found[1]:
            others[found[0]] += 1
            continue
        tag = TOKEN.match(markup, found.start())
        if tag is None or tag["more"]:
            return False
        name = _name(tag)
        if name == "a":
            largest_anchor = max(largest_anchor, len(tag[0]))
        elif name in FORMATTING:
            others[tag[0]] += 1
        elif name in ROOTS:
            of_root += len(ATTRIBUTES.findall(tag["attributes"]))
        bytes_left -= len(tag[0])
        if bytes_left < 0 or of_root > MAX_ATTRIBUTES:
            return False
    most = sum(min(times, MOST_ALIKE) * (REOPENED + len(tag)) for tag, times in others.items())
    return tags * (REOPENED + largest_anchor + most) <= MAX_REOPENED


def _follow(markup: bytes) -> None:
    elements = OpenElements()
    of_root = 0
    position = 0
    bytes_left = len(markup)
    while token := TOKEN.search(markup, position):
        position = token.end()
        name = _name(token)
        if token["end"]:
            elements.end(name)
            continue
        if name in ROOTS:
            of_root += len(ATTRIBUTES.findall(token["attributes"]))
        if token["more"] or of_root > MAX_ATTRIBUTES:
            raise TooLarge("That page has a tag of more than 500 attributes.")
        if name and (name not in ROOTS or elements.foreign):
            self_closing = token["closed"] == b"/" or token["attributes"].endswith(b"/")
            elements.start(name, token[0], self_closing)
        if name in RAW_TEXT:
            start, position = position, _end_of_raw_text(markup, name, position)
            # Where it may not be raw text, what is in it may be tags.
            if elements.peculiar:
                bytes_left = _open_all(markup, start, position, elements, bytes_left)


def _open_all(markup: bytes, start: int, end: int, elements: OpenElements, bytes_left: int) -> int:
    """Take it that whatever may be a tag opens an element, and that none is ever closed.

    Gives how many of `bytes_left` are left to be read so. What does not end in there might hide
    what follows, or what follows might hide in it: that is refused.
    """
    for found in BEGINNING.finditer(markup, start, end):
        token = TOKEN.match(markup, found.start())
        if token is None:
            continue
        bytes_left -= len(token[0])
        if token["more"] or token.end() > end or bytes_left < 0:
            raise TooLarge(UNCLEAR)
        if token["name"] and not token["end"]:
            elements.open_unknown(_name(token), token[0])
    return bytes_left


def _name(token: re.Match[bytes]) -> str:
    return (token["name"] or b"").lower().decode("latin-1")


def _end_of_raw_text(markup: bytes, name: str, position: int) -> int:
    end = re.compile(f"</{name}[\\t\\n\\f\\r />]".encode(), re.IGNORECASE).search(markup, position)
    return end.start() if end else len(markup)
