"""The parts of long downloads of a corpus: each has a bounded size, and says where the next begins.

Each is read when it is written, or when it is asked where it ends.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from flask import abort, request
from flask_babel import gettext
from werkzeug.utils import cached_property

from corpora.archive import TextFile, files_after, write_zip
from corpora.matrix import WORDS, Columns, read_columns
from corpora.places import Place, words_after
from corpora.words import CorpusRow, Sums
from web.corpora.cells import CELL, LINES, write_csv, write_json
from web.formats import CSV, JSON
from web.ndjson import NDJSON, ndjson
from web.respond import WrittenJSON, json_parts

PLACE = re.compile(r"([0-9]{1,9})\.([1-9][0-9]{0,8})\.(.+)", re.DOTALL)
TYPES = {
    "csv": f"{CSV}; charset=utf-8; header=present",
    "json": JSON,
    "ndjson": NDJSON,
    "zip": "application/zip",
}


class Part(Protocol):
    """A part of a download; `first` and `last` are ranks of words, or positions of documents."""

    @property
    def first(self) -> int: ...

    @property
    def last(self) -> int: ...

    @property
    def after(self) -> str | int | None:
        """The argument `after` of the next part; None for the last one."""

    @property
    def is_whole(self) -> bool:
        """Whether it is the only part."""

    def write(
        self, format: str, identity: Mapping[str, Any], next: str | None
    ) -> Iterator[str | bytes]:
        """Yield the part in a format. JSON has `identity`, and the address of the `next` part."""


def place_arg(name: str, sums: Sums) -> Place:
    """Return the place that an argument names, or the start of the words. Aborts with 400."""
    text = request.args.get(name)
    if text is None:
        return Place(sums.batch)
    found = PLACE.fullmatch(text)
    if not found:
        abort(
            400,
            gettext(
                "%(name)s is not a place in this download. Follow the link to its next part.",
                name=name,
            ),
        )
    batch, rank, word = found.groups()
    return Place(int(batch), int(rank), word)


@dataclass(frozen=True)
class WordsPart:
    """The words of a corpus after a place, of `total` words."""

    sums: Sums
    place: Place
    total: int
    keep_stop_words: bool

    @cached_property
    def rows(self) -> Sequence[CorpusRow]:
        return words_after(self.sums, self.place, WORDS, keep_stop_words=self.keep_stop_words)

    @property
    def last_word(self) -> str | None:
        return self.rows[-1].word if self.rows else None

    @property
    def first(self) -> int:
        return self.place.rank + 1

    @property
    def last(self) -> int:
        return min(self.place.rank + WORDS, self.total)

    @property
    def after(self) -> str | None:
        if self.last >= self.total or self.last_word is None:
            return None
        return f"{self.sums.batch}.{self.last}.{self.last_word}"

    @property
    def is_whole(self) -> bool:
        return self.after is None and self.first == 1

    def write(
        self, format: str, identity: Mapping[str, Any], next: str | None
    ) -> Iterator[str | bytes]:
        return ndjson(map(row_to_dict, self.rows))


def row_to_dict(row: CorpusRow) -> dict[str, Any]:
    return {
        "rank": row.rank,
        "word": row.word,
        "count": row.count,
        "documents": row.documents,
        "dp": row.dp,
    }


@dataclass(frozen=True)
class MatrixPart(WordsPart):
    """The cells of the words after a place."""

    @cached_property
    def columns(self) -> Columns:
        limit = max(0, self.total - self.place.rank)
        return read_columns(self.sums, self.place, limit, keep_stop_words=self.keep_stop_words)

    @property
    def last_word(self) -> str | None:
        return self.columns.words[-1] if self.columns.words else None

    @property
    def last(self) -> int:
        return self.place.rank + len(self.columns.words)

    def write(
        self, format: str, identity: Mapping[str, Any], next: str | None
    ) -> Iterator[str | bytes]:
        cells = self.columns.by_word(keep_stop_words=self.keep_stop_words)
        match format:
            case "csv":
                return write_csv(cells)
            case "ndjson":
                return LINES.write(cells)
        values = {**identity, "columns": CELL, "cells": WrittenJSON(write_json(cells))}
        return json_parts({**values, "next": next})


@dataclass(frozen=True)
class TextsPart:
    """The texts of the documents after the one at a position."""

    sums: Sums
    position: int

    @cached_property
    def found(self) -> tuple[Sequence[TextFile], bool]:
        return files_after(self.sums.corpus_id, self.position)

    @property
    def first(self) -> int:
        files, _ = self.found
        return files[0].position if files else self.position + 1

    @property
    def last(self) -> int:
        files, _ = self.found
        return files[-1].position if files else self.position

    @property
    def after(self) -> int | None:
        _, has_more = self.found
        return self.last if has_more else None

    @property
    def is_whole(self) -> bool:
        return self.after is None and self.position == 0

    def write(self, format: str, identity: Mapping[str, Any], next: str | None) -> Iterator[bytes]:
        files, _ = self.found
        yield write_zip(self.sums.corpus_id, files, self.sums.part)
