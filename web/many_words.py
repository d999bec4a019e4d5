"""A result of many words as JSON and as CSV, read in parts: its size costs time, not memory."""

import csv
import io
import json
import re
import time
from collections.abc import Iterator

import peewee as pw
from flask import Response

from db import UNAVAILABLE, read, release
from models import PIECE, Result
from web.respond import CSV, JSON, harmless, wanted_form

DECODER = json.JSONDecoder()
COUNT = re.compile(r": ?(\d+)")
TRIES = 4  # at a piece, while the database is away or has no connection to spare
LINES = 5_000  # of CSV that are sent at a time


def respond_many(result: Result, status: int) -> Response:
    """The whole result as JSON or CSV."""
    if wanted_form() == "json":
        response = Response(as_json(result), mimetype=JSON)
    else:
        response = Response(as_csv(result), content_type=f"{CSV}; charset=utf-8; header=present")
    response.status_code = status
    response.vary.add("Accept")
    return response


def as_json(result: Result) -> Iterator[str]:
    """The same object as `result.to_dict()`, its words as they are stored."""
    for name, value in result.to_dict().items():
        yield "{" if name == "id" else ", "
        yield f"{json.dumps(name)}: "
        if name in ("result_all", "result_no_stop_words"):
            yield from pieces(result, getattr(Result, name))
        else:
            yield json.dumps(value, ensure_ascii=False)
    yield "}\n"


def as_csv(result: Result) -> Iterator[str]:
    """Every word with its count and whether it is a stop word, under a head.

    What is left without stop words comes in the same order: a word that is not next there is one.
    """
    kept = entries(result, Result.result_no_stop_words)
    next_kept = next(kept, None)
    lines = io.StringIO()
    table = csv.writer(lines)
    table.writerow(("word", "count", "stop_word"))
    for number, entry in enumerate(entries(result, Result.result_all), start=1):
        word, count = entry
        is_kept = entry == next_kept
        if is_kept:
            next_kept = next(kept, None)
        table.writerow((harmless(word), count, "false" if is_kept else "true"))
        if number % LINES == 0:
            yield lines.getvalue()
            lines.seek(0)
            lines.truncate()
    yield lines.getvalue()


def entries(result: Result, column: pw.Field) -> Iterator[tuple[str, int]]:
    """The words in `column` with their counts, in their order."""
    rest = ""
    for piece in pieces(result, column):
        text, end = rest + piece, 0
        # An entry that reaches the end of `text` may continue in the next piece.
        while (quote := text.find('"', end)) >= 0:
            try:
                word, colon = DECODER.raw_decode(text, quote)
            except json.JSONDecodeError:
                break
            count = COUNT.match(text, colon)
            if count is None or count.end() == len(text):
                break
            yield word, int(count[1])
            end = count.end()
        rest = text[end:]


def pieces(result: Result, column: pw.Field) -> Iterator[str]:
    """The JSON of `column`; between two pieces, while a visitor reads, no connection is held."""
    first = 1
    while True:
        piece = read_piece(result, column, first)
        yield piece
        if len(piece) < PIECE:
            return
        first += PIECE


def read_piece(result: Result, column: pw.Field, first: int) -> str:
    """One of them, with patience: an answer that has begun cannot become a 503 any more."""
    query = result.piece(column, first)
    for tries_left in reversed(range(TRIES)):
        try:
            # What the follower does not have yet is read where it was written.
            rows = read(query.dicts())
            piece: str | None = rows[0]["part"] if rows else None
            return query.scalar() if piece is None else piece
        except UNAVAILABLE:
            if not tries_left:
                raise
        finally:
            release()
        time.sleep(1)
    raise AssertionError("the last try returns or raises")
