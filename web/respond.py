"""Answer with a page: as HTML by its template, as JSON, or as CSV."""

import csv
import io
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from flask import Response, g, render_template, request
from flask_babel import gettext
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wsgi import FileWrapper

from models import Result
from web.etags import add_headers, tag_of
from web.file_names import file_name, saved_as
from web.formats import CSV, HTML, JSON, wanted_format

# A spreadsheet executes a cell that begins with one of these, and strangers write our titles and
# addresses. Some also accept full-width and small signs, or split lines at quoted semicolons.
# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_STARTS = "=+-@\t\r\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
CELL_ENDS = ";\t\r\n"
SKIPPED = '" \xa0\u3000'  # before a formula
FORMULA = re.compile(f"(?<![^{CELL_ENDS}])[{SKIPPED}]*+[{re.escape(FORMULA_STARTS)}]")
UNGUARDED = frozenset((int, float, type(None)))  # types of cells that cannot be formulas

SPOOL_ANSWERS_FROM = 500_000  # bytes
SENT_AT_ONCE = 256 * 1024  # bytes of a file
BOM = "\ufeff"  # tells Excel that the file is UTF-8
JSON_AT_ONCE = 200  # items of a list
CSV_AT_ONCE = 200_000  # characters, plus the rest of the last line


@dataclass(frozen=True)
class WrittenJSON:
    """A value that is already JSON, in parts."""

    parts: Iterable[str]


@dataclass(frozen=True)
class WrittenCSV:
    """A table that is already CSV, in parts."""

    parts: Iterable[bytes]


class Page:
    """The content of an answer. Its template accesses its fields as `page`."""

    @property
    def made_of(self) -> Sequence[Result]:
        """The results that the answer is made of, if nothing else can change it."""
        return ()

    @property
    def partial(self) -> bool:
        """Whether the page is made of only a part of something long."""
        return False

    @property
    def switches(self) -> Sequence[str]:
        """The options of web/view_options.py that change what this page shows."""
        return ()

    @property
    def shown_forms(self) -> str | None:
        """The value of the option `forms`, if the page has its own."""
        return None

    def next(self, format: str | None = None) -> str | None:
        """The address of what follows, if this is one page of several."""
        return None

    def to_dict(self) -> Mapping[str, Any]:
        """Return the page as JSON. Lists may be iterators."""
        raise NotImplementedError

    def rows(self) -> "Iterable[Sequence[Any]] | WrittenCSV":
        """Return the page as CSV, beginning with the header row."""
        raise NotImplementedError


class AnalysisPage(Page):
    """A page made of `result`, as far as that was loaded."""

    result: Result

    @property
    def made_of(self) -> Sequence[Result]:
        return [self.result]

    @property
    def partial(self) -> bool:
        return self.result.has_more_text or self.result.has_more_words


def respond(template: str, page: Page, status: int = 200) -> Response:
    """Answer with the page in the format that is wanted."""
    if "refusal" in g:  # see web/refusal.py
        status = g.refusal.status
    match wanted_format():
        case "json":
            response = send(json_parts(page.to_dict()), JSON)
        case "csv":
            content_type = f"{CSV}; charset=utf-8; header=present"
            rows = page.rows()
            parts = rows.parts if isinstance(rows, WrittenCSV) else csv_parts(rows)
            response = send(chain[str | bytes](excel_mark(), parts), content_type)
        case _:
            markup = render_template(template, page=page)
            response = send(iter([markup]), f"{HTML}; charset=utf-8")
    response.status_code = status
    is_kept = status == 200 and request.method in ("GET", "HEAD")
    if is_kept and response.mimetype == CSV:
        word, corpus = (getattr(page, name, None) for name in ("word", "corpus"))
        name = file_name(page.made_of, word or "", corpus)
        response.headers["Content-Disposition"] = saved_as(name)
    add_headers(response, tag_of(page.made_of) if is_kept else None)
    if page.partial:
        response.headers["Wordcount-Partial"] = "true"
    if wanted_format() != "html":
        url = page.next(wanted_format())
        link_to_next(response, f"{url}&excel=1" if url and excel_mark() else url)
    return response


def excel_mark() -> Sequence[str]:
    """Return what CSV for Excel begins with, or nothing for other answers."""
    return [BOM] if wanted_format() == "csv" and request.args.get("excel") else []


def link_to_next(response: Response, url: str | None) -> None:
    """Tell programs where an answer continues (RFC 8288)."""
    if url:
        response.headers["Link"] = f'<{url}>; rel="next"'


def send(parts: Iterator[str | bytes], content_type: str) -> Response:
    """Send the parts as one body. A body of more than SPOOL_ANSWERS_FROM is kept in a file."""
    encoded = (part.encode() if isinstance(part, str) else part for part in parts)
    begun: list[bytes] = []
    size = 0
    for part in encoded:
        begun.append(part)
        size += len(part)
        if size > SPOOL_ANSWERS_FROM:
            return spool(chain(begun, encoded), content_type)
    return Response(b"".join(begun), content_type=content_type)


def spool(body: Iterable[bytes], content_type: str) -> Response:
    """Keep the body in a file, so that it takes no memory while a slow client reads it.

    Raises ServiceUnavailable if there is no space for it.
    """
    try:
        file = tempfile.TemporaryFile()  # noqa: SIM115  # the server closes it once it is sent
        file.writelines(body)
        file.flush()
    except OSError as exc:
        raise ServiceUnavailable(gettext("The answer cannot be stored. Try again later.")) from exc
    response = Response(FileWrapper(file, SENT_AT_ONCE), content_type=content_type)
    response.content_length = file.tell()
    file.seek(0)
    return response


def json_parts(values: Mapping[str, Any]) -> Iterator[str]:
    before = "{"
    for name, value in values.items():
        yield f"{before}{to_json(name)}:"
        if isinstance(value, WrittenJSON):
            yield from value.parts
        elif isinstance(value, Iterator):
            yield from list_parts(value)
        else:
            yield to_json(value)
        before = ","
    yield "}\n"


def list_parts(items: Iterator[Any]) -> Iterator[str]:
    """Yield a list as JSON in parts, so that other threads can run between two of them."""
    before = "["
    while part := [*islice(items, JSON_AT_ONCE)]:
        yield before + to_json(part)[1:-1]
        before = ","
    yield "[]" if before == "[" else "]"


def to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def csv_parts(table: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield `table` as CSV by RFC 4180."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    for row in table:
        cells = [cell if type(cell) in UNGUARDED else escape_formulas(cell) for cell in row]
        writer.writerow(cells)
        if lines.tell() >= CSV_AT_ONCE:
            yield lines.getvalue()
            lines.seek(0)
            lines.truncate()
    yield lines.getvalue()


def escape_formulas(cell: Any) -> Any:
    """Insert apostrophes so that no spreadsheet mistakes a part of `cell` for a formula.

    Booleans are written as in JSON.
    """
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if not isinstance(cell, str) or not FORMULA.search(cell):
        return cell
    characters = []
    begins = True  # a cell, perhaps after quotes and spaces
    for character in cell:
        if begins and character in FORMULA_STARTS:
            characters.append("'")
        characters.append(character)
        begins = character in CELL_ENDS or (begins and character in SKIPPED)
    return "".join(characters)
