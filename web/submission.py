"""Check a submission, which is an address or a text, and how long its sender prefers to wait."""

import re
from dataclasses import dataclass

from flask import current_app, request

from wordcount import clean_text
from wordcount.errors import EmptyText, InvalidURL
from wordcount.fetching.address import check_address

MAX_WAIT = 20  # seconds a request may wait for its result

# RFC 7240, section 4.3
WAIT = re.compile(r'\s*wait\s*=\s*"?(\d{1,9})"?\s*(;.*)?', re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Submission:
    """Exactly one of a normalised address and a text."""

    url: str | None = None
    text: str | None = None


def check_fields(fields: dict[str, object]) -> Submission:
    """The submission of these fields. Raises PageError if it cannot be counted."""
    url, text = fields.get("url"), fields.get("text")
    if url is not None and text is not None:
        raise InvalidURL("Send an address or a text, not both.")
    if text is not None:
        if not isinstance(text, str) or not text.strip():
            raise EmptyText
        return Submission(text=clean_text(text))
    if url is None or url == "":
        raise InvalidURL("There is no address. Paste one that looks like https://example.com/page.")
    if not isinstance(url, str):
        raise InvalidURL
    return Submission(url=check_address(url.strip(), current_app.config["FETCH_ALLOW"]))


def preferred_wait() -> int:
    """The seconds that the client prefers to wait, at most MAX_WAIT (RFC 7240, section 4.3).

    A malformed preference is ignored, as section 2 requires.
    """
    for preference in ",".join(request.headers.getlist("Prefer")).split(","):
        match = WAIT.fullmatch(preference)
        if match:
            return min(int(match[1]), MAX_WAIT)
    return 0
