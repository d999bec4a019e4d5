"""Refuse markup that would make the parser's work or memory grow with the square of its size.

A parser copies formatting elements left open (`<b>`, `<font>`, …) into every new paragraph, and
merges the attributes of all `<html>` and of all `<body>` tags. In most pages that is surely
little; the others are followed tag by tag.
"""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from .errors import TooLarge
from .open_elements import FORMATTING, MAX_REOPENED, MOST_ALIKE, OpenElements

# `<` of all tags, the ends among them: a tag and its text take about 200 bytes when parsed.
MAX_TAGS = 700_000

# Where more different ones may have been left open, the page is followed.
MAX_LEFT_OPEN = 10_000

# Of all `<html>` and `<body>` tags together: each attribute is compared with all others.
MAX_ATTRIBUTES = 500

# A CDATA section is text in drawings and formulas alone; elsewhere it is a comment up to the next
# `>`. As such a comment it has no say in what follows.
CDATA, COMMENT = b"<![CDATA[", b"<?[CDATA["

UNCLEAR = "That page can be read in too many ways to be counted."

RAW_TEXT = frozenset("iframe noembed noframes noscript script style textarea title xmp".split())
ROOTS = frozenset({"body", "html"})

SPACE = r"[\t\n\f\r ]"
# Groups are atomic, not possessive: what those match is wrong before Python 3.11.5 (gh-106052).
ATTRIBUTE = (
    r"[\t\n\f\r /]*+(?:=[^\t\n\f\r />=]*+|[^\t\n\f\r />=]++)"
    rf"(?>(?:{SPACE}*+={SPACE}*+(?:\"[^\"]*+\"|'[^']*+'|[^\t\n\f\r >]*+))?)"
)
ONE_ATTRIBUTE = re.compile(ATTRIBUTE.encode())
# A group that matches very often takes much memory: a few at once, and again if there are more.
ATTRIBUTES = re.compile(rf"(?>(?:{ATTRIBUTE}){{0,500}})".encode())
TOKEN = re.compile(
    rb"<!--(?:-?>|.*?(?:--!?>|\Z))"
    rb"|<[!?][^>]*+>?"
    rb"|</(?![a-zA-Z])[^>]*+>?"
    rb"|<(?P<end>/?)(?P<name>[a-zA-Z][^\t\n\f\r />]*+)",
    re.DOTALL,
)
SELF_CLOSING = re.compile(rb"[\t\n\f\r /]*+(?<=/)>")
BEGINNING = re.compile(b"<")

# What most tags are, read as the parser reads them: a few attributes, all of them apart.
NAME = r"[^\t\n\f\r /<>\"'=]"
VALUE = r"\"[^\"<]{0,300}+\"|'[^'<]{0,300}+'|[^\t\n\f\r \"'<>=]{1,300}+(?=[\t\n\f\r >])"
SMALL_ATTRIBUTES = (
    # What most attributes look like comes first: that is quick.
    rf"(?>(?: {NAME}{{1,30}}+=\"[^\"<]{{0,300}}+\""
    rf"|[\t\n\f\r /]{{1,99}}+{NAME}{{1,30}}+(?:{SPACE}{{0,9}}+={SPACE}{{0,9}}+(?:{VALUE}))?"
    r"){0,12})[\t\n\f\r /]{0,99}+"
)


def _in_any_case(names: Iterable[str]) -> str:
    """A pattern for `names` that is quicker than to ignore the case of a whole pattern."""
    return "|".join("".join(f"[{c}{c.upper()}]" for c in name) for name in sorted(names))


# A link ends the one before it, so that there is one to be reopened.
LEFT_OPEN = FORMATTING - {"a"}
# Their first two letters; where a name has but one, it has ended.
FIRST, SECOND = (
    "".join(sorted({name[place : place + 1] for name in LEFT_OPEN | ROOTS})) for place in (0, 1)
)
# The tags that have to be looked at, be they in a comment, a script or a quotation: formatting
# elements that are not closed behind their own text, with their attributes if those are small,
# and `<html>` and `<body>`. Nothing of what they hold is skipped.
LOOKED_AT = re.compile(
    (
        # The letters are looked at first: only that is quick.
        rf"<(?=[{FIRST}{FIRST.upper()}][{SECOND}{SECOND.upper()}\t\n\f\r />])(?:"
        rf"(?P<name>{_in_any_case(LEFT_OPEN)})(?=[\t\n\f\r />])"
        rf"(?!{SMALL_ATTRIBUTES}>[^<]*+</(?P=name)[\t\n\f\r />])"
        rf"(?=(?P<attributes>{SMALL_ATTRIBUTES}>)?)"
        rf"|(?:{_in_any_case(ROOTS)})(?=[\t\n\f\r />]))"
    ).encode()
)


def checked(markup: bytes) -> bytes:
    """Give markup that can be parsed in about linear time: `markup`, or what is read alike.

    Raises `TooLarge` where there is none.
    """
    if len(markup) > 3 * MAX_TAGS and markup.count(b"<") > MAX_TAGS:
        raise TooLarge(f"That page has more than {MAX_TAGS:,} tags.")
    if _is_harmless(markup):
        return markup
    markup = markup.replace(CDATA, COMMENT)
    _follow(markup)
    return markup


def _is_harmless(markup: bytes) -> bool:
    """Whether little is copied even if every tag reopens all that may have been left open."""
    of_roots = 0
    bytes_left = len(markup)
    left_open: Counter[tuple[bytes, bytes | int]] = Counter()
    for found in LOOKED_AT.finditer(markup):
        if found["name"]:
            # Attributes that were not read are taken to be unlike all others.
            left_open[found["name"], found["attributes"] or found.start()] += 1
        else:
            end = _end_of_tag(markup, found.end())
            of_roots += _count_attributes(markup, found.end(), end)
            bytes_left -= end - found.start()
        if of_roots > MAX_ATTRIBUTES or bytes_left < 0 or len(left_open) > MAX_LEFT_OPEN:
            return False
    most = 1 + sum(min(times, MOST_ALIKE) for times in left_open.values())
    # Each tag takes three characters at least; to count them takes longer.
    return len(markup) // 3 * most <= MAX_REOPENED or markup.count(b"<") * most <= MAX_REOPENED


def _follow(markup: bytes) -> None:
    elements = OpenElements()
    of_roots = 0
    position = 0
    bytes_left = len(markup)
    while token := TOKEN.search(markup, position):
        name = _name(token)
        start, position = token.start(), token.end()
        if name:
            position = _end_of_tag(markup, position)
        if token["end"]:
            elements.end(name)
            continue
        if name in ROOTS:
            of_roots += _count_attributes(markup, token.end(), position)
        if of_roots > MAX_ATTRIBUTES:
            raise TooLarge("That page has too many attributes on <html> and <body> to be counted.")
        if name and (name not in ROOTS or elements.foreign):
            self_closing = bool(SELF_CLOSING.match(markup, position))
            elements.start(name, markup[start:position], self_closing)
        if name in RAW_TEXT:
            start, position = position, _end_of_raw_text(markup, name, position)
            # Where it may not be raw text, what is in it may be tags.
            if elements.peculiar:
                bytes_left = _open_all(markup, start, position, elements, bytes_left)


def _open_all(markup: bytes, start: int, end: int, elements: OpenElements, bytes_left: int) -> int:
    """Take it that whatever may be a tag opens an element, and that none is ever closed.

    Gives how many of `bytes_left` are left to be read so. What does not end in there might
    hide what follows, or what follows might hide in it: that is refused.
    """
    for found in BEGINNING.finditer(markup, start, end):
        token = TOKEN.match(markup, found.start())
        if token is None:
            continue
        name = _name(token)
        token_end = _end_of_tag(markup, token.end()) if name else token.end()
        bytes_left -= token_end - token.start()
        if token_end > end or bytes_left < 0:
            raise TooLarge(UNCLEAR)
        if name and not token["end"]:
            elements.open_unknown(name, markup[token.start() : token_end])
    return bytes_left


def _end_of_tag(markup: bytes, position: int) -> int:
    """Where the attributes end that begin at `position`."""
    while (found := ATTRIBUTES.match(markup, position)) and found.end() > position:
        position = found.end()
    return position


def _count_attributes(markup: bytes, start: int, end: int) -> int:
    """How many attributes are from `start` to `end`; it stops at one more than are allowed."""
    attributes = ONE_ATTRIBUTE.finditer(markup, start, end)
    return sum(1 for _ in islice(attributes, MAX_ATTRIBUTES + 1))


def _name(token: re.Match[bytes]) -> str:
    return (token["name"] or b"").lower().decode("latin-1")


def _end_of_raw_text(markup: bytes, name: str, position: int) -> int:
    end = re.compile(f"</{name}[\\t\\n\\f\\r />]".encode(), re.IGNORECASE).search(markup, position)
    return end.start() if end else len(markup)
