"""Normalize the path and query of an address (RFC 3986, section 6.2.2)."""

import re
from urllib.parse import quote

ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")  # RFC 3986, section 2.3
PATH_SAFE = "/:@!$&'()*+,;=-._~%"
QUERY_SAFE = PATH_SAFE + "?[]"  # brackets as browsers send them: ?tag[]=x


def normalize_target(text: str) -> str:
    """Return the path and query in `text`, percent-encoded, without dot segments."""
    path, mark, query = text.partition("?")
    path = _remove_dot_segments(percent_encode(path, PATH_SAFE) or "/")
    return path + mark + percent_encode(query)


def percent_encode(text: str, safe: str = QUERY_SAFE) -> str:
    """Encode all but `safe` characters, and normalize escapes (RFC 3986, section 6.2.2)."""
    return ESCAPE.sub(_normalize_escape, quote(text, safe=safe))


def _normalize_escape(match: re.Match[str]) -> str:
    if match[1] is None:
        return "%25"
    character = chr(int(match[1], 16))
    return character if UNRESERVED.fullmatch(character) else match[0].upper()


def _remove_dot_segments(path: str) -> str:
    """Resolve "." and ".." in a path that begins with "/" (RFC 3986, section 5.2.4)."""
    segments = path.split("/")[1:]
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            kept[-1:] = []
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)
