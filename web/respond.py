"""One thing in the form that was asked for: a page, JSON, or CSV.

The form is the ending of the address where it has one (`.json`, `.csv`), else what Accept
prefers; what is sent as JSON is answered as JSON. Where nothing decides, it is a page.
"""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask import Response, jsonify, render_template, request
from werkzeug.wsgi import FileWrapper

HTML, JSON, CSV = "text/html", "application/json", "text/csv"
FORMS = {HTML: "html", JSON: "json", CSV: "csv"}

# A spreadsheet runs a cell that begins so; titles and addresses are written by strangers.
# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

LARGE = 500_000  # bytes of an answer


def wanted_form() -> str:
    """`html`, `json` or `csv`: what this request wants its answer to be."""
    ending = request.path.rpartition(".")[2]
    if ending in ("json", "csv"):
        return ending
    preferred = (JSON, HTML, CSV) if request.is_json else (HTML, JSON, CSV)
    best = request.accept_mimetypes.best_match(preferred, default=preferred[0])
    return FORMS[best]


def respond(
    template: str,
    *,
    json: Mapping[str, Any],
    table: Iterable[Sequence[Any]],
    status: int = 200,
    partial: bool | None = None,
    **context: Any,
) -> Response:
    """Answer with `json`, with `table` (its head first) as CSV, or with the page `template`.

    A list in `json`, and `table`, may be an iterator: it is run through only where it is wanted.
    `partial` is whether only a part of something long was read, where that may be: every form
    of the answer tells it.
    """
    if partial is not None:
        json = {**json, "partial": partial}
    match wanted_form():
        case "json":
            response = jsonify(
                {
                    name: list(value) if isinstance(value, Iterator) else value
                    for name, value in json.items()
                }
            )
        case "csv":
            response = as_csv(table)
        case _:
            page = render_template(template, status=status, partial=partial, **context)
            response = Response(page, mimetype=HTML)
    response.status_code = status
    response.vary.add("Accept")
    if partial:
        response.headers["Wordcount-Partial"] = "true"
    if len(response.get_data()) > LARGE:
        move_to_file(response)
    return response


def move_to_file(response: Response) -> None:
    """Keep the answer in a file until it is read, which may be slowly: it takes no memory."""
    body = response.get_data()
    file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by the server when it is sent
    file.write(body)
    file.seek(0)
    response.response = FileWrapper(file)
    response.content_length = len(body)


def as_csv(table: Iterable[Sequence[Any]]) -> Response:
    """`table` by RFC 4180, in UTF-8."""
    lines = io.StringIO()
    csv.writer(lines).writerows([harmless(cell) for cell in row] for row in table)
    return Response(lines.getvalue(), content_type="text/csv; charset=utf-8; header=present")


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
