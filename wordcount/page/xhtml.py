"""Convert XHTML to HTML syntax, so that one parser serves both."""

import re

COMMENT_OR_CDATA = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)", re.DOTALL)
EMPTY_ELEMENT = re.compile(
    r"<([a-zA-Z][\w:.-]*+)"
    r"((?>[^<>\"'/]*+(?:(?:/(?!>)|\"[^\"<]*+\"|'[^'<]*+')[^<>\"'/]*+)*))/>"
)
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())


def xhtml_to_html(markup: str) -> str:
    """Add end tags to the empty elements of `markup`, and turn CDATA into text."""
    return EMPTY_ELEMENT.sub(_add_end_tag, COMMENT_OR_CDATA.sub(_escape_cdata, markup))


def _escape_cdata(found: re.Match[str]) -> str:
    if found["cdata"] is None:
        return found[0]
    return found["cdata"].replace("&", "&amp;").replace("<", "&lt;")


def _add_end_tag(found: re.Match[str]) -> str:
    name, attributes = found[1], found[2]
    if name.lower() in VOID:
        return found[0]
    return f"<{name}{attributes}></{name}>"
