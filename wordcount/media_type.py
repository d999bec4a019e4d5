"""Parse `Content-Type` as browsers do: the last valid type of all the values that were sent.

The rules are those of https://fetch.spec.whatwg.org/#concept-header-extract-mime-type and
https://mimesniff.spec.whatwg.org/#parsing-a-mime-type.
"""

import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

TOKEN = frozenset(string.ascii_letters + string.digits + "!#$%&'*+-.^_`|~")
HTTP_SPACE = "\t\n\r "
ANY = "*/*"
# Types that say nothing (MIME Sniffing, section 7).
UNKNOWN = frozenset({"unknown/unknown", "application/unknown"})


@dataclass(frozen=True)
class MediaType:
    """A type and subtype in lowercase, such as "text/html", and the value of `charset`, if any."""

    essence: str
    charset: str | None = None


@lru_cache(maxsize=64)  # nearly all pages have one of a few
def parse_content_type(header: str | None) -> MediaType | None:
    """Return the type that a `Content-Type` header declares, or None if no value of it is valid.

    Several headers are one header with several values, separated by commas. The last valid value
    counts; its `charset` may come from an earlier value of the same type.
    """
    essence = charset = None
    found = None
    for value in _split(header or ""):
        parsed = _parse_value(value)
        if parsed is None or parsed.essence == ANY:
            continue
        if parsed.essence != essence:
            essence, charset = parsed.essence, parsed.charset
        found = MediaType(parsed.essence, charset if parsed.charset is None else parsed.charset)
    return found if found is None or found.essence not in UNKNOWN else None


def _parse_value(value: str) -> MediaType | None:
    full_type, _, parameters = value.partition(";")
    kind, slash, subtype = full_type.strip(HTTP_SPACE).partition("/")
    if not slash or not _is_token(kind) or not _is_token(subtype):
        return None
    charset = next((text for name, text in _parameters(parameters) if name == "charset"), None)
    return MediaType(f"{kind}/{subtype}".lower(), charset)


def _split(header: str) -> Iterator[str]:
    """Split `header` at the commas that are not in quoted strings."""
    start = position = 0
    while position < len(header):
        if header[position] == '"':
            position = _end_of_quoted(header, position)
            continue
        if header[position] == ",":
            yield header[start:position]
            start = position + 1
        position += 1
    yield header[start:]


def _parameters(text: str) -> Iterator[tuple[str, str]]:
    """Yield the name, in lowercase, and the value of each parameter that has a value."""
    position = 0
    while position < len(text):
        semicolon = text.find(";", position) % (len(text) + 1)
        equals = text.find("=", position, semicolon)
        if equals < 0:
            position = semicolon + 1
            continue
        name = text[position:equals].lstrip(HTTP_SPACE).lower()
        if text.startswith('"', equals + 1):
            end = _end_of_quoted(text, equals + 1)
            yield name, _unquote(text[equals + 2 : end])
            semicolon = text.find(";", end) % (len(text) + 1)
        elif value := text[equals + 1 : semicolon].strip(HTTP_SPACE):
            yield name, value
        position = semicolon + 1


def _end_of_quoted(text: str, start: int) -> int:
    """Return the position after the quoted string that begins at `start`."""
    position = start + 1
    while position < len(text) and text[position] != '"':
        position += 2 if text[position] == "\\" else 1
    return position + 1


def _unquote(quoted: str) -> str:
    """Return the value of a quoted string, given without its opening quotation mark."""
    characters = iter(quoted)
    value = []
    for character in characters:
        if character == '"':
            break
        value.append(next(characters, "\\") if character == "\\" else character)
    return "".join(value)


def _is_token(text: str) -> bool:
    return bool(text) and TOKEN.issuperset(text)
