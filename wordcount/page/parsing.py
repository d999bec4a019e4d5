"""Parse HTML in any encoding into the tree of a browser with scripting."""

import re

from turbohtml import Document, parse

from .encoding import guess_encoding
from .guard import check_tags

# Matches a page that begins with text instead of a tag.
TEXT_FIRST = re.compile(rb"[\t\n\f\r ]*+[^<\t\n\f\r ]")


def parse_html(body: bytes, encoding: str | None = None) -> Document:
    """Parse HTML, without a BOM and not in UTF-16, as a browser with scripting does.

    Without an encoding, that of `<meta>` applies, else a guess. Raises `TooLarge`.
    """
    check_tags(body)
    document = _parse(body, encoding)
    if encoding or document.encoding_confidence == "certain":
        return document
    # The parser's prescan also finds `<meta>` in scripts, but is certain only of an element.
    encoding = _encoding_in_noscript(document, body) or guess_encoding(body)
    if encoding == document.encoding or (encoding == "UTF-8" and body.isascii()):
        return document
    del document
    return _parse(body, encoding)


def _parse(body: bytes, encoding: str | None, *, scripting: bool = True) -> Document:
    if TEXT_FIRST.match(body):
        # An explicit tag saves the parser nine tenths of the memory for an implied `<body>`.
        body = b"<body>" + body
    return parse(
        body,
        encoding=encoding,
        scripting=scripting,
        positions=False,
        allow_declarative_shadow_roots=False,
    )


def _encoding_in_noscript(document: Document, body: bytes) -> str | None:
    """Return the encoding of a `<meta>` that is an element only without scripting.

    Browsers search for it before they parse, so they find it with scripting too.
    """
    if not any("charset" in element.text.lower() for element in document.iter_elements("noscript")):
        return None
    document = _parse(body, None, scripting=False)
    return document.encoding if document.encoding_confidence == "certain" else None
