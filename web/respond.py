"""One thing in the form that was asked for: a page, JSON, or CSV.

The form is the ending of the address where it has one (`.json`, `.csv`), else what Accept
prefers; what is sent as JSON is answered as JSON. Where nothing decides, it is a page.
"""

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from flask import Response, render_template, request
from werkzeug.wsgi import FileWrapper

HTML, JSON, CSV = "text/html", "application/json", "text/csv"
FORMS = {HTML: "html", JSON: "json", CSV: "csv"}

# A spreadsheet runs a cell that begins so; titles and addresses are written by strangers.
# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

SPOOL_ANSWERS_FROM = 500_000  # bytes
LINES_AT_ONCE = 5_000  # of CSV


def wanted_form() -> str:
    """`html`, `json` or `csv`: what this request wants its answer to be."""
    ending = request.path.rpartition(".")[2]
    if ending in ("json", "csv"):
        return ending
    preferred = (JSON, HTML, CSV) if request.is_json else (HTML, JSON, CSV)
    best = request.accept_mimetypes.best_match(preferred, default=preferred[0])
    return FORMS[best]


@dataclass(frozen=True)
class WrittenJSON:
    """A value that is JSON already, in parts."""

    parts: Iterable[str]


def respond(
    template: str,
    *,
    json: Mapping[str, Any],
    table: Iterable[Sequence[Any]],
    status: int = 200,
    partial: bool | None = None,
    streamed: bool = False,
    **context: Any,
) -> Response:
    """Answer with `json`, with `table` (its head first) as CSV, or with the page `template`.

    A list in `json`, and `table`, may be an iterator: it is run through only where it is wanted.
    `partial` is whether only a part of something long was read, where that may be: every form
    of the answer tells it. A `streamed` answer is read while it is sent, where it is large.
    """
    if partial is not None:
        json = {**json, "partial": partial}
    match wanted_form():
        case "json":
            response = send(json_parts(json), JSON, streamed)
        case "csv":
            response = send(csv_parts(table), f"{CSV}; charset=utf-8; header=present", streamed)
        case _:
            page = render_template(template, status=status, partial=partial, **context)
            response = send(iter([page]), f"{HTML}; charset=utf-8", streamed)
    response.status_code = status
    response.vary.add("Accept")
    if partial:
        response.headers["Wordcount-Partial"] = "true"
    return response


def send(parts: Iterator[str], content_type: str, streamed: bool) -> Response:
    """The parts as one body; beyond SPOOL_ANSWERS_FROM they are streamed or kept in a file."""
    encoded = (part.encode() for part in parts)
    begun: list[bytes] = []
    size = 0
    for part in encoded:
        begun.append(part)
        size += len(part)
        if size > SPOOL_ANSWERS_FROM:
            body = chain(begun, encoded)
            return (
                Response(body, content_type=content_type) if streamed else spool(body, content_type)
            )
    return Response(b"".join(begun), content_type=content_type)


def spool(body: Iterable[bytes], content_type: str) -> Response:
    """Keep the body in a file until it is read, which may be slowly: it takes no memory."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by the server when it is sent
    file.writelines(body)
    response = Response(FileWrapper(file), content_type=content_type)
    response.content_length = file.tell()
    file.seek(0)
    return response


def json_parts(page: Mapping[str, Any]) -> Iterator[str]:
    before = "{"
    for name, value in page.items():
        yield f"{before}{to_json(name)}:"
        if isinstance(value, WrittenJSON):
            yield from value.parts
        else:
            yield to_json(list(value) if isinstance(value, Iterator) else value)
        before = ","
    yield "}\n"


def to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def csv_parts(table: Iterable[Sequence[Any]]) -> Iterator[str]:
    """`table` by RFC 4180."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    for number, row in enumerate(table, start=1):
        writer.writerow([harmless(cell) for cell in row])
        if number % LINES_AT_ONCE == 0:
            yield lines.getvalue()
            lines.seek(0)
            lines.truncate()
    yield lines.getvalue()


def harmless(cell: Any) -> Any:
    """`cell` so that no spreadsheet takes it for a formula: with an apostrophe before it.

    Truth is written as in JSON.
    """
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def respond_error(
    status: int, code: str, message: str, title: str, headers: Iterable[tuple[str, str]] = ()
) -> Response:
    """Answer with what went wrong, in the form that was asked for."""
    response = respond(
        "error.html",
        json={"error": {"code": code, "message": message}},
        table=[("code", "message"), (code, message)],
        status=status,
        title=title,
        message=message,
    )
    response.headers.extend(headers)
    return response
