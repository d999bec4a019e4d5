"""Read the robots.txt of a site (RFC 9309)."""

from dataclasses import dataclass

from .target import percent_encode

PRODUCT = "wordcount"  # the product token, section 2.2.1
MAX_BYTES = 500 * 1024  # section 2.5

MAX_RULES = 1_000  # kept; real sites have some hundreds
MAX_PATTERN = 200  # characters; a longer pattern is cut, so that it matches more


@dataclass(frozen=True)
class Robots:
    """The rules for this program: each a path pattern, and whether it allows or disallows."""

    rules: tuple[tuple[str, bool], ...] = ()

    def allows(self, target: str) -> bool:
        """Return whether `target`, a path and query, may be fetched.

        The longest pattern that matches decides, and "allow" if two are equally long (section
        2.2.2). robots.txt itself is always allowed.
        """
        matching = [(len(rule), allow) for rule, allow in self.rules if _matches(rule, target)]
        return target == "/robots.txt" or max(matching, default=(0, True))[1]


def parse_robots(body: bytes) -> Robots:
    """Return the rules of all groups for PRODUCT, or for "*" if it has none: at most MAX_RULES.

    Lines that cannot be parsed are ignored, and so is all that follows MAX_BYTES (section 2.2).
    """
    own: list[tuple[str, bool]] = []
    others: list[tuple[str, bool]] = []  # of the groups for "*"
    has_own = is_own = is_other = is_header = False
    for line in body[:MAX_BYTES].decode("utf-8-sig", errors="replace").splitlines():
        key, _, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if key == "user-agent":
            if not is_header:
                is_own = is_other = False
            is_own = is_own or (value[: len(PRODUCT)].lower() == PRODUCT and _ends_token(value))
            is_other = is_other or value == "*"
            has_own, is_header = has_own or is_own, True
        elif key in ("allow", "disallow"):
            is_header = False
            if value:  # an empty pattern matches nothing
                for group, applies in ((own, is_own), (others, is_other)):
                    if applies and len(group) < MAX_RULES:
                        group.append((percent_encode(value)[:MAX_PATTERN], key == "allow"))
    return Robots(tuple(own if has_own else others))


def _ends_token(agent: str) -> bool:
    """Return whether PRODUCT is the whole product token of `agent`, as in "wordcount/1.0"."""
    following = agent[len(PRODUCT) : len(PRODUCT) + 1]
    return not ((following.isascii() and following.isalpha()) or following in ("_", "-"))


def _matches(rule: str, target: str) -> bool:
    """Match a pattern with "*" for any characters and a final "$" for the end (section 2.2.3)."""
    is_anchored = rule.endswith("$")
    first, *others = rule.removesuffix("$").split("*")
    if not target.startswith(first):
        return False
    position = len(first)
    last = others.pop() if others and is_anchored else None
    for part in others:
        found = target.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    if last is not None:
        return len(target) - len(last) >= position and target.endswith(last)
    return position == len(target) or not is_anchored
