"""Which elements a parser has open, by HTML's "tree construction", as far as its work goes.

Where the rules leave a choice, an element counts as open: never fewer than there are.
"""

from collections import Counter

from .errors import TooLarge

# Elements open at once. Real pages stay below 100; Chrome flattens what is deeper than 512.
MAX_DEPTH = 1_000

# Attributes of one tag, and of all `<html>` and `<body>` tags together (they are merged).
MAX_ATTRIBUTES = 500

# Formatting elements that are reopened, over the whole page: about 150 bytes each.
MAX_REOPENED = 1_000_000

# Open elements looked at, over the whole page: honest pages close what they opened last.
MAX_STEPS = 20_000_000

VOID = frozenset(
    "area base basefont bgsound br col embed frame hr image img input keygen link meta param "
    "source track wbr".split()
)
RAW_TEXT = frozenset("iframe noembed noframes noscript script style textarea title xmp".split())
IGNORED_START = frozenset("html head body frameset".split())
FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
MARKERS = frozenset("applet caption marquee object td template th".split())
INTEGRATION = frozenset("annotation-xml desc foreignobject mi mn mo ms mtext title".split())
SCOPE = frozenset("applet caption html marquee object table td template th".split())
TABLE_ENDS = frozenset("caption colgroup table tbody td tfoot th thead tr".split())
ROW_GROUPS = frozenset("tbody tfoot thead".split())
# The elements a start tag of a table's part is put into; what is above them is closed.
TABLE_PARENTS = {
    "tr": ROW_GROUPS | {"table", "template"},
    "td": ROW_GROUPS | {"tr", "table", "template"},
    "th": ROW_GROUPS | {"tr", "table", "template"},
} | dict.fromkeys(ROW_GROUPS | {"caption", "colgroup"}, frozenset({"table", "template"}))
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
CLOSES_P = HEADINGS | frozenset(
    "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form header hgroup hr li listing main menu nav ol p plaintext pre search "
    "section summary table ul xmp".split()
)
SPECIAL = (
    (CLOSES_P - {"dialog"})
    | SCOPE
    | VOID
    | RAW_TEXT
    | TABLE_ENDS
    | frozenset("button html head body frameset noscript select".split())
)
# Ends that close their element across others, as far as its scope reaches.
SCOPED_ENDS = (CLOSES_P | MARKERS | frozenset("button select".split())) - TABLE_ENDS
BREAKOUT = HEADINGS | frozenset(
    "b big blockquote body br center code dd div dl dt em embed font head hr i img li listing "
    "menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var".split()
)


class _Element:
    __slots__ = ("foreign", "formatting", "name")

    def __init__(self, name: str, foreign: bool, formatting: "Counter[str] | None") -> None:
        self.name = name
        self.foreign = foreign
        # Of elements that fence formatting in: what is unclosed outside of them.
        self.formatting = formatting

    def is_html(self) -> bool:
        return not self.foreign or self.name in INTEGRATION


class OpenElements:
    """The parser's stack of open elements, and its list of active formatting elements."""

    def __init__(self) -> None:
        self.stack: list[_Element] = []
        self.formatting: Counter[str] = Counter()
        self.unclosed = 0
        self.reopened = 0
        self.root_attributes = 0
        self.steps = 0

    def in_foreign(self) -> bool:
        return bool(self.stack) and not self.stack[-1].is_html()

    def start(self, name: str, attributes: list[str], self_closing: bool) -> None:
        """Follow a start tag; `attributes` are those of its tag, as they are written.

        Raises `TooLarge` where the parser's work would no longer be about linear.
        """
        self._count_steps()
        if self.in_foreign():
            if name not in BREAKOUT:
                if not self_closing:
                    self._push(name, foreign=True)
                return
            while self.in_foreign():
                self._pop()
        if name in IGNORED_START:
            self._merge_attributes(attributes)
            return
        self._close_before(name)
        if name in TABLE_PARENTS and not self._is_open("table", "template"):
            return
        self.reopened += self.unclosed
        if self.reopened > MAX_REOPENED:
            raise TooLarge("That page leaves too many elements unclosed to be counted.")
        if name in FORMATTING:
            self._remember(" ".join([name, *attributes]))
        if name in ("svg", "math"):
            if not self_closing:
                self._push(name, foreign=True)
        elif name not in VOID:
            self._push(name, foreign=False)

    def end(self, name: str) -> None:
        """Follow an end tag."""
        if self.stack and self.stack[-1].name == name:
            self._pop()
        else:
            self._count_steps()
            depth = self._find(name)
            if depth is not None and name == "form":
                # `</form>` takes the form alone away: what was opened in it stays open.
                del self.stack[depth]
            elif depth is not None and name in FORMATTING:
                self._remove(depth)
            elif depth is not None:
                self._pop_to(depth)
        if name in FORMATTING:
            self._forget(name)

    def _count_steps(self) -> None:
        self.steps += len(self.stack) + len(self.formatting)
        if self.steps > MAX_STEPS:
            raise TooLarge("That page nests its elements too deeply to be counted.")

    def _merge_attributes(self, attributes: list[str]) -> None:
        self.root_attributes += len(attributes)
        if self.root_attributes > MAX_ATTRIBUTES:
            raise TooLarge("That page has a tag of more than 500 attributes.")

    def _push(self, name: str, foreign: bool) -> None:
        fences = (name in MARKERS or name == "table") and not foreign
        fences = fences or (foreign and name in INTEGRATION)
        self.stack.append(_Element(name, foreign, self.formatting if fences else None))
        if fences:
            self.formatting = Counter()
        if len(self.stack) + self.unclosed > MAX_DEPTH:
            raise TooLarge("That page nests its elements too deeply to be counted.")

    def _pop(self) -> None:
        element = self.stack.pop()
        if element.formatting is None:
            return
        inside, self.formatting = self.formatting, element.formatting
        if element.name in MARKERS and not element.foreign:
            self.unclosed -= inside.total()
        else:
            self.formatting.update(inside)

    def _pop_to(self, depth: int) -> None:
        while len(self.stack) > depth:
            self._pop()

    def _remove(self, depth: int) -> None:
        """Take one formatting element out from under the others: "adoption agency"."""
        if any(element.name in SPECIAL for element in self.stack[depth + 1 :]):
            del self.stack[depth]
        else:
            self._pop_to(depth)

    def _remember(self, tag: str) -> None:
        # HTML's "Noah's Ark clause": of the same tag, at most three are kept.
        if self.formatting[tag] < 3:
            self.formatting[tag] += 1
            self.unclosed += 1

    def _forget(self, name: str) -> None:
        # The newest of that name: dictionaries keep the order in which keys came.
        for tag in reversed(self.formatting):
            if tag.partition(" ")[0] == name:
                self.unclosed -= 1
                self.formatting[tag] -= 1
                if not self.formatting[tag]:
                    del self.formatting[tag]
                return

    def _is_open(self, *names: str) -> bool:
        return any(element.name in names for element in self.stack)

    def _find(self, name: str) -> int | None:
        """The depth at which an end tag of `name` closes an element, if it closes one."""
        for depth in range(len(self.stack) - 1, -1, -1):
            element = self.stack[depth]
            if element.name == name:
                return depth
            if element.foreign and element.name not in INTEGRATION:
                continue
            if name in TABLE_ENDS:
                if element.name in ("table", "template"):
                    return None
            elif name in SCOPED_ENDS or name in FORMATTING or name in HEADINGS:
                if element.name in SCOPE or element.foreign:
                    return None
            elif element.name in SPECIAL:
                return None
        return None

    def _close_before(self, name: str) -> None:
        """Close what this start tag closes without an end tag of its own."""
        if name in TABLE_PARENTS:
            parents = TABLE_PARENTS[name]
            if self._is_open("table", "template"):
                while self.stack[-1].name not in parents:
                    self._pop()
        elif name in ("li", "dd", "dt"):
            self._close_item({"li"} if name == "li" else {"dd", "dt"})
        elif name in ("option", "optgroup"):
            if self.stack and self.stack[-1].name == "option":
                self._pop()
        elif name in ("a", "nobr", "button"):
            depth = self._find(name)
            if depth is not None:
                self.end(name)
        if name in CLOSES_P:
            self._close_paragraph()
        if name in HEADINGS and self.stack and self.stack[-1].name in HEADINGS:
            self._pop()

    def _close_item(self, names: set[str]) -> None:
        for depth in range(len(self.stack) - 1, -1, -1):
            element = self.stack[depth]
            if element.name in names:
                self._pop_to(depth)
                return
            if element.name in SPECIAL and element.name not in ("address", "div", "p"):
                return

    def _close_paragraph(self) -> None:
        for depth in range(len(self.stack) - 1, -1, -1):
            name = self.stack[depth].name
            if name == "p":
                self._pop_to(depth)
                return
            if name in SCOPE or name == "button" or self.stack[depth].foreign:
                return
