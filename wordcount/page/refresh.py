"""Find where a page sends browsers: `<meta http-equiv=refresh>` (HTML, section 4.2.5.3)."""

import re
import string
from urllib.parse import quote, urljoin

from turbohtml import Document, DocumentFragment

from wordcount.media_type import parse_content_type

from .encoding import UTF_8_BOM, UTF_16, declared_encoding, decode
from .parsing import parse_html

MAX_SECONDS = 5  # readers hardly see a page that is replaced so soon
TYPES = frozenset({"text/html", "application/xhtml+xml"})

# "Shared declarative refresh steps": the seconds, which may be a fraction, and an address.
REFRESH = re.compile(
    r"\s*+(?:0*+([0-9]*+)(?<=[0-9])|(?=\.))[0-9.]*+"
    r"(?:(?:\s*+[;,]\s*+|\s++)(?:url\s*+=\s*+)?+(.*))?+\Z",
    re.IGNORECASE | re.DOTALL,
)


def find_refresh(body: bytes, content_type: str | None, url: str) -> str | None:
    """Return the address, absolute, to which the page at `url` refreshes within MAX_SECONDS.

    Only an element counts: no `<meta>` in scripts, comments, `<noscript>` or `<template>`. Returns
    None without one. Raises `TooLarge` for markup with too many tags.
    """
    media_type = parse_content_type(content_type)
    if media_type is not None and media_type.essence not in TYPES:
        return None
    encoding = declared_encoding(body, media_type)
    if encoding in UTF_16:
        body, encoding = decode(body, encoding).encode(), "UTF-8"
    document = parse_html(body.removeprefix(UTF_8_BOM), encoding)
    target = _find_target(document)
    if not target:
        return None
    try:
        location = urljoin(document.base_url(url), target)
    except ValueError:  # an invalid address, which browsers ignore
        return None
    return quote(location, safe=string.printable)


def _find_target(document: Document) -> str | None:
    """Return the target of the first valid refresh, or None if it is none or too late."""
    for meta in document.select("meta[http-equiv='refresh' i]"):
        is_inert = any(type(node) is DocumentFragment for node in meta.ancestors)
        found = None if is_inert else REFRESH.match(meta.attr("content") or "")
        if found is None:
            continue
        seconds, target = found[1] or "0", found[2] or ""
        if len(seconds) > 1 or int(seconds) > MAX_SECONDS:
            return None
        if target.startswith(("'", '"')):
            target = target[1:].partition(target[0])[0]
        return "".join(target.strip().splitlines())
    return None
