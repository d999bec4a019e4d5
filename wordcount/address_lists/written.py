"""Read a list that a person wrote: an address a line, or a table with columns url, tag and date."""

import csv
import io
from collections.abc import Iterator, Sequence

from .entry import ListEntry, parse_moment

URL_COLUMNS = ("url", "address", "link", "주소")
TAG_COLUMNS = ("tag", "group", "태그", "분류")
DATE_COLUMNS = ("date", "published", "날짜", "일자")
DELIMITERS = "\t;,"
MAX_TAG = 100  # characters
MAX_LINE = 10_000  # characters
COMMENT = "#"

NOT_A_DATE = "“{}” is not a date. Write it as 2026-11-22, 2026-11 or 2026."
LONG_TAG = f"A tag has at most {MAX_TAG} characters."
LONG_LINE = f"A line has at most {MAX_LINE:,} characters."
NO_TABLE = "This line of the table cannot be read: {}."


def parse_written(text: str, most: int) -> list[ListEntry]:
    """Return at most `most` + 1 entries of a list: lines, or a table if its first line says so.

    Blank lines, and lines that begin with "#", are left out.
    """
    entries = []
    for entry in _entries(text):
        entries.append(entry)
        if len(entries) > most:
            break
    return entries


def _entries(text: str) -> Iterator[ListEntry]:
    lines = []
    for number, line in enumerate(io.StringIO(text), start=1):
        if len(line) > MAX_LINE:
            yield ListEntry(number, line[:MAX_TAG], problem=LONG_LINE)
        lines.append(line if len(line) <= MAX_LINE else "\n")
    head = next((line for line in lines if line.strip()), "")
    delimiter = max(DELIMITERS, key=head.count)
    names = [name.strip().strip('"').lower() for name in head.split(delimiter)]
    if any(name in URL_COLUMNS for name in names):
        yield from _table(lines, delimiter)
        return
    for number, line in enumerate(lines, start=1):
        address = line.strip()
        if address and not address.startswith(COMMENT):
            yield ListEntry(number, address)


def _table(lines: Sequence[str], delimiter: str) -> Iterator[ListEntry]:
    rows = csv.reader(lines, delimiter=delimiter)
    columns: list[int | None] = []
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield ListEntry(rows.line_num, "", problem=NO_TABLE.format(error))
            continue
        if row is None:
            return
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if not columns:
            names = [cell.lower() for cell in cells]
            wanted = (URL_COLUMNS, TAG_COLUMNS, DATE_COLUMNS)
            columns = [_find(names, choices) for choices in wanted]
            continue
        url, tag, date = (
            cells[index] if index is not None and index < len(cells) else "" for index in columns
        )
        if not url.startswith(COMMENT):
            yield parse_row(rows.line_num, url, tag, date)


def _find(names: Sequence[str], choices: Sequence[str]) -> int | None:
    return next((index for index, name in enumerate(names) if name in choices), None)


def parse_row(line: int, url: str, tag: str, date: str) -> ListEntry:
    """An entry of a table; its tag and its date may be empty."""
    moment = parse_moment(date) if date else None
    if len(tag) > MAX_TAG:
        return ListEntry(line, url, problem=LONG_TAG)
    if date and moment is None:
        return ListEntry(line, url, problem=NOT_A_DATE.format(date[:40]))
    return ListEntry(line, url, tag or None, moment and moment.date())
