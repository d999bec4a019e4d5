"""The tables of a crawl: their columns, and counted pages in batches.

Counted pages keep their words, so that every sum over them can be made later: which sites have a
word, and which pages have the same text, is known only when all pages are counted.
"""

import hashlib
from array import array
from urllib.parse import urlsplit

import pyarrow as pa
from pyarrow import csv

from wordcount.count import Count

from .archive import ArchivedPage

WORDS = pa.schema(
    [
        ("language", pa.string()),
        ("word", pa.string()),
        ("occurrences", pa.int64()),
        ("pages", pa.int64()),
        ("sites", pa.int64()),
    ]
)
PAGES = pa.schema(
    [
        ("url", pa.string()),
        ("date", pa.timestamp("us", "UTC")),
        ("title", pa.string()),
        ("language", pa.string()),
        ("total", pa.int64()),
        ("distinct", pa.int64()),
        ("error", pa.string()),
        ("digest", pa.string()),
    ]
)
ENTRY = pa.struct([("word", pa.string()), ("occurrences", pa.int32())])
COUNTED = PAGES.append(pa.field("site", pa.string())).append(pa.field("words", pa.list_(ENTRY)))

UNREADABLE_ARCHIVE = "unreadable_archive"  # the error code of a WARC, on Spark

BATCH_CHARACTERS = 4_000_000  # of texts, titles and addresses: more than a batch has itself


class BatchBuilder:
    """Collect counted pages, and build batches with the columns of COUNTED from them."""

    def __init__(self, keep_stop_words: bool = True) -> None:
        self._keep_stop_words = keep_stop_words
        self._clear()

    def _clear(self) -> None:
        self._rows: list[tuple[object, ...]] = []
        self._offsets = [0]
        self._lines: list[bytes] = []  # the words of each page, one a line
        self._occurrences = array("i")
        self._characters = 0

    @property
    def is_full(self) -> bool:
        return self._characters >= BATCH_CHARACTERS

    def add_error(self, page: ArchivedPage, code: str) -> None:
        """Add a page that was not counted, and the code of the reason."""
        self._add_row(page, None, None, None, None, code, None)

    def add(self, page: ArchivedPage, count: Count) -> None:
        """Add a counted page."""
        digest = hashlib.blake2b(count.text.encode(), digest_size=16).hexdigest()
        words = count.result_all if self._keep_stop_words else count.result_no_stop_words
        if words:
            self._lines.append("\n".join(words).encode())
            self._occurrences.extend(words.values())
        self._characters += len(count.text)
        title, language = count.title, count.language
        self._add_row(page, title, language, count.total, count.distinct, None, digest)

    def _add_row(self, page: ArchivedPage, title: str | None, *values: object) -> None:
        self._characters += 100 + len(page.url or "") + len(title or "")
        self._offsets.append(len(self._occurrences))
        self._rows.append((page.url, page.date, title, *values, find_site(page.url)))

    def build(self) -> pa.RecordBatch:
        """Return the pages added since the last batch."""
        fields = list(COUNTED)[:-1]
        columns = [
            pa.array([row[column] for row in self._rows], field.type)
            for column, field in enumerate(fields)
        ]
        occurrences = [None, pa.py_buffer(self._occurrences)]
        entries = pa.StructArray.from_arrays(
            [
                _split_lines(self._lines),
                pa.Array.from_buffers(pa.int32(), len(self._occurrences), occurrences),
            ],
            fields=list(ENTRY),
        )
        words = pa.ListArray.from_arrays(pa.array(self._offsets, pa.int32()), entries)
        self._clear()
        return pa.RecordBatch.from_arrays([*columns, words], schema=COUNTED)


def _split_lines(lines: list[bytes]) -> pa.Array:
    """Return the lines of all blocks as an array of strings. No line is empty.

    The reader of CSV makes them in a third of the time of `pa.array`. Words have no white space.
    """
    if not lines:
        return pa.array([], pa.string())
    content = b"\n".join(lines)
    table = csv.read_csv(
        pa.BufferReader(content),
        csv.ReadOptions(column_names=["word"], use_threads=False, block_size=len(content) + 1),
        csv.ParseOptions(delimiter="\t", quote_char=False),
        csv.ConvertOptions(column_types={"word": pa.string()}),
    )
    return table.column(0).combine_chunks()


def find_site(url: str | None) -> str | None:
    """Return the site of an address: its host in lower case, without "www." and the port."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return (host or "").rstrip(".").removeprefix("www.") or None
