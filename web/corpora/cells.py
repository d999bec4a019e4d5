"""Write the cells of a document-term matrix, each with its document, its word and its count."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpora.postings import COUNT, DOCUMENT
from web.respond import csv_parts
from web.words_csv import quoted

CELL = ("document", "word", "count")

encode = json.JSONEncoder(ensure_ascii=False).encode

Columns = Iterable[tuple[str, Sequence[int]]]  # words with their postings


@dataclass(frozen=True)
class Notation:
    """The text of a cell: `start`, the document, the `middle` with the word, the count, `end`."""

    start: str
    middle: Callable[[str], str]
    end: str

    def write(self, columns: Columns) -> Iterator[str]:
        """Yield the cells of each word. There may be millions, so no object is made of each."""
        start, end = self.start, self.end
        for word, postings in columns:
            middle = self.middle(word)
            yield "".join(
                [f"{start}{each >> DOCUMENT}{middle}{each & COUNT}{end}" for each in postings]
            )


LINES = Notation('{"document":', lambda word: f',"word":{encode(word)},"count":', "}\n")
ROWS = Notation("", lambda word: f",{quoted(word)},", "\r\n")
ITEMS = Notation(",[", lambda word: f",{encode(word)},", "]")


def write_csv(columns: Columns) -> Iterator[bytes]:
    yield from (part.encode() for part in csv_parts([CELL]))
    yield from (part.encode() for part in ROWS.write(columns))


def write_json(columns: Columns) -> Iterator[str]:
    """Yield an array of triples."""
    parts = filter(None, ITEMS.write(columns))
    yield "[" + next(parts, ",")[1:]
    yield from parts
    yield "]"
