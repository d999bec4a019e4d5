"""Parse `style` attributes for the properties that hide text and break lines."""

import re
from collections.abc import Mapping
from functools import lru_cache

# Parts of a style in which `;` and `:` have no meaning: comments, strings and parentheses.
QUOTED = re.compile(r"/\*.*?(?:\*/|\Z)|\"[^\"]*\"|'[^']*'|\([^()]*\)", re.DOTALL)

# Values of `display` (CSS Display, section 2), by whether they start a new line.
INLINE_DISPLAY = frozenset(
    "contents inline inline-block inline-flex inline-grid inline-table math ruby ruby-text".split()
)
BLOCK_DISPLAY = frozenset(
    "block flex flow-root grid list-item table table-caption table-cell table-column "
    "table-column-group table-footer-group table-header-group table-row table-row-group".split()
)
# The children of these are blocks (CSS Flexbox, section 4; CSS Grid, section 6).
FLEX_DISPLAY = frozenset({"flex", "grid", "inline-flex", "inline-grid"})
# Other values with the same effect. The words of a value are in alphabetical order.
DISPLAY_SYNONYMS = {
    "-webkit-box": "block",
    "-webkit-flex": "flex",
    "-webkit-inline-box": "inline-block",
    "-webkit-inline-flex": "inline-flex",
    "block flex": "flex",
    "block flow": "block",
    "block flow list-item": "list-item",
    "block flow-root": "flow-root",
    "block flow-root list-item": "list-item",
    "block grid": "grid",
    "block list-item": "list-item",
    "block math": "block",
    "block ruby": "block",
    "block table": "table",
    "flex inline": "inline-flex",
    "flow": "block",
    "flow inline": "inline",
    "flow inline list-item": "inline",
    "flow list-item": "list-item",
    "flow-root inline": "inline-block",
    "flow-root inline list-item": "inline-block",
    "flow-root list-item": "list-item",
    "grid inline": "inline-grid",
    "initial": "inline",
    "inline list-item": "inline",
    "inline math": "inline",
    "inline ruby": "ruby",
    "inline table": "inline-table",
    "unset": "inline",
}
FLOATS = frozenset("inline-end inline-start left right".split())
OUT_OF_FLOW = frozenset({"absolute", "fixed"})

# Values with which the default of the element applies.
DEFAULTS = frozenset({"revert", "revert-layer"})
# Other values are invalid, so they have no effect.
KNOWN_VALUES = {
    "content-visibility": frozenset("auto hidden visible".split()),
    "display": INLINE_DISPLAY | BLOCK_DISPLAY | DEFAULTS | {"none"},
    "float": FLOATS | DEFAULTS | {"inherit", "initial", "none", "unset"},
    "position": OUT_OF_FLOW
    | DEFAULTS
    | frozenset("inherit initial relative static sticky unset".split()),
    "visibility": frozenset("collapse hidden visible".split()),
}


# The same few styles occur again and again, in other pages too.
CACHED_STYLES, MAX_CACHED_LENGTH = 500, 100


def parse_style(style: str | None) -> Mapping[str, str]:
    """Return the properties in KNOWN_VALUES that a `style` attribute sets to a known value.

    The last declaration wins, unless an earlier one is `!important` (CSS Cascade, section 6.1).
    """
    if not style:
        return {}
    return _parse_short(style) if len(style) <= MAX_CACHED_LENGTH else _parse(style)


def _parse(style: str) -> Mapping[str, str]:
    declared: dict[str, str] = {}
    important: set[str] = set()
    for declaration in QUOTED.sub(" ", style).split(";"):
        name, _, value = declaration.lower().partition(":")
        name = name.strip()
        if name not in KNOWN_VALUES:
            continue
        value, mark, _ = value.partition("!")
        value = value.strip()
        if " " in value:
            value = " ".join(sorted(value.split()))
        if name == "display":
            value = DISPLAY_SYNONYMS.get(value, value)
        if value in KNOWN_VALUES[name] and (mark or name not in important):
            declared[name] = value
            if mark:
                important.add(name)
    return {name: value for name, value in declared.items() if value not in DEFAULTS}


_parse_short = lru_cache(CACHED_STYLES)(_parse)


def is_block(style: Mapping[str, str]) -> bool:
    """Return whether `style` makes an inline element a block (CSS Display, section 2.7)."""
    display = style.get("display")
    is_blockified = style.get("float") in FLOATS or style.get("position") in OUT_OF_FLOW
    return display in BLOCK_DISPLAY or (is_blockified and display != "contents")
