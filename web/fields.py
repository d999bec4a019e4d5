"""Read the fields of a form or of JSON, in little more memory than the request itself takes.

A parser may need fifty times the size of a request with millions of parts. Ours have only a few, of
which one may be a long text.
"""

import re
from collections.abc import Collection, Iterator, Mapping

from flask import request
from flask_babel import gettext, lazy_gettext
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from web.query import InvalidField
from wordcount import clean_text

MAX_PARTS = 100  # fields of a form, or strings in JSON
MAX_STRUCTURE = 10_000  # bytes of JSON outside of its strings
STRUCTURE_OF_STRING = 10  # bytes outside of strings for each of many strings
MAX_BOUNDARY = 100  # characters; RFC 2046, section 5.1.1, allows 70, but Werkzeug sends up to 72
MAX_PART_HEAD = 4_000  # bytes before the content of a part of multipart/form-data
# These find the end of a boundary, and of a part's head, exactly where Werkzeug does.
END_OF_BOUNDARY = re.compile(rb"[^\S\r\n]*(?:\r\n|\r|\n)")
BLANK_LINE = re.compile(rb"\r\n\r\n|\r\r|\n\n")
BLOCK = 64_000  # bytes that are decoded at once
NO_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")  # a % that begins no escape
MAX_NO_ESCAPES = 10_000  # in a field; replacing ten million takes seconds

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
FORM_TYPES = (URLENCODED, MULTIPART)
EXAMPLE = lazy_gettext('Send a JSON object such as {"url": "https://example.com/"}.')
TOO_MANY_PARTS = lazy_gettext(
    "That request is malformed, or has more than %(most)s fields.", most=MAX_PARTS
)
NOT_UTF8 = lazy_gettext("That request is not UTF-8. Convert it, or send the text as a file.")
REPLACEMENT = "\ufffd"  # Werkzeug replaces invalid UTF-8 with this character


def read_fields(
    *names: str, most: int | None = None, strings: int = MAX_PARTS, files: Collection[str] = ()
) -> dict[str, object]:
    """Return the fields `names` that were sent, cleaned so that they can be stored.

    The body has at most `most` bytes, and JSON at most `strings` strings. `files` are the names of
    fields that may be uploaded files.

    Raises BadRequest, RequestEntityTooLarge and UnsupportedMediaType.
    """
    if most is not None and (request.content_length or 0) > most:
        raise RequestEntityTooLarge
    body = request.get_data()
    sent: object
    if request.mimetype == URLENCODED:
        sent = parse_form(body)
    elif request.mimetype == MULTIPART:
        check_multipart(body, request.mimetype_params.get("boundary", ""))
        replaced = sum(value.count(REPLACEMENT) for value in request.form.values())
        if replaced > body.count(REPLACEMENT.encode()):
            raise BadRequest(NOT_UTF8)
        uploads = {name: file for name, file in request.files.items() if name in files}
        sent = {**uploads, **request.form.to_dict()}
    elif not body:
        raise BadRequest(gettext("The request is empty.") + f" {EXAMPLE}")
    elif request.is_json:
        check_json(body, strings)
        sent = parse_json()
    else:
        raise UnsupportedMediaType
    if not isinstance(sent, dict):
        raise BadRequest(EXAMPLE)
    found = {name: sent[name] for name in names if sent.get(name) is not None}
    if request.mimetype in FORM_TYPES:
        # Browsers send each line break as two characters (HTML, section 4.10.22.4).
        return {
            name: clean_text(value.replace("\r\n", "\n")) if isinstance(value, str) else value
            for name, value in found.items()
        }
    return found


def string_field(fields: Mapping[str, object], name: str) -> str:
    """Return the string `name` without surrounding white space, or "". Raises InvalidField."""
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidField(name, gettext("%(name)s must be a string.", name=name))
    return value.strip()


def parse_form(body: bytes) -> dict[str, str]:
    """Parse application/x-www-form-urlencoded (WHATWG URL, section 5.1); the first value wins."""
    if body.count(b"&") >= MAX_PARTS:
        raise BadRequest(TOO_MANY_PARTS)
    fields: dict[str, str] = {}
    for pair in filter(None, body.split(b"&")):
        name, _, value = pair.partition(b"=")
        fields.setdefault(decode(name), decode(value))
    return fields


def decode(text: bytes) -> str:
    """Decode a name or a value. Raises BadRequest if it is not UTF-8: letters would be lost."""
    try:
        return b"".join(decoded_blocks(text.replace(b"+", b" "))).decode()
    except UnicodeDecodeError:
        raise BadRequest(NOT_UTF8) from None


def decoded_blocks(text: bytes) -> Iterator[bytes]:
    """Percent-decode in blocks, which take little memory.

    Raises BadRequest for more than MAX_NO_ESCAPES.
    """
    start = no_escapes = 0
    while start < len(text):
        end = start + BLOCK
        if end < len(text) and (escape := text.rfind(b"%", end - 2, end)) >= 0:
            end = escape  # which must not be cut in two
        block = text[start:end]
        try:
            yield unquote_block(block)
        except ValueError:
            block, number = NO_ESCAPE.subn(b"%25", block)
            no_escapes += number
            if no_escapes > MAX_NO_ESCAPES:
                raise BadRequest(TOO_MANY_PARTS) from None
            yield unquote_block(block)
        start = end


def unquote_block(block: bytes) -> bytes:
    """Percent-decode well-formed bytes like `unquote_to_bytes`, which takes fifteen times as long.

    Raises ValueError if a % begins no escape. Each escape becomes one of Python's: %41 is \\x41.
    """
    escaped = block.replace(b"\\", rb"\\").replace(b"%", rb"\x")
    return escaped.decode("unicode_escape").encode("latin-1")


def check_multipart(body: bytes, boundary: str) -> None:
    """Raise BadRequest for too many parts, a part whose head is too long, or text before them."""
    mark = b"--" + boundary.encode()
    start = body.find(mark, 0, len(mark) + len(b"\r\n"))
    if len(boundary) > MAX_BOUNDARY or start < 0 or body.count(mark) > MAX_PARTS:
        raise BadRequest(TOO_MANY_PARTS)
    while start >= 0:
        after_mark = start + len(mark)
        line = END_OF_BOUNDARY.match(body, after_mark)
        if line and not BLANK_LINE.search(body, line.end(), line.end() + MAX_PART_HEAD):
            raise BadRequest(TOO_MANY_PARTS)
        start = body.find(mark, after_mark)


def check_json(body: bytes, strings: int) -> None:
    """Raise BadRequest for more than `strings` strings, or for too much outside of them.

    JSON must be UTF-8 (RFC 8259, section 8.1). `json.loads` also accepts UTF-16 and UTF-32, in
    which these bytes do not mean quotation marks.
    """
    if b"\0" in body:
        raise BadRequest(TOO_MANY_PARTS)
    unescaped = body.replace(rb"\\", b"").replace(rb"\"", b"") if b"\\" in body else body
    if unescaped.count(b'"') > 2 * strings:
        raise BadRequest(TOO_MANY_PARTS)
    structure = unescaped.split(b'"')[::2]
    if sum(map(len, structure)) > max(MAX_STRUCTURE, STRUCTURE_OF_STRING * strings):
        raise BadRequest(TOO_MANY_PARTS)
    try:
        body.decode()
    except UnicodeDecodeError as exc:
        raise BadRequest(NOT_UTF8) from exc


def parse_json() -> object:
    try:
        return clean(request.get_json())
    except RecursionError as exc:
        raise BadRequest(gettext("That JSON is nested too deeply.")) from exc


def clean(value: object) -> object:
    """Remove from a JSON value what PostgreSQL cannot store: see `clean_text`."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [clean(each) for each in value]
    if isinstance(value, dict):
        return {name: clean(each) for name, each in value.items()}
    return value
