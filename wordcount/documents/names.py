"""What the name of a file says of its type, and the names that are shown."""

import re
from pathlib import PurePosixPath

HTML, XML = "text/html", "text/xml"
PAGE_TYPES = {
    **dict.fromkeys(("asp", "aspx", "cfm", "htm", "html", "jsp", "php", "phtml", "shtml"), HTML),
    **dict.fromkeys(("atom", "opml", "rdf", "rss", "svg", "xml"), XML),
    **dict.fromkeys(("xht", "xhtml"), "application/xhtml+xml"),
}
DOCUMENT_ENDINGS = ("docx", "epub", "odt", "pdf", "zip")
# All that files are likely to have.
ENDINGS = (
    *(*PAGE_TYPES, *DOCUMENT_ENDINGS),
    *("csv", "doc", "hwp", "json", "log", "md", "rtf", "text", "txt"),
)

MAX_NAME = 200  # characters that are kept of a name: the last ones
CONTROL_CHARACTERS = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def ending(name: str) -> str:
    """Return what follows the last full stop of a name, in lower case."""
    return PurePosixPath(name).suffix[1:].lower()


def clean_name(name: str) -> str:
    """Return a name as it is shown: its folders and itself, without "..", drives and controls."""
    name = name.strip()[-MAX_NAME:]  # a zip may have names of 65,535 bytes
    name = CONTROL_CHARACTERS.sub("\ufffd", name).encode(errors="replace").decode()
    parts = name.replace("\\", "/").split("/")
    kept = [
        part for part in map(str.strip, parts) if part not in ("", ".", "..") and part[-1] != ":"
    ]
    return "/".join(kept)
