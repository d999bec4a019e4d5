"""Read the robots.txt of a site (RFC 9309)."""

import re
from dataclasses import dataclass

from .address import percent_encode

PRODUCT = "wordcount"  # the product token, section 2.2.1
MAX_BYTES = 500 * 1024  # section 2.5

TOKEN = re.compile(r"[A-Za-z_-]*")


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
    """Return the rules of all groups for PRODUCT, or for "*" if it has none.

    Lines that cannot be parsed are ignored, and so is all that follows MAX_BYTES (section 2.2).
    """
    groups: dict[str, list[tuple[str, bool]]] = {}
    agents: list[str] = []
    is_header = False  # whether the previous line was a user-agent line
    for line in body[:MAX_BYTES].decode("utf-8-sig", errors="replace").splitlines():
        key, _, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if key == "user-agent":
            agents = agents if is_header else []
            agents.append("*" if value == "*" else TOKEN.match(value)[0].lower())  # type: ignore[index]  # matches ""
            for agent in agents:
                groups.setdefault(agent, [])
            is_header = True
        elif key in ("allow", "disallow"):
            is_header = False
            if value:  # an empty pattern matches nothing
                for agent in agents:
                    groups[agent].append((percent_encode(value), key == "allow"))
    return Robots(tuple(groups.get(PRODUCT, groups.get("*", ()))))


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
