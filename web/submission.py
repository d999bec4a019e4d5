"""Check a submission (an address, a text or a file), and how long its client prefers to wait."""

import re
from dataclasses import dataclass

from flask import current_app, request
from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import FileStorage

from jobs.uploads import File
from web.language_names import find_language
from wordcount.documents.names import clean_name
from wordcount.errors import EmptyText, InvalidLanguage, InvalidURL, SeveralFiles
from wordcount.fetching.address import check_address
from wordcount.language.detection import normalize_tag

NOTHING_SENT = lazy_gettext(
    "There is nothing to count. Send an address, such as https://example.com/page, or a text."
)

MAX_WAIT = 20  # seconds a request may wait for its result

# RFC 7240, section 4.3
WAIT = re.compile(r'\s*wait\s*=\s*"?(\d{1,9})"?\s*(;.*)?', re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Submission:
    """One of a normalized address, a text and a file; and the language, if it was named."""

    url: str | None = None
    text: str | None = None
    file: File | None = None
    language: str | None = None


def check_fields(fields: dict[str, object]) -> Submission:
    """Return the submission in these fields. Raises PageError if it cannot be counted."""
    url, text, file = fields.get("url"), fields.get("text"), fields.get("file")
    language = check_language(fields.get("language"))
    if isinstance(file, FileStorage):
        if url or text:
            raise InvalidURL(gettext("Send only one: an address, a text or a file."))
        if len(request.files.getlist("file")) > 1:
            raise SeveralFiles(gettext("Send one file at a time, or create a corpus from several."))
        return Submission(file=check_file(file), language=language)
    if url is not None and text is not None:
        raise InvalidURL(gettext("Send an address or a text, not both."))
    if text is not None:
        if not isinstance(text, str):
            raise EmptyText(gettext("The text must be a string."))
        if not text.strip():
            raise EmptyText
        return Submission(text=text, language=language)
    if url is None or url == "":
        raise InvalidURL(str(NOTHING_SENT))
    if not isinstance(url, str):
        raise InvalidURL
    url = check_address(url.strip(), current_app.config["FETCH_ALLOW"])
    return Submission(url=url, language=language)


def check_file(file: FileStorage) -> File:
    """Return an uploaded file. Raises EmptyText for an empty one."""
    with file.stream:
        body = file.stream.read()
    if not body:
        raise EmptyText(gettext("That file is empty."))
    return File(clean_name(file.filename or "") or "file", body)


def check_language(language: object) -> str | None:
    """Return the tag of a language, which has its name or its tag. Raises InvalidLanguage."""
    if language is None or language == "":
        return None
    tag = isinstance(language, str) and (find_language(language) or normalize_tag(language))
    if not tag:
        raise InvalidLanguage
    return tag


def preferred_wait() -> int:
    """Return the seconds that the client prefers to wait, at most MAX_WAIT (RFC 7240, section 4.3).

    A malformed preference is ignored, as section 2 requires.
    """
    for preference in ",".join(request.headers.getlist("Prefer")).split(","):
        match = WAIT.fullmatch(preference)
        if match:
            return min(int(match[1]), MAX_WAIT)
    return 0
