"""Parse robots.txt (RFC 9309), with Crawl-delay and Sitemap, which the standard leaves out."""

from dataclasses import dataclass

from .target import percent_encode

PRODUCT = "wordcount"  # the product token, section 2.2.1
MAX_BYTES = 500 * 1024  # section 2.5

MAX_RULES = 1_000  # kept; real sites have some hundreds
MAX_PATTERN = 200  # characters; a longer pattern is cut, so that it matches more
MAX_DELAY = 600.0  # seconds
MAX_SITEMAPS = 100


@dataclass(frozen=True)
class Robots:
    """The rules for this program: path patterns, and whether each allows or disallows.

    `delay` is the number of seconds between two pages that the site asks for. `sitemaps` are
    addresses (https://www.sitemaps.org/protocol.html).
    """

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float = 0.0
    sitemaps: tuple[str, ...] = ()

    def allows(self, target: str) -> bool:
        """Return whether `target`, a path and query, may be fetched.

        The longest matching pattern decides; of two equally long ones, the one that allows (section
        2.2.2). robots.txt itself is always allowed.
        """
        matching = [(len(rule), allow) for rule, allow in self.rules if _matches(rule, target)]
        return target == "/robots.txt" or max(matching, default=(0, True))[1]


def parse_robots(body: bytes) -> Robots:
    """Return the rules of all groups for PRODUCT, or for "*" if there are none.

    Lines that cannot be parsed are ignored (section 2.2), and so is everything after MAX_BYTES.
    """
    own: list[tuple[str, bool]] = []
    others: list[tuple[str, bool]] = []  # of the groups for "*"
    own_delay = other_delay = 0.0
    sitemaps: list[str] = []
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
        elif key == "crawl-delay":
            is_header = False
            own_delay = _seconds(value) if is_own else own_delay
            other_delay = _seconds(value) if is_other else other_delay
        elif key == "sitemap" and value and len(sitemaps) < MAX_SITEMAPS:
            sitemaps.append(value)  # of no group
    rules, delay = (own, own_delay) if has_own else (others, other_delay)
    return Robots(tuple(rules), delay, tuple(sitemaps))


def _seconds(text: str) -> float:
    """Return the seconds of a Crawl-delay, at most MAX_DELAY, or 0 if it is malformed."""
    try:
        seconds = float(text[:20])
    except ValueError:
        return 0.0
    return min(seconds, MAX_DELAY) if seconds > 0 else 0.0


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
