"""How many formatting elements a parser copies at most, tag by tag, by HTML's "tree construction".

An element counts as closed only where every reading of the page closes it: at an end tag with
nothing open inside, or where its own kind ends it. Whatever else is opened stays open for us.
"""

from collections import Counter

from .errors import TooLarge

# Formatting elements that are reopened, over the whole page; each takes about 130 bytes. Real
# pages stayed below a tenth of it.
MAX_REOPENED = 300_000
# Of the same tag, at most these many are reopened: HTML's "Noah's Ark clause".
MOST_ALIKE = 3

VOID = frozenset(
    "area base basefont bgsound br col embed frame hr image img input keygen link meta param "
    "source track wbr".split()
)
FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
CLOSES_P = frozenset(
    "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p "
    "plaintext pre search section summary table ul xmp".split()
)
GROUPS = ("tbody", "tfoot", "thead")
# What a start tag closes if it stands directly in it.
CLOSES = dict.fromkeys(CLOSES_P, frozenset({"p"})) | {
    "a": frozenset({"a"}),
    "dd": frozenset({"dd", "dt", "p"}),
    "dt": frozenset({"dd", "dt", "p"}),
    "li": frozenset({"li", "p"}),
    "optgroup": frozenset({"option"}),
    "option": frozenset({"option"}),
    "td": frozenset({"p", "td", "th"}),
    "th": frozenset({"p", "td", "th"}),
    "tr": frozenset({"p", "td", "th", "tr"}),
    **dict.fromkeys(GROUPS, frozenset({"p", "td", "th", "tr", *GROUPS})),
}
# In foreign content start tags of HTML end it, and other elements hold HTML again.
BREAKOUT = frozenset(
    "b big blockquote body br center code dd div dl dt em embed font h1 h2 h3 h4 h5 h6 head hr i "
    "img li listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul "
    "var".split()
)
INTEGRATION = frozenset("annotation-xml desc foreignobject mi mn mo ms mtext title".split())
FOREIGN = frozenset({"math", "svg"})
# In these, a start tag may do something else than in the body, or nothing.
PECULIAR = FOREIGN | {"frameset", "select", "template"}
UNKNOWN = "?"


class OpenElements:
    """At least the parser's stack of open elements, and its active formatting elements."""

    def __init__(self) -> None:
        self.stack: list[tuple[str, bytes]] = []
        self.formatting: Counter[bytes] = Counter()
        # How many formatting elements would be reopened, and how many links of which it is one.
        self.unclosed = 0
        self.anchors = 0
        self.peculiar = 0
        self.foreign = 0
        # How many elements are open above a drawing in which nothing but drawing was seen.
        self.drawing = 0
        self.reopened = 0

    def start(self, name: str, tag: bytes, self_closing: bool) -> None:
        """Follow a start tag, `tag` as it is written.

        Raises `TooLarge` where the parser's work would no longer be about linear.
        """
        self._count_work()
        if self.drawing and (name in BREAKOUT or name in INTEGRATION):
            self.drawing = 0
        closed = CLOSES.get(name, ()) if not self.foreign else ()
        while self.stack and self.stack[-1][0] in closed:
            self._pop()
        if self_closing and (self.drawing or name in FOREIGN):
            return
        if name not in VOID or (self.foreign and name not in BREAKOUT):
            self._push(name, tag)

    def end(self, name: str) -> None:
        """Follow an end tag."""
        if self.stack and self.stack[-1][0] == name:
            self._pop()
        else:
            self.drawing = 0
            self._count_work()

    def open_unknown(self, name: str, tag: bytes) -> None:
        """Take it that an element was opened that is never closed. Raises `TooLarge` as `start`."""
        self.stack.append((UNKNOWN, b""))
        self._count_in(name, tag)
        self._count_work()

    def _count_work(self) -> None:
        self.reopened += self.unclosed + (self.anchors > 0)
        if self.reopened > MAX_REOPENED:
            raise TooLarge("That page leaves too many elements unclosed to be counted.")

    def _push(self, name: str, tag: bytes) -> None:
        self.stack.append((name, tag if name in FORMATTING else b""))
        if name in FOREIGN and not self.drawing:
            self.drawing = len(self.stack)
        self._count_in(name, tag)

    def _count_in(self, name: str, tag: bytes) -> None:
        if name in PECULIAR:
            self.peculiar += 1
            self.foreign += name in FOREIGN
        elif name == "a":
            # A link ends the one before it: there is only one to be reopened.
            self.anchors += 1
        elif name in FORMATTING:
            self.formatting[tag] += 1
            self.unclosed += self.formatting[tag] <= MOST_ALIKE

    def _pop(self) -> None:
        name, tag = self.stack.pop()
        if name in PECULIAR:
            self.peculiar -= 1
            self.foreign -= name in FOREIGN
            if len(self.stack) < self.drawing:
                self.drawing = 0
        elif name == "a":
            self.anchors -= 1
        elif name in FORMATTING:
            self.unclosed -= self.formatting[tag] <= MOST_ALIKE
            self.formatting[tag] -= 1
